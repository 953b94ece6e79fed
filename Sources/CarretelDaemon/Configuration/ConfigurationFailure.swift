internal import CarretelCore

extension FailureReason {
    /// What is wrong with the configuration: permanent `configuration_invalid`, which ends the start.
    ///
    /// - Parameters:
    ///   - message: names the key, and never a secret.
    ///   - hint: how to mend it.
    static func configuration(_ message: String, hint: String) -> FailureReason {
        FailureReason(.permanent, code: "configuration_invalid", message: message, hint: hint)
    }
}
