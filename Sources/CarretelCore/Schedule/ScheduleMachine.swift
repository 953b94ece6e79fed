/// Decides what schedules drop and when: a value that knows rules, what was done, and nothing of files or clocks.
///
/// Every change of ``memories`` must be on disk before the file of a run is handed in; ``ScheduledRun/Phase/dropping``
/// then tells the next start that the file may be missing.
package struct ScheduleMachine: Sendable {
    /// Of more missed moments than that only the last so many are looked at and counted.
    package static let maxMissed = 1_000
    /// With the policy `all` no more than so many missed moments are made up for, the last ones.
    package static let maxCatchUp = 100
    /// With the policy `skip` a moment is still run when it is late by no more than that.
    package static let misfireGrace = Duration.seconds(300)
    /// What lies further ahead than that was noted by a clock that has been set back since, and is forgotten: otherwise
    /// a schedule would stand still until then.
    package static let clockTolerance = Duration.seconds(60)

    /// One schedule.
    package struct Entry: Sendable {
        package let rule: ScheduleRule
        package fileprivate(set) var memory: ScheduleMemory
        /// The run at the start, while it is to come.
        fileprivate var start: Timestamp?

        /// Whether its last job has not ended.
        package var isBusy: Bool { memory.last.map { !$0.isEnded } ?? false }
    }

    /// What is to come of a schedule.
    package struct Outlook: Sendable, Hashable {
        /// When the next job is dropped; in the past for one that waits for the end of the job before it.
        package var next: Timestamp?
        /// Whether it is due and waits for that end.
        package var isPending: Bool
    }

    /// By name.
    package private(set) var entries: [Entry] = []

    /// Takes up what is remembered.
    ///
    /// - Parameters:
    ///   - rules: those that are switched on.
    ///   - memories: by name, of the daemon before.
    ///   - startedAt: when this daemon started.
    package init(_ rules: [ScheduleRule], memories: [String: ScheduleMemory], startedAt: Timestamp) {
        let moment = Self.wholeSeconds(startedAt)
        entries = Self.entries(rules, memories, at: moment)
        for index in entries.indices where entries[index].rule.runsAtStart {
            // Two starts in one second are one.
            if entries[index].memory.last?.due != moment { entries[index].start = moment }
        }
    }

    /// Takes over other rules; the run at the start is that of the rules it started with.
    ///
    /// - Parameters:
    ///   - rules: those that are switched on now.
    ///   - memories: by name, of those that were not.
    ///   - now: the moment.
    package mutating func replace(
        _ rules: [ScheduleRule], remembering memories: [String: ScheduleMemory] = [:], at now: Timestamp
    ) {
        let before = Dictionary(uniqueKeysWithValues: entries.map { ($0.rule.name, $0) })
        let known = memories.merging(before.mapValues(\.memory)) { $1 }
        entries = Self.entries(rules, known, at: Self.wholeSeconds(now))
        for index in entries.indices where entries[index].rule.runsAtStart {
            entries[index].start = before[entries[index].rule.name]?.start
        }
    }

    private static func entries(
        _ rules: [ScheduleRule], _ memories: [String: ScheduleMemory], at moment: Timestamp
    ) -> [Entry] {
        rules.sorted { $0.name < $1.name }.map { rule in
            var memory = memories[rule.name] ?? ScheduleMemory(timing: rule.timing, considered: moment)
            // Of other times than before none was missed.
            if memory.timing != rule.timing { (memory.timing, memory.considered) = (rule.timing, moment) }
            return Entry(rule: rule, memory: memory)
        }
    }

    /// Decides which jobs are dropped now; each is noted as ``ScheduledRun/Phase/dropping``.
    ///
    /// - Returns: the names of their schedules.
    package mutating func advance(to now: Timestamp) -> [String] {
        entries.indices.compactMap { index in
            entries[index].advance(to: now) ? entries[index].rule.name : nil
        }
    }

    /// Notes how far the last run of a schedule is; nothing when another one is the last by now.
    package mutating func note(_ phase: ScheduledRun.Phase, of schedule: String, due: Timestamp) {
        guard let index = entries.firstIndex(where: { $0.rule.name == schedule }),
            entries[index].memory.last?.due == due
        else { return }
        entries[index].memory.last?.phase = phase
    }

    /// What is known, by name.
    package var memories: [String: ScheduleMemory] {
        Dictionary(uniqueKeysWithValues: entries.map { ($0.rule.name, $0.memory) })
    }

    /// When to look again if nothing happens before; nil when nothing will be due.
    package func nextWake(after now: Timestamp) -> Timestamp? {
        entries.compactMap { $0.moments.firstDrop(after: $0.memory.considered, laterThan: now) }.min()
    }

    /// Moments of schedules are whole seconds, because the NAMEs of their jobs are.
    fileprivate static func wholeSeconds(_ moment: Timestamp) -> Timestamp {
        Timestamp(microseconds: moment.microseconds / 1_000_000 * 1_000_000)
    }
}

extension ScheduleMachine.Entry {
    /// What is to come.
    package func outlook(at now: Timestamp) -> ScheduleMachine.Outlook {
        if isBusy, let due = ripe(at: now).last { return .init(next: due, isPending: true) }
        return .init(next: start ?? moments.firstDrop(after: memory.considered, laterThan: now), isPending: false)
    }

    fileprivate var moments: MissedMoments { MissedMoments(rule: rule) }

    /// - Returns: whether a job is to be dropped: the last one of the memory.
    fileprivate mutating func advance(to now: Timestamp) -> Bool {
        if memory.considered > now + ScheduleMachine.clockTolerance {
            memory.considered = ScheduleMachine.wholeSeconds(now)
            memory.generation += 1
        }
        let due = isBusy ? [] : ripe(at: now)
        guard let newest = due.last else { return false }
        let chosen: ArraySlice<Timestamp>
        switch rule.missed {
        case .once: chosen = [newest]
        case .all: chosen = due.suffix(ScheduleMachine.maxCatchUp)
        case .skip:
            let planned = newest == start ? newest : rule.dropTime(of: newest)
            chosen = now - planned <= ScheduleMachine.misfireGrace ? [newest] : []
        }
        memory.skipped += due.count - chosen.count
        memory.considered = chosen.first ?? newest
        let isAtStart = start.map { $0 <= memory.considered } ?? false
        if isAtStart { start = nil }
        guard let run = chosen.first else { return false }
        // A run that stands for others stands for the one at the start too.
        memory.previous = memory.last
        memory.last = ScheduledRun(due: run, isAtStart: isAtStart, generation: memory.generation)
        return true
    }

    private func ripe(at now: Timestamp) -> [Timestamp] {
        let due = moments.ripe(after: memory.considered, at: now, limit: ScheduleMachine.maxMissed)
        guard let start, !due.contains(start) else { return due }
        return (due + [start]).sorted()
    }
}
