/// Decides when an operator is to be told how the work of a job type goes: what was heard and a reading of the clock in,
/// how it stands and what has changed out. Reads no clock and does nothing.
///
/// It wakes nobody while nothing of the type runs, except for the moment at which an alert may be over, once to forget
/// the last tries, and each minute while workers live on for the next job, for what they hold in memory.
package struct AlertMachine: Sendable {
    /// How long a try counts: so many whole minutes and the running one.
    package static let windowMinutes: Int64 = 60
    /// How often memory is looked at while attempts run.
    package static let memoryInterval = Duration.seconds(10)
    /// How often while none runs: workers keep their browsers for the next job.
    package static let idleMemoryInterval = Duration.seconds(60)
    /// An alert is over only below so many percent of its limit, so that what swings around the limit is told once.
    package static let clearingPercent = 80

    /// An attempt that runs.
    struct Running: Hashable {
        var attempt: Int
        /// When it began, or finished its last piece of work.
        var since: Timestamp
    }

    let thresholds: AlertThresholds
    /// By time, at most as many as the window has.
    private(set) var minutes: [TryMinute]
    private(set) var running: [JobNumber: Running] = [:]
    private(set) var waiting: Int?
    private var hasWorkers = false
    private(set) var memoryBytes: Int?
    private var memoryAt: Timestamp?
    private var raised: [AlertMeasure.Kind: Timestamp] = [:]

    /// How everything stood at the last look, by kind; what nothing is known of is left out.
    package private(set) var measures: [AlertMeasure] = []

    /// Starts with what the history says of the window.
    package init(thresholds: AlertThresholds, minutes: [TryMinute] = []) {
        self.thresholds = thresholds
        self.minutes = minutes.sorted { $0.minute < $1.minute }
    }

    // MARK: What is heard

    /// Takes in what a job did. Any of it shows that its attempt gets on; tries of the upstream count in the window.
    ///
    /// - Parameters:
    ///   - usages: as they came with a checkpoint.
    ///   - job: the job.
    ///   - now: the wall clock, later than which nothing can have been.
    package mutating func record(_ usages: [ScrapingUsage], of job: JobNumber, at now: Timestamp) {
        guard !usages.isEmpty else { return }
        if let before = running[job] { noteStandstill(of: job, before, at: now) }
        running[job]?.since = now
        for usage in usages where usage.origin == .portal {
            minutes[place(of: min(usage.createdAt, now))].add(
                isSuccess: usage.isSuccess, duration: usage.processingTime, subject: usage.osNumber)
        }
    }

    /// Remembers of an attempt that it stood still for too long: when it gets on, or is ended, it is not running still
    /// any more, and one that was ended has no try to show for it.
    private mutating func noteStandstill(of job: JobNumber, _ attempt: Running, at now: Timestamp) {
        guard thresholds.taskSeconds > 0, now - attempt.since > taskLimit else { return }
        minutes[place(of: now)].took(
            now - attempt.since, subject: "job number \(job.rawValue) without finishing anything")
    }

    /// The place of a moment's minute, which is there then.
    private mutating func place(of moment: Timestamp) -> Int {
        let minute = TryMinute.minute(of: moment)
        let place = minutes.firstIndex { $0.minute >= minute } ?? minutes.endIndex
        if place == minutes.endIndex || minutes[place].minute != minute {
            minutes.insert(TryMinute(minute: minute), at: place)
        }
        return place
    }

    /// Takes in what runs and how much waits.
    ///
    /// - Parameters:
    ///   - attempts: the attempts of the type that have begun, by job, and when.
    ///   - waiting: how many jobs wait in its lanes.
    ///   - hasWorkers: whether its lanes have workers, busy or not.
    ///   - now: the wall clock.
    package mutating func see(
        attempts: [JobNumber: (attempt: Int, beganAt: Timestamp)], waiting: Int, hasWorkers: Bool, at now: Timestamp
    ) {
        var seen: [JobNumber: Running] = [:]
        for (job, (attempt, beganAt)) in attempts {
            if let known = running[job], known.attempt == attempt {
                seen[job] = known
            } else {
                seen[job] = Running(attempt: attempt, since: beganAt)
            }
        }
        for (job, before) in running where seen[job]?.attempt != before.attempt {
            noteStandstill(of: job, before, at: now)
        }
        running = seen
        self.waiting = waiting
        self.hasWorkers = hasWorkers || !seen.isEmpty
        if !self.hasWorkers { (memoryBytes, memoryAt) = (nil, nil) }
    }

    /// Whether memory should be looked at now.
    package func wantsMemory(at now: Timestamp) -> Bool {
        guard watchesMemory else { return false }
        return memoryAt.map { now >= $0 + memoryInterval || now < $0 } ?? true
    }

    private var watchesMemory: Bool { thresholds.memoryMiB > 0 && hasWorkers }

    private var memoryInterval: Duration { running.isEmpty ? Self.idleMemoryInterval : Self.memoryInterval }

    /// Takes in how much memory is held; nil when that cannot be told, as when no worker is there any more.
    package mutating func measured(memoryBytes bytes: Int?, at now: Timestamp) {
        (memoryBytes, memoryAt) = (bytes, now)
        if bytes == nil, running.isEmpty { hasWorkers = false }
    }

    // MARK: What follows

    /// Judges how everything stands.
    ///
    /// - Returns: what was raised or cleared since the last look.
    package mutating func look(at now: Timestamp) -> [AlertChange] {
        forget(at: now)
        measures = []
        var changes: [AlertChange] = []
        for kind in AlertMeasure.Kind.allCases {
            let reading = reading(of: kind, at: now)
            if let reading, reading.isTooMuch, raised[kind] == nil {
                raised[kind] = now
                changes.append(AlertChange(kind: kind, isRaised: true, words: reading.measure.words))
            } else if reading?.isOver ?? true, raised.removeValue(forKey: kind) != nil {
                let words = reading?.measure.words ?? "nothing is known of it any more"
                changes.append(AlertChange(kind: kind, isRaised: false, words: words))
            }
            guard var measure = reading?.measure else { continue }
            measure.raisedAt = raised[kind]
            measures.append(measure)
        }
        return changes
    }

    /// What has left the window; and what lies ahead of a clock that was set back.
    private mutating func forget(at now: Timestamp) {
        let minute = TryMinute.minute(of: now)
        minutes.removeAll { $0.minute < minute - Self.windowMinutes || $0.minute > minute + 1 }
    }

    /// When to look again though nothing is heard; nil when nothing can change by itself. To be asked after a look.
    package func nextLook(after now: Timestamp) -> Timestamp? {
        var moments: [Timestamp] = []
        if !running.isEmpty, thresholds.taskSeconds > 0 {
            // One that is late already stays so until something is heard of it.
            moments += running.values.map { $0.since + taskLimit + .microseconds(1) }.filter { $0 > now }
        }
        if watchesMemory { moments.append(memoryAt.map { $0 + memoryInterval } ?? now) }
        return (moments + [expiry].compactMap { $0 }).min()
    }

    /// When tries leave the window: the oldest where that matters, all of them otherwise.
    private var expiry: Timestamp? {
        let isWaitedFor =
            raised[.errorRate] != nil || raised[.duration] != nil
            || (!running.isEmpty && minutes.contains { $0.failures > 0 })
        return (isWaitedFor ? minutes.first : minutes.last).map {
            TryMinute.start(of: $0.minute + Self.windowMinutes + 1)
        }
    }
}
