import CarretelCore

/// A cache that never has anything: where a worker is put together without one, and for an attempt that is to leave no
/// trace.
struct NoCache: AnswerCache {
    func find(_ key: CacheKey, maxAge: Duration, at now: Timestamp) throws(FailureReason) -> CachedAnswer? { nil }

    func take(_ answer: CachedAnswer, as name: String) throws(FailureReason) -> DataFile? { nil }

    func recall(
        _ key: CacheKey, maxAge: Duration, at now: Timestamp
    ) throws(FailureReason) -> (content: [UInt8], loadedAt: Timestamp)? { nil }

    func remember(_ content: [UInt8], as key: CacheKey, loadedAt: Timestamp) throws(FailureReason) {}

    func keep(_ file: DataFile, as key: CacheKey, loadedAt: Timestamp, facts: [UInt8]) throws(FailureReason) {}
}
