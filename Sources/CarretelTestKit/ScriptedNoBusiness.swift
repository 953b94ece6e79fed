package import CarretelCore

/// A business store that a test has not given: every use of it fails.
package struct ScriptedNoBusiness: BusinessStore {
    /// Opens nothing.
    package init() {}

    /// Always fails.
    package func beginSync(
        from source: BusinessSource, job: JobID, at now: Timestamp
    ) throws(FailureReason) -> any BusinessSync {
        throw Self.failure
    }

    /// Always fails.
    package func beginReading(profile: String) throws(FailureReason) -> any BusinessReading {
        throw Self.failure
    }

    private static let failure = FailureReason(
        .permanent, code: "no_business_store", message: "This test has given no business store.")
}
