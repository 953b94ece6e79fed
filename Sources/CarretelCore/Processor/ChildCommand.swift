/// A program that a processor has started for it, on the machine of its worker.
package struct ChildCommand: Sendable, Hashable {
    /// An absolute path.
    package var executable: String
    package var arguments: [String]
    /// All the variables that it sees; never a secret.
    package var environment: [String: String]

    /// Describes a command.
    package init(executable: String, arguments: [String], environment: [String: String] = [:]) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }
}

/// How a child that a processor had started ended.
package enum ChildEnd: Sendable, Hashable {
    case exited(code: Int32)
    case signalled(signal: Int32)
}
