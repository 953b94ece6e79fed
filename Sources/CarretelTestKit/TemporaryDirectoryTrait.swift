import Synchronization
package import Testing

/// Gives each test, or each test of a suite, its own ``TemporaryDirectory``.
package struct TemporaryDirectoryTrait: TestTrait, SuiteTrait, TestScoping {
    /// A suite hands the trait on to every test in it, so that none shares a directory with another.
    package var isRecursive: Bool { true }

    /// Makes the directory, runs the test, removes the directory.
    ///
    /// - Throws: what the test throws, and ``TestKitError`` when the directory cannot be made or removed.
    @concurrent package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let keepsFailed = SystemCalls.environment("CARRETEL_KEEP_FAILED") == "1"
        let failed = Mutex(false)
        var thrown: (any Error)?
        try await TemporaryDirectory.provide { directory in
            let watching = IssueHandlingTrait.compactMapIssues { issue in
                if issue.isFailure { failed.withLock { $0 = true } }
                return issue
            }
            do {
                try await watching.provideScope(for: test, testCase: testCase, performing: function)
            } catch {
                thrown = error
            }
            guard keepsFailed, thrown != nil || failed.withLock({ $0 }) else { return .remove }
            Issue.record(
                "Its directory is kept: \(directory.path)", severity: .warning, sourceLocation: test.sourceLocation)
            return .keep
        }
        if let thrown { throw thrown }
    }
}

extension Trait where Self == TemporaryDirectoryTrait {
    /// A fresh directory for each test; ``TemporaryDirectory/current`` names it.
    package static var temporaryDirectory: Self { TemporaryDirectoryTrait() }
}
