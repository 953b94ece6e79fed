import Testing

/// A directory of a test's own, removed with everything in it when the test ends.
///
/// With `CARRETEL_KEEP_FAILED=1` in the environment the directory of a test that failed stays, and the failure names it.
/// It is made in `TMPDIR`, or `/tmp`.
///
///     @Test(.temporaryDirectory) func claimsAFile() throws {
///         let spool = try TemporaryDirectory.current.path("spool")
///     }
package struct TemporaryDirectory: Sendable, Hashable {
    /// Its absolute path, without a slash at the end.
    package let path: String

    /// The absolute path of something inside it.
    package func path(_ relativePath: String) -> String {
        path + "/" + relativePath
    }
}

extension TemporaryDirectory {
    @TaskLocal private static var ofTask: TemporaryDirectory?

    /// The directory of the running test, given by the trait ``Testing/Trait/temporaryDirectory``.
    ///
    /// - Throws: ``TestKitError`` outside a test with the trait, and on a thread that is not part of the test's task.
    package static var current: TemporaryDirectory {
        get throws(TestKitError) {
            guard let ofTask else {
                throw TestKitError("No directory here: the test or its suite needs the trait .temporaryDirectory.")
            }
            return ofTask
        }
    }

    /// What becomes of a directory after its test.
    enum Fate: Sendable {
        case keep
        case remove
    }

    /// Runs `body` with a new directory, then does with it what `body` says.
    static func provide(_ body: (TemporaryDirectory) async -> Fate) async throws {
        let directory = TemporaryDirectory(path: try SystemCalls.makeTemporaryDirectory())
        switch await $ofTask.withValue(directory, operation: { await body(directory) }) {
        case .keep: return
        case .remove:
            // A process that the test has killed may make files in it until it is gone.
            try await eventually("the end of \(directory.path)") { try SystemCalls.removeTree(directory.path) }
        }
    }
}
