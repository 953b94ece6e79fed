import Testing

@testable import CarretelCore

/// A random walk: a machine, a model journal that lags behind, and model workers, in an order drawn from a seed. Every
/// promise that can be seen from outside is checked as it goes.
struct DispatchWalk {
    let catalogue: JobCatalogue
    let settings: DispatchSettings
    var machine: DispatchMachine
    var journal: ModelJournal
    var random: SeededGenerator
    var now = Fixture.start

    /// What the journal was asked and has not done: lost in a crash.
    var pending: [DispatchAction] = []
    /// What it answered and the machine has not heard.
    var replies: [DispatchEvent] = []
    var workers: [WorkerID: ModelWorker] = [:]
    var nextID = 1
    var begun: Set<AttemptKey> = []
    /// What the writes say so far, whether on disk or not: for the order of starts.
    var waitingAsWritten: [JobNumber: QueuedJob] = [:]
    var acceptedAsWritten: [JobNumber: QueuedJob] = [:]
    var endedAsWritten: Set<JobNumber> = []
    var starts: [Int: [Timestamp]] = [:]
    var isStopped = false
    /// Who holds the one permit that workers ask for.
    var permitHolder: PermitTable.Holder?
    /// No more arrivals, failures, deaths: everything is to end well.
    var isCalm = false

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        catalogue = try Fixture.catalogue()
        var settings = DispatchSettings()
        settings.queueHeadCount = 5
        settings.queueRefillCount = 2
        settings.startWindow = 6
        settings.assumedRun = .milliseconds(Int.random(in: 0...50, using: &random))
        settings.workerJobs = 8
        settings.workerJobSpread = 2
        settings.followerBatch = 2
        settings.permitRules = [
            "api": PermitRule(
                concurrent: 1, windows: [LaneDescriptor.StartLimit(count: 3, window: .seconds(20))], brakeErrors: 3)
        ]
        self.settings = settings
        journal = ModelJournal(catalogue: catalogue, settings: settings)
        machine = DispatchMachine(
            catalogue: catalogue, settings: settings, restored: RestoredDispatch(), seed: random.next())
    }

    // MARK: - The walk

    mutating func run(steps: Int) {
        feed(.tick)
        for _ in 0..<steps {
            step()
            checkMachine()
        }
    }

    private mutating func step() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<8: arrive()
        case 8..<26: journalWorks()
        case 26..<44: hearJournal()
        case 44..<90: for _ in 0..<4 { workerActs() }
        case 90..<97: advance(by: .milliseconds(Int.random(in: 0...900, using: &random)))
        case 97: advance(by: .milliseconds(Int.random(in: 0...20_000, using: &random)))
        case 98: cancelSomething()
        default: if Int.random(in: 0..<10, using: &random) == 0 { crash() }
        }
    }

    /// Lets everything end well.
    mutating func finish() {
        isCalm = true
        for _ in 0..<400 where !isDone {
            for _ in 0..<60 {
                journalWorks()
                hearJournal()
                workerActs()
            }
            advance(by: .seconds(30))
        }
    }

    var isDone: Bool {
        pending.isEmpty && replies.isEmpty && journal.rows.values.allSatisfy { $0.state == .ended }
    }

    mutating func feed(_ event: DispatchEvent) {
        if case .promoted(_, let job?) = event, !endedAsWritten.contains(job.number) {
            waitingAsWritten[job.number] = job
        }
        notePermits(event)
        var actions: [DispatchAction] = []
        machine.handle(event, at: now, into: &actions)
        for action in actions { carryOut(action) }
    }

    private mutating func notePermits(_ event: DispatchEvent) {
        guard let holder = permitHolder else { return }
        switch event {
        case .permitReleased(let id, let key, _, _) where holder == PermitTable.Holder(worker: id, attempt: key),
            .ended(let id, let key, _, _) where holder == PermitTable.Holder(worker: id, attempt: key):
            permitHolder = nil
        case .workerExited(let id, _) where holder.worker == id:
            permitHolder = nil
        default: break
        }
    }

    // MARK: - What the machine wants

    private mutating func carryOut(_ action: DispatchAction) {
        switch action {
        case .write(let write):
            note(write)
            pending.append(action)
        case .lookUpSharing, .load, .loadFollowers, .promoteFollower, .lookUp:
            pending.append(action)
        case .spawn(let id, let lane):
            workers[id] = ModelWorker(id: id, lane: lane)
        case .assign(let id, let number, let key, _):
            #expect(journal.rows[number]?.state == .running, "assigned before its start is on disk")
            #expect(journal.rows[number]?.job.attemptsStarted == key.attempt)
            workers[id]?.inbox.append(action)
        case .grant(let id, let key, _):
            #expect(permitHolder == nil, "a permit is held twice")
            permitHolder = PermitTable.Holder(worker: id, attempt: key)
            workers[id]?.inbox.append(action)
        case .cancel(let id, _, _), .recall(let id, _), .retire(let id):
            workers[id]?.inbox.append(action)
        case .waitUntil(_, _, _, let moment):
            #expect(moment > now.wall)
        case .kill(let id, let force):
            if force { workers[id]?.wasKilled = true } else { workers[id]?.wasTerminated = true }
        case .announce(let number, let forecast):
            #expect(waitingAsWritten[number] != nil, "a job is told of its start that does not wait")
            #expect(forecast.startsAt > now.wall)
        case .stopped:
            isStopped = true
        }
    }

    private mutating func note(_ write: JournalWrite) {
        switch write {
        case .accept(let number, let arrival, let disposition):
            guard case .valid(let request, _) = arrival.verdict,
                let type = catalogue.typeIndex(named: request.type)
            else { return }
            let job = QueuedJob(
                number: number, id: arrival.id, type: type, lane: catalogue.laneIndex(ofTypeAt: type),
                priority: request.priority, timeout: request.timeout, maxAttempts: request.maxAttempts)
            acceptedAsWritten[number] = job
            switch disposition {
            case .waiting: waitingAsWritten[number] = job
            case .running: noteStart(job)
            case .deferred, .following, .ended: break
            }
        case .start(let number, _, _):
            guard let job = waitingAsWritten.removeValue(forKey: number) else {
                Issue.record("started job \(number.rawValue), which did not wait")
                return
            }
            noteStart(job)
        case .due(let number):
            waitingAsWritten[number] = acceptedAsWritten[number]
        case .deferred(let number, _):
            waitingAsWritten[number] = nil
        case .end(let number, _):
            waitingAsWritten[number] = nil
            endedAsWritten.insert(number)
        case .began, .checkpoint, .laneStart, .permit: break
        }
    }

    private mutating func noteStart(_ job: QueuedJob) {
        // What goes on after a failure or an interruption is no new piece of work, and passes those that are held up.
        if let last = machine.attempts[job.number]?.job.history.last, last.outcome != .later,
            !catalogue.lanes[job.lane].startLimits.isEmpty
        {
            return
        }
        for other in waitingAsWritten.values where other.lane == job.lane {
            #expect(
                (other.priority, job.number.rawValue) <= (job.priority, other.number.rawValue),
                "job \(job.number.rawValue) started before job \(other.number.rawValue)")
        }
        for limit in catalogue.lanes[job.lane].startLimits {
            let recent = starts[job.lane, default: []].filter { now.wall - $0 < limit.window }
            #expect(recent.count < limit.count, "too many starts in a window")
        }
        starts[job.lane, default: []].append(now.wall)
    }

    // MARK: - What happens

    private mutating func arrive() {
        guard journal.rows.count < 600 else { return }
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let id = nextID
            nextID += 1
            if Int.random(in: 0..<20, using: &random) == 0 {
                let reason = FailureReason(.permanent, code: "syntax_error", message: "Test.")
                feed(.arrived(Fixture.arrival(id, .rejected(reason, salvaged: SalvagedMembers()))))
                continue
            }
            let type = ["short", "plain", "limited"][Int.random(in: 0..<3, using: &random)]
            let request = Fixture.request(
                type, priority: Int.random(in: 3...6, using: &random),
                timeout: .seconds(Int.random(in: 1...40, using: &random)),
                maxAttempts: Int.random(in: 1...3, using: &random),
                notBefore: draw(6).map { _ in now.wall + .seconds(Int.random(in: -5...60, using: &random)) },
                expiresAt: draw(5).map { _ in now.wall + .seconds(Int.random(in: -2...90, using: &random)) })
            let key = draw(3).map { _ in
                Fixture.key(UInt8.random(in: 1...4, using: &random), parameters: draw(5) == nil ? 0 : 1)
            }
            let coalescing = draw(8).map { _ in Fixture.key(UInt8.random(in: 11...12, using: &random)) }
            feed(.arrived(Fixture.arrival(id, request, key: key, coalescing: coalescing)))
        }
    }

    /// True (as a value) once in `times`.
    private mutating func draw(_ times: Int) -> Bool? { Int.random(in: 0..<times, using: &random) == 0 ? true : nil }

    private mutating func journalWorks() {
        let count = min(pending.count, Int.random(in: 0...8, using: &random))
        for action in pending.prefix(count) { replies += journal.perform(action, at: now.wall) }
        pending.removeFirst(count)
    }

    private mutating func hearJournal() {
        let count = min(replies.count, Int.random(in: 0...8, using: &random))
        let heard = Array(replies.prefix(count))
        replies.removeFirst(count)
        for event in heard { feed(event) }
    }

    private mutating func workerActs() {
        guard let id = workers.keys.sorted().randomElement(using: &random), var worker = workers[id] else { return }
        act(&worker)
        workers[id] = worker
        guard isCalm || Bool.random(using: &random) else { return }
        let outbox = worker.outbox
        workers[id]?.outbox = []
        if worker.life == ModelWorker.Life.dead { workers[id] = nil }
        for event in outbox { feed(event) }
    }

    private mutating func act(_ worker: inout ModelWorker) {
        if worker.wasKilled { return worker.die(.signalled(signal: 9)) }
        if worker.wasTerminated, !worker.isStubborn { return worker.die(.signalled(signal: 15)) }
        switch worker.life {
        case .dead: return
        case .starting:
            if !isCalm, draw(8) != nil { return worker.die(.notStarted("test")) }
            worker.life = .up
            worker.outbox.append(.workerReady(worker.id))
            return
        case .up: break
        }
        worker.read(cancelOutcome: cancelOutcome())
        if worker.running != nil {
            work(&worker)
        } else if Bool.random(using: &random) {
            begin(&worker)
        }
    }

    private mutating func begin(_ worker: inout ModelWorker) {
        worker.isStubborn = !isCalm && draw(6) != nil
        guard let key = worker.begin(at: now) else { return }
        #expect(begun.insert(key).inserted, "attempt \(key) began twice")
        let id = worker.id
        let others = workers.values.filter { $0.id != id && $0.running?.key.job == key.job }
        #expect(others.isEmpty, "job runs twice at once")
        let lane = worker.lane
        let running = workers.values.count { $0.id != id && $0.lane == lane && $0.running != nil } + 1
        #expect(running <= catalogue.lanes[lane].slots, "more run than there are slots")
    }

    private mutating func work(_ worker: inout ModelWorker) {
        guard let key = worker.running?.key else { return }
        if isCalm { return worker.finish(Fixture.success) }
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<8: worker.finish(outcome())
        case 8:
            let deaths: [WorkerDeath] = [.exited(code: 3), .outOfMemory, .signalled(signal: 11)]
            worker.die(deaths[Int.random(in: 0..<3, using: &random)])
        case 9, 10, 11, 12: worker.outbox.append(.permitAsked(worker.id, key, permit: "api/list"))
        case 13, 14, 15:
            worker.outbox.append(.permitReleased(worker.id, key, permit: "api/list", draw(2) == nil ? .ok : .error))
        case 16: worker.outbox.append(.checkpointed(worker.id, key, [1], rows: []))
        case 17: worker.outbox.append(.workerMeasured(worker.id, residentBytes: draw(3) == nil ? 1 : 1 << 40))
        case 18:
            // A late frame of an attempt that is not there any more.
            worker.outbox.append(
                .ended(worker.id, AttemptKey(job: key.job, attempt: key.attempt - 1), Fixture.success, warnings: []))
        default: break
        }
    }

    private mutating func outcome() -> ProcessorOutcome {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5: Fixture.success
        case 5: Fixture.failure(.permanent)
        case 6: Fixture.failure(.transient, retryAfter: draw(2).map { _ in .seconds(3) })
        case 7:
            .later(
                notBefore: now.wall + .seconds(Int.random(in: -1...20, using: &random)), checkpoint: [1],
                reason: FailureReason(.transient, code: "blocked", message: "Test."))
        case 8: .partial(output: [], files: [], reason: FailureReason(.transient, code: "some", message: "Test."))
        default: Fixture.failure(.transient)
        }
    }

    private mutating func cancelOutcome() -> ProcessorOutcome {
        draw(4) == nil ? .cancelled : Fixture.success
    }

    private mutating func cancelSomething() {
        guard let number = journal.rows.keys.sorted().randomElement(using: &random), let row = journal.rows[number]
        else { return }
        feed(.cancelRequested(row.job, state: row.state))
    }

    private mutating func advance(by duration: Duration) {
        let end = now.advanced(by: duration)
        // Never past a moment that the machine asked for.
        var rounds = 0
        while let wake = machine.nextWake, wake <= end.monotonic, rounds < 1_000 {
            let ahead = max(wake - now.monotonic, .zero)
            now = now.advanced(by: ahead)
            feed(.tick)
            checkOverdue()
            rounds += 1
        }
        #expect(rounds < 1_000, "the machine asks to be woken without end")
        now = end
        checkOverdue()
    }

    private func checkOverdue() {
        for worker in workers.values where worker.running != nil && worker.outbox.isEmpty {
            guard let beganAt = worker.beganAt, !worker.wasKilled else { continue }
            let limit = worker.timeout + settings.cancelGrace + settings.killGrace
            // What the machine has not heard of began later for it; a step of the walk is the slack.
            #expect(now.monotonic - beganAt <= limit + .seconds(31), "an attempt outlives its limit")
        }
    }

    /// The daemon dies: what was not on disk is lost, all workers are killed, a new machine starts from the journal.
    mutating func crash() {
        pending = []
        replies = []
        workers = [:]
        permitHolder = nil
        // An attempt that began and whose `began` was not written may be given out again, under a new number.
        let restored = journal.recover(at: now.wall)
        starts = journal.laneStarts
        waitingAsWritten = Dictionary(
            uniqueKeysWithValues: journal.rows(.waiting).map { ($0.job.number, $0.job) })
        machine = DispatchMachine(catalogue: catalogue, settings: settings, restored: restored, seed: random.next())
        acceptedAsWritten = journal.rows.mapValues(\.job)
        endedAsWritten = Set(journal.rows(.ended).map(\.job.number))
        isStopped = false
        feed(.tick)
    }

    private func checkMachine() {
        let queues = catalogue.lanes.count + 2
        #expect(machine.residents.count <= queues * settings.queueHeadCount, "more jobs in memory than the heads hold")
        for lane in machine.lanes {
            #expect(lane.running <= max(settings.startWindow, lane.slots))
            #expect(lane.waiting.headCount <= settings.queueHeadCount)
            #expect(lane.busy <= lane.slots + 2, "busy workers")
        }
        for number in machine.attempts.keys { #expect(machine.residents[number] == nil, "running and waiting") }
    }
}
