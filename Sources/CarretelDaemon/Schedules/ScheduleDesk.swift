internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Logging

/// Carries out what ``ScheduleMachine`` decides.
///
/// A run is noted on disk before its file is handed in. A crash in between leaves a note without a job, and the next
/// start hands the file in again unless files or journal know the job; so nothing is lost and nothing is run twice.
struct ScheduleDesk {
    private let layout: SpoolLayout
    private let whereabouts: JobWhereabouts
    private let logger: Logger
    /// Told the NAME of a job before it can end.
    private let watch: @Sendable (String) -> Void
    private var settings: [String: ScheduleSettings]
    private var machine: ScheduleMachine
    /// Of schedules that are switched off.
    private var resting: [String: ScheduleMemory] = [:]
    /// Schedules that are no longer configured and whose job is under way: one that comes back must know of it.
    private var leaving: [ScheduleDocument.Schedule] = []

    /// Takes up what the last daemon knew.
    ///
    /// - Parameters:
    ///   - schedules: all that are configured.
    ///   - layout: the spool.
    ///   - now: the moment of the start.
    ///   - logger: where trouble goes.
    ///   - watch: told the NAME of each job that may end from now on.
    /// - Throws: what the file system or the journal refused.
    init(
        _ schedules: [ScheduleSettings], layout: SpoolLayout, at now: Timestamp, logger: Logger,
        watch: @escaping @Sendable (String) -> Void
    ) throws {
        self.layout = layout
        self.logger = logger
        self.watch = watch
        whereabouts = JobWhereabouts(layout: layout)
        settings = Dictionary(uniqueKeysWithValues: schedules.map { ($0.rule.name, $0) })
        let known = try Self.known(in: layout.state, logger)
        let memories = Dictionary(known.map { ($0.name, $0.memory) }) { first, _ in first }
        machine = ScheduleMachine(Self.rules(schedules), memories: memories, startedAt: now)
        rest(memories, at: now)
        try leave(known)
        for entry in machine.entries { try takeUp(entry) }
        try save(at: now)
    }

    /// When to look again if nothing happens before.
    func nextWake(after now: Timestamp) -> Timestamp? { machine.nextWake(after: now) }

    /// Drops what is due.
    ///
    /// - Throws: what the file system refused, which is final.
    mutating func turn(at now: Timestamp) throws {
        let (before, skipped) = (machine.memories, skippedCount)
        let names = machine.advance(to: now)
        if skippedCount > skipped {
            logger.notice("Scheduled moments were passed over", metadata: ["count": "\(skippedCount - skipped)"])
        }
        guard machine.memories != before else { return }
        try save(at: now)
        for name in names {
            if let run = machine.memories[name]?.last { try drop(run, of: name) }
        }
        if !names.isEmpty { try save(at: now) }
    }

    /// Looks what became of the jobs that had not ended. Where the journal cannot be read now, the next look decides.
    ///
    /// - Throws: what the file system refused.
    mutating func settle(at now: Timestamp) throws {
        var hasNews = false
        for entry in machine.entries where entry.isBusy {
            guard let run = entry.memory.last else { continue }
            do {
                guard let end = try end(of: run, of: entry.rule.name) else { continue }
                machine.note(.ended(end), of: entry.rule.name, due: run.due)
                hasNews = true
            } catch let failure as StoreFailure {
                logger.warning("A schedule's job could not be looked up", metadata: ["error": "\(failure)"])
            }
        }
        if hasNews { try save(at: now) }
    }

    /// Takes over a configuration that was read again.
    ///
    /// - Throws: what the file system refused.
    mutating func replace(_ schedules: [ScheduleSettings], at now: Timestamp) throws {
        let before = document(at: now).schedules
        let known = Dictionary(before.map { ($0.name, $0.memory) }) { first, _ in first }
        settings = Dictionary(uniqueKeysWithValues: schedules.map { ($0.rule.name, $0) })
        machine.replace(Self.rules(schedules), remembering: known, at: now)
        rest(known, at: now)
        try leave(before)
        try settle(at: now)
        try save(at: now)
    }

    // MARK: - One run

    /// What a run of the last daemon needs.
    private mutating func takeUp(_ entry: ScheduleMachine.Entry) throws {
        guard entry.isBusy, let run = entry.memory.last else { return }
        let name = entry.rule.name
        watch(run.jobName(of: name))
        switch try whereabouts.find(name: run.jobName(of: name), key: run.key(of: name)) {
        case .underWay: machine.note(.dropped, of: name, due: run.due)
        case .ended(let end): machine.note(.ended(end), of: name, due: run.due)
        case .nowhere where run.phase == .dropping: try drop(run, of: name)
        case .nowhere: machine.note(.ended(lost(run, of: name)), of: name, due: run.due)
        }
    }

