package import CarretelCore

/// The body of the dispatch thread: feeds the pure ``DispatchMachine`` and carries out what it wants done.
///
///     arrivals ─┐                         ┌─► journal requests (one batch)
///     replies  ─┼─► machine ─► actions ───┼─► frames to workers (one write a worker)
///     frames   ─┘                         └─► progress
///
/// It decides nothing. What it adds to the machine is the heavy part of a job, its ``JobDossier``, which the machine
/// never sees, and the bookkeeping of what running attempts have said. Confined to one thread.
package final class Dispatcher {
    /// How many warnings of one job are kept; the last place says that there were more.
    package static let maxWarnings = 100

    private var machine: DispatchMachine
    private let journal: any JournalPort
    private let fleet: any WorkerFleet
    private let progress: any ProgressPort
    private var lanes: [LaneDescriptor]
    private let spoolPath: String
    private let provision: @Sendable (JobRequest) -> JobProvision
    private let checkFiles: @Sendable ([DataFile], String) -> FailureReason?
    private let answerCancel: @Sendable (Int, CancelAnswer) -> Void
    private let releaseArrivals: @Sendable (Int) -> Void

    private var shelf = DossierShelf()
    private var attempts = AttemptBook()
    private var assigns = PendingAssigns()
    private var actions: [DispatchAction] = []
    /// What came up while actions were carried out. Fed when the batch is over, because the journal must be asked in the
    /// order of the machine's asking.
    private var later: [DispatchEvent] = []
    private var requests: [JournalRequest] = []
    /// How jobs ended that were tried before and whose dossier is on its way.
    private var lateEnds: [JobNumber: ProgressState] = [:]
    /// Forecasts whose job's dossier is on its way.
    private var announcements: [JobNumber: StartForecast] = [:]
    private var reporting = ReportingClock()
    private var chores: ChoreDesk
    /// Changes with every event, so that figures are shown again only when something happened.
    private var version: UInt64 = 0

    /// Whether everything has ended and the thread may return.
    package private(set) var isStopped = false

    /// Joins the machine with its ports.
    ///
    /// - Parameters:
    ///   - machine: as restored from the journal.
    ///   - lanes: the lanes of its catalogue.
    ///   - journal: answers through ``DispatchInput/replies(_:)``.
    ///   - fleet: the worker processes.
    ///   - progress: who hears how jobs are getting on.
    ///   - tenders: the job types whose attempts may ask for chores.
    ///   - spoolPath: the spool's folder, absolute: workers are told where to write.
    ///   - provision: what the configuration adds to a job. Asked at each assign.
    ///   - checkFiles: what is wrong with the data files that an outcome names, in a staging folder relative to the
    ///     spool; nil when they are as it says.
    ///   - answerCancel: told what came of a ``DispatchInput/cancel(_:purpose:)``.
    ///   - releaseArrivals: told how many arrivals are accepted, which makes room for intake.
    package init(
        machine: DispatchMachine, lanes: [LaneDescriptor], journal: any JournalPort, fleet: any WorkerFleet,
        progress: any ProgressPort, tenders: Set<String>, spoolPath: String,
        provision: @escaping @Sendable (JobRequest) -> JobProvision,
        checkFiles: @escaping @Sendable ([DataFile], String) -> FailureReason?,
        answerCancel: @escaping @Sendable (Int, CancelAnswer) -> Void,
        releaseArrivals: @escaping @Sendable (Int) -> Void
    ) {
        self.machine = machine
        self.lanes = lanes
        self.spoolPath = spoolPath
        self.journal = journal
        self.fleet = fleet
        self.progress = progress
        self.provision = provision
        self.checkFiles = checkFiles
        self.answerCancel = answerCancel
        self.releaseArrivals = releaseArrivals
        chores = ChoreDesk(tenders: tenders)
    }

    /// Takes in all that came at once, and carries out all that follows from it.
    package func handle(_ inputs: [DispatchInput], at now: Now) {
        for input in inputs {
            take(input, at: now)
        }
        if let wake = machine.nextWake, wake <= now.monotonic {
            feed(.tick, at: now)
        }
        report(at: now)
        if !requests.isEmpty {
            journal.submit(requests)
            requests.removeAll(keepingCapacity: true)
        }
        fleet.flush()
    }

    /// When ``handle(_:at:)`` is to be called again even if nothing comes in; nil when nothing is due.
    package var nextWake: MonotonicInstant? {
        switch (machine.nextWake, reporting.nextWake(attempts: attempts)) {
        case (let left?, let right?): min(left, right)
        case (let one?, nil), (nil, let one?): one
        case (nil, nil): nil
        }
    }

    // MARK: - What comes in

    private func take(_ input: DispatchInput, at now: Now) {
        switch input {
        case .arrivals(let arrivals):
            for arrival in arrivals { feed(.arrived(arrival), at: now) }
        case .replies(let replies):
            for reply in replies { take(reply, at: now) }
        case .frames(let worker, let frames):
            for frame in frames { take(frame, of: worker, at: now) }
        case .workerExited(let worker, let death):
            feed(.workerExited(worker, death), at: now)
        case .workerMeasured(let worker, let bytes):
            feed(.workerMeasured(worker, residentBytes: bytes), at: now)
        case .cancel(let selector, let purpose):
            requests.append(.find(selector, purpose: purpose))
        case .reconfigured(let lanes):
            self.lanes = lanes
            feed(.reconfigured(lanes), at: now)
        case .probe:
            reporting.reportAtOnce()
        case .stop(let grace):
            feed(.stop(grace: grace), at: now)
        case .hasten:
            feed(.hasten, at: now)
        }
    }

    private func take(_ reply: JournalReply, at now: Now) {
        switch reply {
        case .event(let event):
            feed(event, at: now)
            if case .journalled(.ended(let number)) = event { shelf.remove(number) }
        case .accepted(let dossier, _, _):
            releaseArrivals(1)
            shelf.place(dossier)
        case .dossier(let number, let dossier, let checkpoint):
            let forecast = announcements.removeValue(forKey: number)
            guard let dossier else { return }
            shelf.place(dossier)
            if let state = lateEnds.removeValue(forKey: number) { progress.settleIfThere(dossier, state: state) }
            if let forecast, attempts.announce(dossier) { progress.announce(dossier, forecast) }
            if let assign = assigns.take(number) { send(assign, dossier: dossier, checkpoint: checkpoint, at: now) }
        case .ended:
            break
        case .found(let jobs, let purpose):
            cancel(jobs, purpose: purpose, at: now)
        case .chore(let answer, let asker):
            if let question = chores.take(asker), attempts.isInHand(question.key) {
                fleet.send(.answer(question.key, answer.json), to: question.worker)
            }
            askNextChore(at: now)
        }
    }

    private func take(_ frame: WorkerFrame, of worker: WorkerID, at now: Now) {
        switch frame {
        case .ready:
            feed(.workerReady(worker), at: now)
        case .began(let key):
            attempts.begin(key, at: now)
            feed(.began(worker, key), at: now)
        case .recalled(let key):
            attempts.withdraw(key)
            feed(.recalled(worker, key), at: now)
        case .progress(let key, let news):
            show(key, progress: news)
        case .warning(let key, let warning):
            attempts.warn(key, warning, limit: Self.maxWarnings)
        case .checkpoint(let key, let checkpoint, let rows):
            feed(.checkpointed(worker, key, checkpoint, rows: rows), at: now)
        case .permit(let key, let permit):
            feed(.permitAsked(worker, key, permit: permit), at: now)
        case .release(let key, let permit, let outcome):
            feed(.permitReleased(worker, key, permit: permit, outcome), at: now)
        case .request(let key, let action, let arguments):
            take(ChoreDesk.Wish(worker: worker, key: key, action: action, arguments: arguments), at: now)
        case .outcome(let key, let outcome):
            feed(.ended(worker, key, checked(outcome, of: key), warnings: attempts.warnings(of: key)), at: now)
        }
    }

    /// An outcome whose data files are not as it says is a failure of its attempt.
    private func checked(_ outcome: ProcessorOutcome, of key: AttemptKey) -> ProcessorOutcome {
        let files: [DataFile]
        switch outcome {
        case .succeeded(_, let named), .partial(_, let named, _): files = named
        case .failed, .later, .cancelled: return outcome
        }
        guard !files.isEmpty, let reason = checkFiles(files, StagingPath.relative(of: key)) else { return outcome }
        return .failed(reason)
    }

    /// Every wish is answered, so that no worker waits for ever.
    private func take(_ wish: ChoreDesk.Wish, at now: Now) {
        if let reason = chores.take(wish, ofType: attempts.type(of: wish.key)) {
            fleet.send(.answer(wish.key, ChoreAnswer.refused(reason).json), to: wish.worker)
        }
        askNextChore(at: now)
    }

    private func askNextChore(at now: Now) {
        while let (asker, question) = chores.next() {
            guard attempts.isInHand(question.key) else {
                _ = chores.take(asker)
                continue
            }
            requests.append(.chore(question.chore, at: now.wall, asker: asker))
        }
    }

    private func cancel(_ jobs: [FoundJob], purpose: Int, at now: Now) {
        let open = jobs.filter { $0.state != .ended }
        guard let only = open.first, open.count == 1 else {
            if open.isEmpty {
                answerCancel(purpose, jobs.first.map { .alreadyEnded($0.job.id) } ?? .unknown)
            } else {
                answerCancel(purpose, .ambiguous(open.map(\.job.id)))
            }
            return
        }
        feed(.cancelRequested(only.job, state: only.state), at: now)
        answerCancel(purpose, .asked(only.job.id))
    }

    // MARK: - What follows

    private func feed(_ event: DispatchEvent, at now: Now) {
        feedOne(event, at: now)
        while !later.isEmpty { feedOne(later.removeFirst(), at: now) }
    }

    private func feedOne(_ event: DispatchEvent, at now: Now) {
        version &+= 1
        machine.handle(event, at: now, into: &actions)
        for action in actions { carryOut(action, at: now) }
        actions.removeAll(keepingCapacity: true)
    }

    private func carryOut(_ action: DispatchAction, at now: Now) {
        switch action {
        case .lookUpSharing(let token, let arrival):
            requests.append(.lookUpSharing(token, arrival))
        case .load(let queue, let limit):
            requests.append(.load(queue, limit: limit))
        case .loadFollowers(let leader, let limit):
            requests.append(.loadFollowers(of: leader, limit: limit))
        case .promoteFollower(let leader):
            requests.append(.promoteFollower(of: leader))
        case .lookUp(let number):
            requests.append(.lookUp(number))
        case .write(let write):
            self.write(write, at: now)
        case .spawn(let worker, let lane):
            fleet.spawn(worker, lane: lanes[lane])
        case .assign(let worker, let number, let key, let terms):
            assign(PendingAssign(worker: worker, number: number, key: key, terms: terms), at: now)
        case .cancel(let worker, let key, let reason):
            cancelOrRecall(worker, key, frame: .cancel(key, reason: reason), at: now)
        case .recall(let worker, let key):
            cancelOrRecall(worker, key, frame: .recall(key), at: now)
        case .grant(let worker, let key, let permit):
            fleet.send(.granted(key, permit: permit), to: worker)
        case .waitUntil(let worker, let key, let permit, let moment):
            fleet.send(.waitUntil(key, permit: permit, moment: moment), to: worker)
        case .retire(let worker):
            fleet.closeInput(of: worker)
        case .kill(let worker, let force):
            fleet.kill(worker, force: force)
        case .announce(let number, let forecast):
            announce(number, forecast)
        case .stopped:
            isStopped = true
        }
    }

    private func write(_ write: JournalWrite, at now: Now) {
        switch write {
        case .start(let number, _, _):
            announcements[number] = nil
            // Asked for first, so that the dossier is here when the receipt lets the attempt be assigned.
            if shelf[number] == nil { requests.append(.loadDossier(number)) }
            requests.append(.write(write, dossier: nil))
        case .end(let number, var ending):
            announcements[number] = nil
            let dossier = dossier(of: number)
            if !ending.answer.files.isEmpty, ending.answer.staging == nil, ending.duplicateOf == nil,
                let dossier, let last = ending.history.last
            {
                ending.answer.staging = StagingPath.relative(of: AttemptKey(job: dossier.id, attempt: last.number))
            }
            if let dossier { settle(dossier, ending) } else { settleLate(number, ending) }
            requests.append(.write(.end(number, ending), dossier: dossier))
        case .deferred(let number, let deferral):
            if let dossier = dossier(of: number), attempts.rest(dossier.id) {
                let attempt = deferral.history.last?.number ?? 0
                progress.settle(dossier, state: .deferred(until: deferral.until, attempt: attempt))
            }
            requests.append(.write(write, dossier: nil))
        case .due(let number):
            if let dossier = shelf[number], attempts.holds(dossier.id) { progress.settle(dossier, state: .waiting) }
            requests.append(.write(write, dossier: nil))
        case .checkpoint(let number, _, let rows):
            if !rows.isEmpty, let dossier = dossier(of: number) { progress.record(rows, of: dossier) }
            requests.append(.write(write, dossier: nil))
        default:
            requests.append(.write(write, dossier: nil))
        }
    }

    private func assign(_ assign: PendingAssign, at now: Now) {
        // A later attempt may have a checkpoint, which only the journal has.
        guard assign.key.attempt == 1, let dossier = shelf[assign.number] else {
            assigns.place(assign)
            requests.append(.loadDossier(assign.number))
            return
        }
        send(assign, dossier: dossier, checkpoint: [], at: now)
    }

    private func send(_ assign: PendingAssign, dossier: JobDossier, checkpoint: [UInt8], at now: Now) {
        guard let request = dossier.request else { return }
        attempts.assign(assign.key, dossier)
        let provision = provision(request)
        let assignment = Assignment(
            attempt: assign.key, name: dossier.name, type: request.type, timeout: assign.terms.timeout,
            staging: "\(spoolPath)/\(StagingPath.relative(of: assign.key))", parameters: request.parameters,
            settings: provision.settings, checkpoint: checkpoint, profile: provision.profile,
            attemptsLeft: assign.terms.attemptsLeft, startLimits: lanes[assign.terms.lane].startLimits,
            readySince: max(dossier.receivedAt, request.notBefore ?? dossier.receivedAt))
        fleet.send(.assign(assignment), to: assign.worker)
    }

    /// An assign that still waits for its dossier never reached its worker, so it is handed back here.
    private func cancelOrRecall(_ worker: WorkerID, _ key: AttemptKey, frame: DaemonFrame, at now: Now) {
        guard assigns.remove(key, of: worker) else {
            fleet.send(frame, to: worker)
            return
        }
        later.append(.recalled(worker, key))
    }

    // MARK: - What is shown

    private func show(_ key: AttemptKey, progress news: Progress) {
        guard let dossier = attempts.markShown(key) else { return }
        progress.show(dossier, attempt: key.attempt, progress: news)
    }

    /// Tells those who wait for a job when it will start. The dossier is asked for even where it is on the shelf, since
    /// its answer comes after the job's acceptance, and no end can overtake it.
    private func announce(_ number: JobNumber, _ forecast: StartForecast) {
        announcements[number] = forecast
        requests.append(.loadDossier(number))
    }

    /// Tells of a job's end whoever looks at its progress file, also one of an earlier life of this daemon: of a job that
    /// was put off, or tried before.
    private func settle(_ dossier: JobDossier, _ ending: Ending) {
        let wasInHand = attempts.holds(dossier.id)
        let state = ProgressState.ended(ending.answer.status, finishedAt: ending.finishedAt)
        if attempts.removeAll(of: dossier.id) {
            progress.settle(dossier, state: state)
        } else if ending.history.count > 1 || !wasInHand && !ending.history.isEmpty {
            progress.settleIfThere(dossier, state: state)
        }
    }

    /// The same of a job of which nothing is in hand: one that was put off before this daemon's start.
    private func settleLate(_ number: JobNumber, _ ending: Ending) {
        guard !ending.history.isEmpty else { return }
        lateEnds[number] = .ended(ending.answer.status, finishedAt: ending.finishedAt)
        progress.awaitSettling(of: number)
        requests.append(.loadDossier(number))
    }

    private func dossier(of number: JobNumber) -> JobDossier? { shelf[number] ?? attempts.dossier(of: number) }

    private func report(at now: Now) {
        for key in attempts.dueToBeShown(at: now) {
            guard let dossier = attempts.markShown(key) else { continue }
            progress.show(dossier, attempt: key.attempt, progress: nil)
        }
        if reporting.isDue(at: now, version: version) {
            progress.publish(machine.snapshot(at: now))
        }
    }
}
