internal import CarretelCore

/// Says when the daemon's own figures are to be shown: when they changed, at most 4 times a second, and never when
/// nothing happens.
struct ReportingClock {
    static let interval = Duration.milliseconds(250)

    private var lastVersion: UInt64?
    private var lastReport: MonotonicInstant?
    private var isPending = false

    /// Makes the next ``isDue(at:version:)`` true.
    mutating func reportAtOnce() {
        lastVersion = nil
        lastReport = nil
    }

    /// Whether to report now. `version` changes whenever the figures do.
    mutating func isDue(at now: Now, version: UInt64) -> Bool {
        guard version != lastVersion else {
            isPending = false
            return false
        }
        if let lastReport, now.monotonic < lastReport + Self.interval {
            isPending = true
            return false
        }
        lastVersion = version
        lastReport = now.monotonic
        isPending = false
        return true
    }

    /// When to look again, for a report that was put off, or for an attempt to be shown.
    func nextWake(attempts: AttemptBook) -> MonotonicInstant? {
        let report = isPending ? lastReport.map { $0 + Self.interval } : nil
        switch (report, attempts.nextShow) {
        case (let left?, let right?): return min(left, right)
        case (let one?, nil), (nil, let one?): return one
        case (nil, nil): return nil
        }
    }
}
