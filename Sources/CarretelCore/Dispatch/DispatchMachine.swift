/// Decides what to start, defer, retry, follow, expire, cancel, time out, kill, recycle and park. Events in, actions
/// out: it does no I/O, asks no clock and never fails, so every decision can be replayed from a list of events.
///
///                        ┌────────────────────────── due (6) ──────────────────────────┐
///                        ▼                                                              │
///     arrived ──(1)──► waiting ──(3)──► journalling ──(4)──► ready ──► handed ──► running ──(5)──► deferred
///        │ │ │           ▲  │  ▲            │                  ▲          │          │
///        │ │ └─(2)─► following │            │                  └── (7) ───┘          │
///        │ │             │  │  └── (9) ─────┴───────────────── (9) ───────┴── (9) ────┤
///        │ └► deferred   │  │                                                        │
///        └──► ended ◄────┴──┴──────────────────── (8) ───────────────────────────────┘
///
/// Journalling, ready, handed and running are one state in the journal, `running`: its write comes first, and only its
/// receipt lets a worker have the attempt. What causes each transition, and where it is decided:
///
///  1. An arrival is accepted; at once as running when its lane has room and nobody is before it (+Arrivals).
///  2. It shares the run of an unended job (+Arrivals); it ends when that does, or is promoted when the leader ended
///     without an answer worth sharing: cancelled or expired (+Followers).
///  3. Its lane has room, its start limits allow it, and it is the first of its queue (+Lanes).
///  4. The receipt of its start came (+Attempts).
///  5. An outcome, a dead worker or a limit, and ``OutcomeTable`` says again (+Outcomes).
///  6. Its moment has come (+Queues).
///  7. Its worker gave it back, or died before it began: another gets it and no attempt is counted (+Workers).
///  8. ``OutcomeTable`` says so, or it was cancelled, or expired while it waited (+Outcomes, +Cancels, +Queues).
///  9. The daemon stops (+Stop).
///
/// Invariants:
///  1. Every change of a job's state is one journal write, in the order of the decisions. What is on disk is therefore
///     always a moment that the machine was in, and a machine made anew from it goes on from there.
///  2. A job number is in at most one of: a lane's queue, the deferred queue, ``attempts``. In none of them it is
///     spilled (waiting or deferred, and counted), following or ended: the journal knows.
///  3. Whatever sorts first in a lane's queue starts first (``SpillingQueue``); a job once started is not overtaken.
///  4. A lane starts no attempt beyond ``LaneState/runningLimit``, has at most `slots` workers with attempts at once, and each
///     worker begins one at a time: so at most `slots` attempts have begun.
///  5. An attempt is believed only from the worker that was handed it. Who comes first ends it, its outcome or its
///     worker's death; the other finds nothing, so an attempt ends once.
///  6. Every begun attempt has a due moment until its worker is gone: limit, then grace, then SIGTERM, then SIGKILL.
///  7. An answer of the journal is held against what was written since it was asked (``QuestionLog``).
///  8. Memory is bounded by ``DispatchSettings/queueHeadCount`` per queue, ``DispatchSettings/startWindow`` per lane and the
///     arrivals that intake lets in at once.
///
/// Its events and actions form two conversations. With the journal: writes and questions go in order, receipts and
/// answers come in order. With each worker: frames in order both ways. Nothing is assumed between the two.
package struct DispatchMachine: Sendable {
    /// What has a due moment of the monotonic clock.
    enum Timer: Sendable, Hashable {
        case worker(WorkerID)
        /// A lane may start workers again.
        case lane(Int)
        /// Those who wait in a lane may be told again when they start.
        case announcement(Int)
        /// The grace of a stop is over.
        case stop
    }

    /// A job in the head of a queue.
    struct Resident: Sendable {
        var job: QueuedJob
        /// In the deferred queue; else in its lane's.
        var isDeferred: Bool
    }

    let catalogue: JobCatalogue
    let settings: DispatchSettings
    var generator: SeededGenerator

    /// The event's moment.
    var clock = Now(wall: Timestamp(microseconds: 0), monotonic: MonotonicInstant(nanoseconds: 0))
    /// The caller's list while an event is handled.
    var actions: [DispatchAction] = []
    /// Whether the first event has come.
    var hasBegun = false

    var lanes: [LaneState]
    /// The lanes that something changed in.
    var dirtyLanes: [Int] = []
    var deferred: SpillingQueue
    /// Jobs that wait or are deferred and have an `expires_at`: a second queue over the same jobs.
    var expiring: SpillingQueue
    /// The jobs in the heads of any queue.
    var residents: [JobNumber: Resident] = [:]
    var attempts: [JobNumber: RunningAttempt] = [:]
    var workers: [WorkerID: WorkerState] = [:]
    var permits: PermitTable
    var agenda = Agenda<Timer>()

    /// Arrivals whose look-up is not answered.
    var arrivals: [ArrivalToken: Arrival] = [:]
    var sharingLine = SharingLine()
    var questions = QuestionLog()
    /// Ended jobs whose followers are being given the answer.
    var endedLeaders: [JobNumber: RestoredDispatch.EndedLeader] = [:]
    /// Jobs that somebody wants ended and that the journal was asked about.
    var cancelsInHand: Set<JobNumber> = []

    var nextNumber: JobNumber
    var nextWorker = WorkerID(rawValue: 1)
    var nextToken = ArrivalToken(rawValue: 1)
    var receiptsAwaited = 0
    /// Whether any job ended since the start.
    var hasEndedAny = false

    var isStopping = false
    /// A second signal came before the word to stop.
    var isHastenedEarly = false
    /// No more grace: attempts are cancelled as soon as they begin.
    var isGraceOver = false
    var hasStopped = false

    /// Makes a machine for a journal that says `restored`.
    ///
    /// - Parameters:
    ///   - catalogue: the job types and lanes; positions in it are what jobs carry.
    ///   - settings: the numbers.
    ///   - restored: what the journal holds; the defaults of its initialiser for an empty one.
    ///   - seed: where jitter comes from.
    package init(catalogue: JobCatalogue, settings: DispatchSettings, restored: RestoredDispatch, seed: UInt64) {
        self.catalogue = catalogue
        self.settings = settings
        generator = SeededGenerator(seed: seed)
        lanes = catalogue.lanes.enumerated().map { index, lane in
            LaneState(
                lane, settings: settings, waiting: index < restored.waiting.count ? restored.waiting[index] : 0,
                starts: restored.laneStarts[index] ?? [])
        }
        deferred = SpillingQueue(
            capacity: settings.queueHeadCount, refillCount: settings.queueRefillCount, spilled: restored.deferred)
        expiring = SpillingQueue(
            capacity: settings.queueHeadCount, refillCount: settings.queueRefillCount, spilled: restored.expiring)
        permits = PermitTable(
            rules: settings.permitRules, keyLimit: settings.permitKeyLimit, restored: restored.permits)
        nextNumber = restored.nextNumber
        for leader in restored.endedLeaders { endedLeaders[leader.number] = leader }
    }

    /// Takes one event in and appends what is to be done.
    ///
    /// Call it once with ``DispatchEvent/tick`` at the start, which asks for the heads of the queues and for warm
    /// workers. Carry out all actions of one call before the next: the journal must be asked in the order of asking.
    package mutating func handle(_ event: DispatchEvent, at now: Now, into actions: inout [DispatchAction]) {
        clock = now
        // The caller's list is lent to the machine, so that no function need pass it on.
        swap(&self.actions, &actions)
        defer { swap(&self.actions, &actions) }
        if !hasBegun { begin() }
        // The event goes before what is due: an outcome that comes in at its deadline was in time.
        take(event)
        takeDue()
        settleLanes()
        writePermits()
        finishStop()
    }

    private mutating func begin() {
        hasBegun = true
        for lane in lanes.indices { markDirty(lane) }
        for leader in endedLeaders.keys.sorted() { askForFollowers(of: leader) }
    }

    private mutating func take(_ event: DispatchEvent) {
        switch event {
        case .arrived(let arrival): arrived(arrival)
        case .journalled(let receipt): journalled(receipt)
        case .sharingFound(let token, let facts): answered { $0.sharingFound(token, facts) }
        case .loaded(let queue, let jobs): answered { $0.loaded(queue, jobs) }
        case .followersLoaded(let leader, let jobs): answered { $0.followersLoaded(leader, jobs) }
        case .promoted(_, let job): answered { $0.promoted(job) }
        case .lookedUp(let number, let job, let state): answered { $0.lookedUp(number, job, state) }
        case .workerReady(let worker): workerReady(worker)
        case .workerExited(let worker, let death): workerExited(worker, death)
        case .workerMeasured(let worker, let bytes): workerMeasured(worker, bytes)
        case .began(let worker, let key): began(worker, key)
        case .recalled(let worker, let key): recalled(worker, key)
        case .ended(let worker, let key, let outcome, let warnings): ended(worker, key, outcome, warnings)
        case .checkpointed(let worker, let key, let checkpoint, let rows): checkpointed(worker, key, checkpoint, rows)
        case .permitAsked(let worker, let key, let permit): permitAsked(worker, key, permit)
        case .permitReleased(let worker, let key, let permit, let outcome):
            permitReleased(worker, key, permit, outcome)
        case .cancelRequested(let job, let state): cancelRequested(job, state)
        case .reconfigured(let descriptors): reconfigured(descriptors)
        case .stop(let grace): stop(grace: grace)
        case .hasten: hasten()
        case .tick: break
        }
    }

    private mutating func reconfigured(_ descriptors: [LaneDescriptor]) {
        for (index, lane) in descriptors.enumerated() where index < lanes.count {
            lanes[index].configure(lane)
            markDirty(index)
        }
    }

    private mutating func answered(_ body: (inout DispatchMachine) -> Void) {
        questions.answer()
        body(&self)
    }

    private mutating func journalled(_ receipt: JournalReceipt) {
        receiptsAwaited -= 1
        if case .started(let number, let attempt) = receipt { started(number, attempt: attempt) }
    }
}

// How the other parts speak to the journal.
extension DispatchMachine {
    mutating func emit(_ action: DispatchAction) { actions.append(action) }

    /// Asks the journal for something; every case of this kind is answered by one event.
    mutating func ask(_ question: DispatchAction) {
        questions.ask()
        actions.append(question)
    }

    /// Writes a change of a job; `receipts` is how many receipts it brings.
    mutating func write(_ write: JournalWrite, changing number: JobNumber, receipts: Int = 0) {
        questions.touch(number)
        receiptsAwaited += receipts
        actions.append(.write(write))
    }

    mutating func markDirty(_ lane: Int) {
        guard !lanes[lane].isDirty else { return }
        lanes[lane].isDirty = true
        dirtyLanes.append(lane)
    }
}
