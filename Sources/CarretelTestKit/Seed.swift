package import Testing

/// The seed of the running test, given by the trait ``Testing/Trait/seeded``.
package enum Seed {
    @TaskLocal static var ofTask: UInt64?

    /// The seed: `CARRETEL_TEST_SEED` from the environment when set, else drawn anew.
    ///
    /// - Throws: ``TestKitError`` outside a test with the trait.
    package static var current: UInt64 {
        get throws(TestKitError) {
            guard let ofTask else {
                throw TestKitError("No seed here: the test or its suite needs the trait .seeded.")
            }
            return ofTask
        }
    }
}

/// Draws a seed for each test and names it in every failure of that test, with the way to repeat it.
package struct SeededTrait: TestTrait, SuiteTrait, TestScoping {
    /// The seed when the test fixes one.
    let fixed: UInt64?

    /// A suite hands the trait on to every test in it.
    package var isRecursive: Bool { true }

    /// Runs the test with a seed.
    ///
    /// - Throws: what the test throws, and ``TestKitError`` when `CARRETEL_TEST_SEED` is not a number.
    @concurrent package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let seed = try fixed ?? Self.fromEnvironment() ?? UInt64.random(in: .min ... .max)
        let hint: Comment = "Seed \(seed): repeat with CARRETEL_TEST_SEED=\(seed)"
        let naming = IssueHandlingTrait.compactMapIssues { issue in
            var issue = issue
            issue.comments.append(hint)
            return issue
        }
        do {
            try await naming.provideScope(for: test, testCase: testCase) {
                try await Seed.$ofTask.withValue(seed) { try await function() }
            }
        } catch {
            // A thrown error becomes an issue only outside this scope, where no comment can be added any more.
            Issue.record(hint, severity: .warning, sourceLocation: test.sourceLocation)
            throw error
        }
    }

    private static func fromEnvironment() throws(TestKitError) -> UInt64? {
        guard let text = SystemCalls.environment("CARRETEL_TEST_SEED") else { return nil }
        guard let seed = UInt64(text) else {
            throw TestKitError("CARRETEL_TEST_SEED is \(text), and must be a whole number from 0 to \(UInt64.max).")
        }
        return seed
    }
}

extension Trait where Self == SeededTrait {
    /// A seed for each test: from `CARRETEL_TEST_SEED`, else drawn anew. ``Seed/current`` names it.
    package static var seeded: Self { SeededTrait(fixed: nil) }

    /// The same seed in every run, for a case that once failed.
    package static func seeded(_ seed: UInt64) -> Self { SeededTrait(fixed: seed) }
}
