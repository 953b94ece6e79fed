import CarretelSystem
import CarretelTestKit
import Glibc

/// Runs small shell scripts where a test needs what Carretel itself never does.
enum Shell {
    /// Runs a script in the test's directory and waits for it.
    static func run(_ script: String) throws {
        try run(script, in: TemporaryDirectory.current.path)
    }

    /// The same in a directory, for threads that are not part of the test's task.
    static func run(_ script: String, in directory: String) throws {
        guard unsafe system("cd '\(directory)' && { \(script); }") == 0 else {
            throw SystemError("system", code: 0, path: script)
        }
    }
}
