/// No business store: where an attempt is put together without one.
package struct NoBusinessStore: BusinessStore {
    /// Opens nothing.
    package init() {}

    /// Always fails, as `storage_failed`.
    package func beginSync(
        from source: BusinessSource, job: JobID, at now: Timestamp
    ) throws(FailureReason) -> any BusinessSync {
        throw Self.failure
    }

    /// Always fails, as `storage_failed`.
    package func beginReading(profile: String) throws(FailureReason) -> any BusinessReading {
        throw Self.failure
    }

    private static let failure = FailureReason(
        .transient, code: "storage_failed", message: "There is no business store here.")
}
