internal import CarretelCore

/// The numbers of intake (docs/file-formats.md says what they mean for writers).
package struct IntakeSettings: Sendable {
    /// A file written in place is looked at when nothing happened to it for this long: its writer may still change its
    /// mode, times or name by its path. 50 ms were enough in every try.
    package var linger = Duration.milliseconds(100)
    /// An unfinished file is looked at again after these, one after the other …
    package var retryDelays: [Duration] = [
        .milliseconds(1), .milliseconds(2), .milliseconds(5), .milliseconds(20), .milliseconds(100),
    ]
    /// … and then this often, until it changes.
    package var steadyRetryDelay = Duration.seconds(1)
    /// Content that only lacks its end counts as truncated when nobody wrote for this long.
    package var truncatedLimit = Duration.seconds(30)
    /// A file with two names is waited for this long.
    package var linkedLimit = Duration.seconds(30)
    /// Whether leases are asked for where they tell something.
    package var usesLeases = true
    /// Where leases tell nothing a finished object must stay unchanged for this long …
    package var unchangedLimit = Duration.seconds(2)
    /// … unless its last change, by this machine's clock, is older than this: the clocks of file servers are off.
    package var settledAge = Duration.seconds(60)
    /// The largest job file.
    package var maxFileBytes = JSONLimits.jobFile.maxBytes
    /// How much of a larger one is kept for its refusal.
    package var oversizeKeptBytes = 64 << 10
    /// Everything is looked at this often although events are trusted …
    package var safetyScanInterval = Duration.seconds(60)
    /// … and this often while they are not.
    package var pollInterval = Duration.seconds(2)
    /// Between so many entries of a scan new events are looked at.
    package var scanChunk = 128
    /// How many files that are not finished are kept in mind; further ones wait for the next scan.
    package var maxCandidates = 65_536
    /// How many files that are left alone are kept by name; others are counted.
    package var maxLeftAlone = 100
    /// How many control files are in hand at once; further ones wait.
    package var maxControlRequests = 256
    /// Arrivals are handed on at the latest when they hold so many bytes.
    package var batchBytes = 8 << 20
    package var watcher = WatcherSettings()

    /// The defaults.
    package init() {}
}
