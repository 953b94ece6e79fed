/// Why a daemon does not start: said to the operator, with exit code 2. Nothing was changed.
package struct Refusal: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    package var message: String
    /// How to mend it.
    package var hint: String?

    /// Describes a refusal.
    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    package var description: String {
        hint.map { "\(message)\n\($0)" } ?? message
    }
}
