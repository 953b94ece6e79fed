import CarretelCore

/// Spreads the removal of files over time: disks that pass deletions on to their device (mounted with `discard`) are slow
/// for everybody for some time after many at once.
struct RemovalPace: Sendable {
    /// Shorter rests are put together to one.
    private static let shortestRest = Duration.milliseconds(20)

    private let perSecond: Int
    /// When what was removed so far is paid for.
    private var paid: MonotonicInstant?

    init(perSecond: Int) {
        self.perSecond = max(1, perSecond)
    }

    /// How long to rest after so many removals; nil to go on.
    mutating func rest(after files: Int, at now: MonotonicInstant) -> Duration? {
        let start = max(paid ?? now, now)
        let end = start + .nanoseconds(1_000_000_000 * Int64(files) / Int64(perSecond))
        paid = end
        let rest = end - now
        return rest >= Self.shortestRest ? rest : nil
    }
}

/// Leaves the journal's thread most of its time for jobs.
struct ChorePace: Sendable {
    private static let shortestRest = Duration.milliseconds(5)
    private static let longestRest = Duration.seconds(10)
    /// A step's time is without its commit; what the answer took longer is counted as that up to here, and as waiting
    /// behind others beyond.
    private static let longestCommit = Duration.milliseconds(5)

    let factor: Int

    /// How long to rest after a step.
    ///
    /// - Parameters:
    ///   - took: what the journal says that it took.
    ///   - elapsed: from the question to the answer.
    /// - Returns: a rest that is never nothing.
    func rest(took: Duration, elapsed: Duration) -> Duration {
        let cost = max(took, min(elapsed, took + Self.longestCommit))
        return min(max(cost * factor, Self.shortestRest), Self.longestRest)
    }
}
