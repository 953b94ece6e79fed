import Testing

@testable import CarretelCore

/// A machine with a journal that answers at once and workers moved by hand: what the tests by event lists sit on.
///
/// Actions for the workers are kept in ``sent``; writes can be seen in ``writes`` and in the journal's rows.
struct MachineBench {
    let catalogue: JobCatalogue
    let settings: DispatchSettings
    var machine: DispatchMachine
    var journal: ModelJournal
    var now = Fixture.start
    /// When false, the journal's requests gather in ``pending`` until ``journalWorks()``.
    var isJournalPrompt = true
    var pending: [DispatchAction] = []
    var replies: [DispatchEvent] = []
    var sent: [DispatchAction] = []
    var writes: [JournalWrite] = []
    var isStopped = false
    private var nextID = 1

    /// Those of a machine whose short lanes have been quick so far.
    static var settings: DispatchSettings {
        var settings = DispatchSettings()
        settings.assumedRun = .zero
        return settings
    }

    init(
        catalogue: JobCatalogue? = nil, settings: DispatchSettings = MachineBench.settings,
        restored: RestoredDispatch = RestoredDispatch()
    ) throws {
        let catalogue = try catalogue ?? Fixture.catalogue()
        self.catalogue = catalogue
        self.settings = settings
        machine = DispatchMachine(catalogue: catalogue, settings: settings, restored: restored, seed: 1)
        journal = ModelJournal(catalogue: catalogue, settings: settings)
        feed(.tick)
    }

    mutating func feed(_ event: DispatchEvent) {
        var actions: [DispatchAction] = []
        machine.handle(event, at: now, into: &actions)
        for action in actions {
            switch action {
            case .write(let write):
                writes.append(write)
                pending.append(action)
            case .lookUpSharing, .load, .loadFollowers, .promoteFollower, .lookUp: pending.append(action)
            case .stopped: isStopped = true
            default: sent.append(action)
            }
        }
        if isJournalPrompt { journalWorks() }
    }

    /// Carries out what the journal was asked, and what follows from it, until there is nothing left.
    mutating func journalWorks() {
        while !pending.isEmpty || !replies.isEmpty {
            let asked = pending
            pending = []
            for action in asked { replies += journal.perform(action, at: now.wall) }
            hearAll()
        }
    }

    mutating func hearAll() {
        let heard = replies
        replies = []
        let wasPrompt = isJournalPrompt
        isJournalPrompt = false
        for event in heard { feed(event) }
        isJournalPrompt = wasPrompt
    }

    /// Lets time pass, waking the machine whenever it wants to be.
    mutating func advance(_ duration: Duration) {
        let end = now.advanced(by: duration)
        while let wake = machine.nextWake, wake <= end.monotonic {
            now = now.advanced(by: max(wake - now.monotonic, .zero))
            feed(.tick)
        }
        now = end
        feed(.tick)
    }

    /// Drops a job file, and gives the number it will have when it is accepted next.
    @discardableResult
    mutating func drop(
        _ request: JobRequest = Fixture.request(), key: SharingKey? = nil, coalescing: SharingKey? = nil
    ) -> JobNumber {
        let number = machine.nextNumber
        feed(.arrived(Fixture.arrival(nextID, request, key: key, coalescing: coalescing)))
        nextID += 1
        return number
    }

    mutating func ready(_ workers: Int...) { for worker in workers { feed(.workerReady(WorkerID(rawValue: worker))) } }

    mutating func began(_ worker: Int, _ number: JobNumber) { feed(.began(WorkerID(rawValue: worker), key(number))) }

    mutating func ended(_ worker: Int, _ number: JobNumber, _ outcome: ProcessorOutcome = Fixture.success) {
        feed(.ended(WorkerID(rawValue: worker), key(number), outcome, warnings: []))
    }

    mutating func died(_ worker: Int, _ death: WorkerDeath = .signalled(signal: 9)) {
        feed(.workerExited(WorkerID(rawValue: worker), death))
    }

    mutating func cancel(_ number: JobNumber) {
        guard let row = journal.rows[number] else { return }
        feed(.cancelRequested(row.job, state: row.state))
    }

    /// Lets every attempt that is handed out begin and succeed, one after the other.
    ///
    /// - Returns: the jobs in the order in which they were handed out.
    mutating func runAll() -> [JobNumber] {
        var order: [JobNumber] = []
        while case let assigned = takeAssigned(), !assigned.isEmpty {
            order += assigned.map(\.job)
            for (worker, job) in assigned {
                began(worker, job)
                ended(worker, job)
            }
        }
        return order
    }

    /// A new machine from what the journal says, as after a crash.
    mutating func restart() {
        pending = []
        replies = []
        sent = []
        machine = DispatchMachine(
            catalogue: catalogue, settings: settings, restored: journal.recover(at: now.wall), seed: 2)
        feed(.tick)
    }

    // MARK: - What can be seen

    func key(_ number: JobNumber) -> AttemptKey {
        let job = journal.rows[number]?.job
        return AttemptKey(job: job?.id ?? JobID(high: 0, low: 0), attempt: job?.attemptsStarted ?? 0)
    }

    func state(_ number: JobNumber) -> JobState? { journal.rows[number]?.state }
    func ending(_ number: JobNumber) -> Ending? { journal.rows[number]?.ending }
    func status(_ number: JobNumber) -> JobStatus? { ending(number)?.answer.status }
    func code(_ number: JobNumber) -> String? { ending(number)?.answer.reason?.code }

    /// The jobs handed out and not looked at yet, with their workers.
    mutating func takeAssigned() -> [(worker: Int, job: JobNumber)] {
        let assigned = sent.compactMap { action -> (worker: Int, job: JobNumber)? in
            guard case .assign(let worker, let job, _, _) = action else { return nil }
            return (worker.rawValue, job)
        }
        sent.removeAll { if case .assign = $0 { true } else { false } }
        return assigned
    }

    /// The actions of other kinds, as short words: `spawn 1`, `cancel 1 deadline`, `kill 1`, `kill 1 force`.
    mutating func takeSent() -> [String] {
        let words = sent.compactMap { action -> String? in
            switch action {
            case .spawn(let worker, _): "spawn \(worker.rawValue)"
            case .cancel(let worker, _, let reason): "cancel \(worker.rawValue) \(reason.rawValue)"
            case .recall(let worker, _): "recall \(worker.rawValue)"
            case .grant(let worker, _, let permit): "grant \(worker.rawValue) \(permit)"
            case .waitUntil(let worker, _, let permit, _): "wait \(worker.rawValue) \(permit)"
            case .retire(let worker): "retire \(worker.rawValue)"
            case .kill(let worker, let force): force ? "kill \(worker.rawValue) force" : "kill \(worker.rawValue)"
            default: nil
            }
        }
        sent.removeAll { if case .assign = $0 { false } else { true } }
        return words
    }
}
