internal import CarretelCore

extension FailureReason {
    /// Describes what is wrong with the configuration.
    ///
    /// - Parameters:
    ///   - message: names the key, and never a secret.
    ///   - hint: how to mend it.
    /// - Returns: permanent `configuration_invalid`, which ends the start.
    static func configuration(_ message: String, hint: String) -> FailureReason {
        FailureReason(.permanent, code: "configuration_invalid", message: message, hint: hint)
    }
}
