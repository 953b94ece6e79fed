internal import CarretelCore

/// Says when the daemon's own figures are to be shown: a moment after they changed, so that the change itself is not held
/// up, at most 4 times a second, and never when nothing happens.
struct ReportingClock {
    static let interval = Duration.milliseconds(250)

    private var lastVersion: UInt64?
    private var dueAt: MonotonicInstant?

    /// Makes the next ``isDue(at:version:)`` true.
    mutating func reportAtOnce() {
        lastVersion = nil
        dueAt = MonotonicInstant(nanoseconds: .min)
    }

    /// Whether to report now. `version` changes whenever the figures do.
    mutating func isDue(at now: Now, version: UInt64) -> Bool {
        guard version != lastVersion else { return false }
        guard let due = dueAt else {
            dueAt = now.monotonic + Self.interval
            return false
        }
        guard due <= now.monotonic else { return false }
        lastVersion = version
        dueAt = nil
        return true
    }

    /// When to look again, for figures to be shown, or for an attempt to be shown.
    func nextWake(attempts: AttemptBook) -> MonotonicInstant? {
        switch (dueAt, attempts.nextShow) {
        case (let left?, let right?): return min(left, right)
        case (let one?, nil), (nil, let one?): return one
        case (nil, nil): return nil
        }
    }
}
