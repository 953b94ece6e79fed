import CarretelCore

/// What became of one resource.
struct LoadedResource: Sendable {
    /// How the cache was used.
    enum CacheState: String {
        case hit, miss, refresh, off
    }

    var resource: LoadResource
    var cursor: PageCursor
    /// The pages that were to be read; nil when Omie never said how many there are.
    var wanted: Int?
    /// Its records; nil when it failed, because half of them must not look whole.
    var file: DataFile?
    var cache: CacheState
    /// Why it failed.
    var reason: FailureReason?

    /// Whether all that Omie has is there. An empty list has no pages, and one was asked for all the same.
    var isComplete: Bool { reason == nil && cursor.isDone(limit: nil) && !hasLostRecords }

    /// Whether every page was read and there are not as many records as were announced: a page was short, or the list
    /// changed under the load, and then nobody knows which records slipped from one page to another.
    var hasLostRecords: Bool {
        reason == nil && cursor.isDone(limit: nil) && cursor.records != cursor.announcedRecords
    }

    /// In a word, for the output.
    var status: StaticString { reason != nil ? "failed" : isComplete ? "complete" : "limited" }
}
