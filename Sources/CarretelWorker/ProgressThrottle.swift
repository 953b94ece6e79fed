import CarretelCore

/// Thins progress out to 4 reports a second. What carries an event always goes; of the rest the latest is kept and
/// goes when its time has come, so that a pause does not leave an old state standing.
struct ProgressThrottle {
    /// The least time between two reports without an event.
    static let interval = Duration.milliseconds(250)

    private var lastSent: MonotonicInstant?
    private var kept: Progress?

    /// What of this report is to be sent now.
    mutating func offer(_ progress: Progress, at now: MonotonicInstant) -> Progress? {
        guard progress.event.isEmpty, !isDue(at: now) else {
            lastSent = now
            kept = nil
            return progress
        }
        kept = progress
        return nil
    }

    /// What was kept and may go now.
    mutating func due(at now: MonotonicInstant) -> Progress? {
        guard let progress = kept, isDue(at: now) else { return nil }
        lastSent = now
        kept = nil
        return progress
    }

    /// What was kept, whatever the time: the attempt is over, and this is how far it got.
    mutating func last() -> Progress? {
        defer { kept = nil }
        return kept
    }

    private func isDue(at now: MonotonicInstant) -> Bool {
        lastSent.map { now - $0 >= Self.interval } ?? true
    }
}
