/// The cache of answers as maintenance sees it.
package protocol CacheKeeper: Sendable {
    /// Hands on all answers that look whole, in no order.
    ///
    /// - Parameter body: takes an answer; false ends the listing.
    /// - Returns: how many entries of the folder are not the cache's.
    /// - Throws: transient `storage_failed`.
    func eachAnswer(_ body: (CachedAnswer) -> Bool) throws(FailureReason) -> Int

    /// Removes an answer, unless another has taken its place meanwhile.
    ///
    /// - Parameters:
    ///   - key: what it answers.
    ///   - loadedAt: when it was loaded.
    /// - Returns: how many files went; nil when it was gone, or another is there.
    /// - Throws: transient `storage_failed`.
    func remove(_ key: CacheKey, loadedAt: Timestamp) throws(FailureReason) -> Int?

    /// The files that no whole answer is made of and that nobody is writing; what is being replaced may be among them,
    /// and is seen to be whole when it is to be removed.
    ///
    /// - Parameter isCancelled: ends the look early.
    /// - Returns: nil when the look was ended early.
    /// - Throws: transient `storage_failed`.
    func leftovers(isCancelled: () -> Bool) throws(FailureReason) -> [(name: String, bytes: Int)]?

    /// Removes one of ``leftovers()``.
    ///
    /// - Returns: false when it is none any more.
    /// - Throws: transient `storage_failed`.
    func removeLeftover(_ name: String) throws(FailureReason) -> Bool
}
