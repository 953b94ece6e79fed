// The worker processes: started when wanted, kept warm, replaced when worn, retired when idle, killed when stuck.

extension DispatchMachine {
    /// Changes a worker and carries the change into its lane's figures, the roster and the agenda.
    mutating func updateWorker(_ id: WorkerID, _ change: (inout DispatchMachine, inout WorkerState) -> Void) {
        guard var worker = workers.removeValue(forKey: id) else { return }
        change(&self, &worker)
        count(&worker, as: worker.counts)
        lanes[worker.lane].roster.set(id, load: worker.openLoad(depth: lanes[worker.lane].depth))
        agenda.set(.worker(id), worker.due)
        workers[id] = worker
    }

    private mutating func count(_ worker: inout WorkerState, as now: WorkerState.Counted) {
        let before = worker.counted
        guard before != now else { return }
        let lane = worker.lane
        lanes[lane].starting += (now.isStarting ? 1 : 0) - (before.isStarting ? 1 : 0)
        lanes[lane].live += (now.isLive ? 1 : 0) - (before.isLive ? 1 : 0)
        lanes[lane].busy += (now.isBusy ? 1 : 0) - (before.isBusy ? 1 : 0)
        worker.counted = now
    }

    // MARK: - Starting

    mutating func spawnWorkers(in lane: Int) {
        while lanes[lane].live < lanes[lane].wantedWorkers, maySpawn(in: lane) { spawn(in: lane, replacing: nil) }
    }

    /// After failures one worker at a time is tried, and not before the back-off is over.
    private func maySpawn(in lane: Int) -> Bool {
        guard !isStopping else { return false }
        guard let spawnsFrom = lanes[lane].spawnsFrom else { return true }
        return lanes[lane].starting == 0 && spawnsFrom <= clock.monotonic
    }

    private mutating func spawn(in lane: Int, replacing predecessor: WorkerID?) {
        let id = nextWorker
        nextWorker = WorkerID(rawValue: id.rawValue + 1)
        let spread = max(settings.workerJobSpread, 0)
        let jobs = settings.workerJobs + Int.random(in: -spread...spread, using: &generator)
        workers[id] = WorkerState(
            lane: lane, jobsLeft: max(jobs, 1), due: clock.monotonic + settings.workerStartLimit,
            predecessor: predecessor)
        updateWorker(id) { _, _ in }
        emit(.spawn(id, lane: lane))
    }

    mutating func workerReady(_ id: WorkerID) {
        guard let worker = workers[id], worker.phase == .starting else { return }
        lanes[worker.lane].spawnsFrom = nil
        updateWorker(id) { machine, worker in
            worker.phase = .ready
            worker.predecessor = nil
            machine.beginIdling(&worker)
        }
        if let predecessor = worker.predecessor {
            updateWorker(predecessor) { machine, old in
                old.successor = nil
                machine.drain(predecessor, &old)
            }
        }
        markDirty(worker.lane)
    }

    private mutating func noteStartFailure(in lane: Int, _ death: WorkerDeath) {
        lanes[lane].startFailures += 1
        lanes[lane].lastStartFailure = FailureReason.workerDied(death).message
        let delay = settings.workerStartBackOff.delay(afterAttempt: lanes[lane].startFailures, using: &generator)
        lanes[lane].spawnsFrom = clock.monotonic + delay
        agenda.set(.lane(lane), clock.monotonic + delay)
    }

    // MARK: - Ending

    private func beginIdling(_ worker: inout WorkerState) {
        worker.phaseDue = clock.monotonic + lanes[worker.lane].idleLifetime
    }

    /// Gives a worker nothing more and retires it when it is empty.
    mutating func drain(_ id: WorkerID, _ worker: inout WorkerState) {
        worker.isDraining = true
        if worker.handed.isEmpty { retire(id, &worker) }
    }

    /// Asks a worker without attempts to end.
    mutating func retire(_ id: WorkerID, _ worker: inout WorkerState) {
        guard worker.phase == .ready || worker.phase == .starting else { return }
        worker.phase = .retiring
        worker.phaseDue = clock.monotonic + settings.cancelGrace
        emit(.retire(id))
    }

