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

    /// Whether all that Omie has is there.
    var isComplete: Bool { reason == nil && cursor.announced == cursor.fetched }

    /// In a word, for the output.
    var status: StaticString { reason != nil ? "failed" : isComplete ? "complete" : "limited" }
}
