import DequeModule

// The life of an attempt with its worker. Frames are believed only from the worker that has the attempt: any other is
// late, and changes nothing.

extension DispatchMachine {
    /// The receipt of a start: now a worker may have it.
    mutating func started(_ number: JobNumber, attempt: Int) {
        guard let running = attempts[number], running.stage == .journalling,
            running.job.attemptsStarted == attempt
        else { return }
        attempts[number]?.stage = .ready
        lanes[running.job.lane].ready.append(number)
        markDirty(running.job.lane)
    }

    mutating func began(_ id: WorkerID, _ key: AttemptKey) {
        guard let number = handedJob(id, key), let attempt = attempts[number], attempt.beganAt == nil else { return }
        let deadline = clock.monotonic + attempt.job.timeout
        attempts[number]?.beganAt = clock.wall
        attempts[number]?.deadline = deadline
        let reason: CancelReason? = attempt.cancel ?? (isGraceOver ? .stopping : nil)
        updateWorker(id) { machine, worker in
            worker.hasBegun = true
            // Not before: workers that say ready and die on their first attempt must not be started over and over.
            machine.lanes[worker.lane].startFailures = 0
            guard let index = worker.handed.firstIndex(where: { $0.job == number }) else { return }
            worker.handed[index].stage = .running
            guard worker.phase == .ready else { return }
            worker.handed[index].due = deadline
            if let reason { machine.askToEnd(id, &worker, index, reason) }
        }
        noteBeginning(of: attempt.job)
    }

    /// Only jobs that began can be poison. A first interruption in a short lane is forgiven, which spares a write for
    /// each of its many jobs.
    private mutating func noteBeginning(of job: QueuedJob) {
        let wasInterrupted = job.interruptions > 0 || job.history.contains { $0.outcome == .interrupted }
        if wasInterrupted || lanes[job.lane].depth == 1 { emit(.write(.began(job.number))) }
    }

    mutating func recalled(_ id: WorkerID, _ key: AttemptKey) {
        guard let number = handedJob(id, key), attempts[number]?.beganAt == nil else { return }
        takeFromWorker(number, id)
        takeBack(number)
    }

    /// Makes ready again what a worker had and did not begin.
    mutating func takeBack(_ number: JobNumber) {
        guard let attempt = attempts[number] else { return }
        if attempt.cancel == .requested {
            endUnbegun(number, as: .cancelled, .cancelledOnRequest)
        } else if isStopping {
            putOffUnbegun(number)
        } else {
            attempts[number]?.stage = .ready
            lanes[attempt.job.lane].ready.prepend(number)
            markDirty(attempt.job.lane)
        }
    }

    mutating func ended(_ id: WorkerID, _ key: AttemptKey, _ outcome: ProcessorOutcome, _ warnings: [Warning]) {
        guard let number = handedJob(id, key) else { return }
        takeFromWorker(number, id)
        finish(number, .said(outcome), warnings: warnings)
        updateWorker(id) { machine, worker in
            worker.hasBegun = true
            worker.jobsLeft -= 1
            if worker.jobsLeft <= 0 { worker.isWorn = true }
            machine.replaceIfWorn(id, &worker)
        }
    }

    mutating func checkpointed(_ id: WorkerID, _ key: AttemptKey, _ checkpoint: [UInt8], _ rows: [StatisticsRow]) {
        guard let number = handedJob(id, key) else { return }
        emit(.write(.checkpoint(number, checkpoint, rows: rows)))
    }

    // MARK: - Asking it to end

    /// Tells a begun attempt to end and sets its grace.
    mutating func askToEnd(_ id: WorkerID, _ worker: inout WorkerState, _ index: Int, _ reason: CancelReason) {
        let entry = worker.handed[index]
        attempts[entry.job]?.cancel = reason
        worker.handed[index].stage = .cancelling
        worker.handed[index].due = clock.monotonic + settings.cancelGrace
        emit(.cancel(id, entry.key, reason))
    }

    /// Asks an attempt back that has not begun.
    mutating func askBack(_ id: WorkerID, _ worker: inout WorkerState, _ index: Int) {
        guard worker.handed[index].stage == .sent else { return }
        worker.handed[index].stage = .recalled
        // The one in front keeps its moment, at which its worker counts as stuck.
        if index > 0 { worker.handed[index].due = nil }
        emit(.recall(id, worker.handed[index].key))
    }

    /// Advances the attempts of a ready worker whose moment has come.
    mutating func attemptsDue(_ id: WorkerID, _ worker: inout WorkerState) {
        for index in worker.handed.indices {
            guard worker.phase == .ready, let due = worker.handed[index].due, due <= clock.monotonic else { continue }
            switch worker.handed[index].stage {
            case .sent where index > 0:
                worker.isSlow = true
                askBack(id, &worker, index)
            case .running:
                askToEnd(id, &worker, index, .deadline)
            case .sent, .recalled, .cancelling:
                terminate(id, &worker)
            }
        }
    }

    // MARK: - What a worker has

    /// The job of an attempt that a worker has; nil for late frames.
    func handedJob(_ id: WorkerID, _ key: AttemptKey) -> JobNumber? {
        workers[id]?.handed.first { $0.key == key }?.job
    }

    /// Takes an attempt off a worker's list.
    private mutating func takeFromWorker(_ number: JobNumber, _ id: WorkerID) {
        updateWorker(id) { machine, worker in
            guard let index = worker.handed.firstIndex(where: { $0.job == number }) else { return }
            worker.handed.remove(at: index)
            machine.markDirty(worker.lane)
            guard worker.phase == .ready else { return }
            if index == 0 {
                worker.isSlow = false
                if !worker.handed.isEmpty {
                    worker.handed[0].due = machine.clock.monotonic + machine.settings.workerStartLimit
                }
            }
            if worker.handed.isEmpty {
                machine.emptied(id, &worker)
            }
        }
    }

    private mutating func emptied(_ id: WorkerID, _ worker: inout WorkerState) {
        if worker.isDraining || isStopping {
            drain(id, &worker)
        } else {
            worker.phaseDue = clock.monotonic + lanes[worker.lane].idleLifetime
        }
    }
}