    /// Sends SIGTERM to a worker's group; SIGKILL follows.
    mutating func terminate(_ id: WorkerID, _ worker: inout WorkerState) {
        worker.phase = .terminating
        worker.phaseDue = clock.monotonic + settings.killGrace
        // From here on its phase says what is due; its attempts end with it, unless their outcomes come first.
        for index in worker.handed.indices { worker.handed[index].due = nil }
        emit(.kill(id, force: false))
    }

    /// Sends SIGKILL; again after a while, because a worker that cannot die yet must not be forgotten.
    mutating func killByForce(_ id: WorkerID, _ worker: inout WorkerState) {
        worker.phase = .killed
        worker.phaseDue = clock.monotonic + settings.workerStartLimit
        for index in worker.handed.indices { worker.handed[index].due = nil }
        emit(.kill(id, force: true))
    }

    mutating func workerMeasured(_ id: WorkerID, _ bytes: Int) {
        guard let worker = workers[id], bytes > lanes[worker.lane].memoryLimit else { return }
        updateWorker(id) { machine, worker in
            worker.isWorn = true
            machine.replaceIfWorn(id, &worker)
        }
    }

    /// Replaces a worn worker: where its lane has work, only when its successor is ready, so that no slot stands empty.
    mutating func replaceIfWorn(_ id: WorkerID, _ worker: inout WorkerState) {
        guard worker.isWorn, worker.phase == .ready, !worker.isDraining, worker.successor == nil else { return }
        if !lanes[worker.lane].isPressed {
            drain(id, &worker)
        } else if maySpawn(in: worker.lane) {
            worker.successor = nextWorker
            spawn(in: worker.lane, replacing: id)
        }
    }

    mutating func workerExited(_ id: WorkerID, _ death: WorkerDeath) {
        guard var worker = workers.removeValue(forKey: id) else { return }
        count(&worker, as: WorkerState.Counted())
        lanes[worker.lane].roster.set(id, load: nil)
        agenda.set(.worker(id), nil)
        if let successor = worker.successor { updateWorker(successor) { $1.predecessor = nil } }
        if let predecessor = worker.predecessor { updateWorker(predecessor) { $1.successor = nil } }
        let wasAtWork = worker.phase == .ready && !worker.handed.isEmpty
        let cameUp = worker.hasBegun || worker.phase == .retiring || worker.isDraining
        if !cameUp, !isStopping { noteStartFailure(in: worker.lane, death) }
        if wasAtWork, let front = worker.handed.first { attempts[front.job]?.lostWorkers += 1 }
        // Backwards, because each that had not begun goes to the front of what is ready.
        for entry in worker.handed.reversed() {
            if mayNotHaveBegun(entry.job) {
                takeBack(entry.job)
            } else {
                finish(entry.job, .died(death), warnings: [])
            }
        }
        markDirty(worker.lane)
    }

    /// An attempt that killed its worker at once would otherwise go from worker to worker for ever.
    private func mayNotHaveBegun(_ number: JobNumber) -> Bool {
        guard let attempt = attempts[number] else { return true }
        return attempt.beganAt == nil && attempt.lostWorkers < settings.lostWorkersLimit
    }

    // MARK: - What is due

    mutating func workerDue(_ id: WorkerID) {
        updateWorker(id) { machine, worker in
            switch worker.phase {
            case .starting, .terminating, .killed: machine.killByForce(id, &worker)
            case .retiring: machine.terminate(id, &worker)
            case .ready where worker.handed.isEmpty: machine.idledOut(id, &worker)
            case .ready: machine.attemptsDue(id, &worker)
            }
        }
    }

    private mutating func idledOut(_ id: WorkerID, _ worker: inout WorkerState) {
        worker.phaseDue = nil
        if lanes[worker.lane].live > lanes[worker.lane].wantedWorkers { drain(id, &worker) }
    }
}
