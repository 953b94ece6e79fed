/// What becomes of moments that passed while nobody could run them: the daemon was down, or the run before was going on.
package enum MissedPolicy: String, Sendable, Hashable, CaseIterable {
    /// One run stands for all of them.
    case once
    /// One run for each, one after the other; at most ``ScheduleMachine/maxCatchUp``.
    case all
    /// None, but for one that is late by no more than ``ScheduleMachine/misfireGrace``.
    case skip
}

/// When jobs of one schedule are due.
package struct ScheduleRule: Sendable, Hashable {
    /// Lower-case words joined by hyphens.
    package var name: String
    package var recurrence: Recurrence
    /// The recurrence as it was written. What is remembered of a schedule counts while this stays the same.
    package var timing: String
    package var missed: MissedPolicy
    /// Runs are put off by up to so much, by chance.
    package var jitter: Duration
    /// Whether it is also due at each start of the daemon.
    package var runsAtStart: Bool

    /// Describes a rule; see the members.
    package init(
        name: String, recurrence: Recurrence, timing: String, missed: MissedPolicy = .once, jitter: Duration = .zero,
        runsAtStart: Bool = false
    ) {
        self.name = name
        self.recurrence = recurrence
        self.timing = timing
        self.missed = missed
        self.jitter = jitter
        self.runsAtStart = runsAtStart
    }

    /// When a job that is due at `due` is to be dropped. The chance lies in name and moment, so that a restart draws the
    /// same.
    package func dropTime(of due: Timestamp) -> Timestamp {
        guard jitter > .zero else { return due }
        let hash = FNV1a.hash(name.utf8)
        var generator = SeededGenerator(seed: hash ^ UInt64(bitPattern: due.microseconds))
        return due + .milliseconds(Int64.random(in: 0...jitter.wholeMilliseconds, using: &generator))
    }
}
