import CarretelSystem
import CarretelTestKit
import Glibc

/// Runs small shell scripts where a test needs what Carretel itself never does.
enum Shell {
    /// Runs a script in the test's directory and waits for it.
    static func run(_ script: String) throws {
        let directory = try TemporaryDirectory.current.path
        guard unsafe system("cd '\(directory)' && { \(script); }") == 0 else {
            throw SystemError("system", code: 0, path: script)
        }
    }
}