    private func end(of run: ScheduledRun, of name: String) throws -> ScheduledRun.End? {
        switch try whereabouts.find(name: run.jobName(of: name), key: run.key(of: name)) {
        case .underWay: nil
        case .ended(let end): end
        case .nowhere: lost(run, of: name)
        }
    }

    /// Somebody took its file away, or its row was purged: it does not hold up the next one.
    private func lost(_ run: ScheduledRun, of name: String) -> ScheduledRun.End {
        logger.warning("A schedule's job cannot be found any more", metadata: ["job.name": "\(run.jobName(of: name))"])
        return ScheduledRun.End()
    }

    /// Hands a job file in through the same door as everyone: written in `work/`, synced, renamed.
    private mutating func drop(_ run: ScheduledRun, of name: String) throws {
        guard let settings = settings[name] else { return }
        let jobName = run.jobName(of: name)
        watch(jobName)
        let unfinished = FileName("schedule-\(jobName).json")
        try layout.work.writeFile(unfinished, settings.jobFile(for: run))
        do throws(SystemError) {
            try layout.work.rename(unfinished, to: layout.incoming, as: FileName("\(jobName).json"))
        } catch {
            guard error.isExisting else { throw error }
            // The NAME is this run's own, so what waits there is its job.
            try layout.work.unlink(unfinished)
        }
        try layout.incoming.sync()
        machine.note(.dropped, of: name, due: run.due)
        logger.info("A schedule dropped a job", metadata: ["schedule": "\(name)", "job.name": "\(jobName)"])
    }

    // MARK: - What is known

    private var skippedCount: Int { machine.entries.reduce(0) { $0 + $1.memory.skipped } }

    private static func rules(_ schedules: [ScheduleSettings]) -> [ScheduleRule] {
        schedules.filter(\.isEnabled).map(\.rule)
    }

    /// Keeps what is known of schedules that are switched off. Of that time they will have missed nothing.
    private mutating func rest(_ memories: [String: ScheduleMemory], at now: Timestamp) {
        resting = [:]
        for (name, schedule) in settings where !schedule.isEnabled {
            var memory = memories[name] ?? ScheduleMemory(timing: "", considered: now)
            memory.timing = ""
            resting[name] = memory
        }
    }

    /// Keeps those that are not configured as long as their job is under way.
    private mutating func leave(_ known: [ScheduleDocument.Schedule]) throws {
        leaving = []
        for var schedule in known where settings[schedule.name] == nil {
            guard let run = schedule.memory.last, !run.isEnded, try isUnderWay(run, of: schedule.name) else { continue }
            (schedule.isEnabled, schedule.next) = (false, nil)
            leaving.append(schedule)
        }
    }

    private func isUnderWay(_ run: ScheduledRun, of name: String) throws -> Bool {
        do {
            guard case .underWay = try whereabouts.find(name: run.jobName(of: name), key: run.key(of: name)) else {
                return false
            }
            return true
        } catch is StoreFailure {
            // Where the journal cannot be read now, the next look decides.
            return true
        }
    }

    private func save(at now: Timestamp) throws(SystemError) {
        try document(at: now).write(in: layout.state)
    }

    private func document(at now: Timestamp) -> ScheduleDocument {
        let next = Dictionary(uniqueKeysWithValues: machine.entries.map { ($0.rule.name, $0.outlook(at: now).next) })
        let memories = resting.merging(machine.memories) { $1 }
        return ScheduleDocument(
            settings.values.sorted { $0.rule.name < $1.rule.name }.compactMap { schedule in
                let name = schedule.rule.name
                return memories[name].map { memory in
                    ScheduleDocument.Schedule(
                        name: name, type: schedule.type, isEnabled: schedule.isEnabled, timing: schedule.rule.timing,
                        warnAfter: schedule.warnAfter, memory: memory, next: next[name] ?? nil)
                }
            } + leaving)
    }

    private static func known(in state: Directory, _ logger: Logger) throws -> [ScheduleDocument.Schedule] {
        do {
            return try ScheduleDocument.read(in: state)?.schedules ?? []
        } catch let reason as FailureReason {
            // Moved aside for who wants to look, over an earlier one; without it the schedules begin anew, and nothing
            // counts as missed.
            let aside: FileName = "schedules.json.damaged"
            try state.rename(ScheduleDocument.fileName, to: state, as: aside, .replace)
            logger.error("The schedules begin anew", metadata: ["error": "\(reason.message)", "aside": "\(aside)"])
            return []
        }
    }
}
