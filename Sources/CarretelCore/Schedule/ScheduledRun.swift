/// One job of a schedule.
package struct ScheduledRun: Sendable, Hashable {
    /// How far it is.
    package enum Phase: Sendable, Hashable {
        /// Decided and noted; its file may be in `incoming/` or not.
        case dropping
        /// Its file was handed in.
        case dropped
        case ended(End)
    }

    /// How it ended.
    package struct End: Sendable, Hashable {
        /// Nil when nothing is known of the job any more.
        package var status: JobStatus?
        package var startedAt: Timestamp?
        package var finishedAt: Timestamp?

        /// Describes an end; see the members.
        package init(status: JobStatus? = nil, startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil) {
            self.status = status
            self.startedAt = startedAt
            self.finishedAt = finishedAt
        }
    }

    /// The moment that it is for; to the second.
    package var due: Timestamp
    /// Whether it is the run at a start of the daemon.
    package var isAtStart: Bool
    /// That of its schedule when it was decided: after the clock was set back the same moments come again, and must not
    /// be taken for the same runs.
    package var generation: Int
    package var phase: Phase

    /// Describes a run; see the members.
    package init(due: Timestamp, isAtStart: Bool = false, generation: Int = 0, phase: Phase = .dropping) {
        self.due = due
        self.isAtStart = isAtStart
        self.generation = generation
        self.phase = phase
    }

    /// Whether nothing of it is going on any more.
    package var isEnded: Bool {
        if case .ended = phase { true } else { false }
    }

    /// The NAME of its job: `odoo-sync-20261121T053000Z`.
    package func jobName(of schedule: String) -> String {
        let text = due.rfc3339Milliseconds
        return schedule + "-" + text.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z" + mark
    }

    /// The idempotency key of its job.
    package func key(of schedule: String) -> String {
        "schedule/\(schedule)/\(due.rfc3339Milliseconds.prefix(19))Z\(mark)"
    }

    private var mark: String { generation == 0 ? "" : "-\(generation)" }
}

/// What is known of a schedule and must survive the daemon.
package struct ScheduleMemory: Sendable, Hashable {
    /// ``ScheduleRule/timing`` when it was noted; empty for one that was switched off.
    package var timing: String
    /// Every moment up to this one has had its run, or was passed over.
    package var considered: Timestamp
    /// How many moments were passed over.
    package var skipped: Int
    /// How often the clock was found set back.
    package var generation: Int
    package var last: ScheduledRun?
    /// The one before it: how the schedule last went while ``last`` is under way.
    package var previous: ScheduledRun?

    /// Describes what is known; see the members.
    package init(
        timing: String, considered: Timestamp, skipped: Int = 0, generation: Int = 0, last: ScheduledRun? = nil,
        previous: ScheduledRun? = nil
    ) {
        self.timing = timing
        self.considered = considered
        self.skipped = skipped
        self.generation = generation
        self.last = last
        self.previous = previous
    }
}
