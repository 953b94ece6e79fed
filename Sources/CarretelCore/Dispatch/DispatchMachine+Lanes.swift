import DequeModule

// What a lane does when something changed in it: start what may start, hand out what is ready, see to its workers and
// to the head of its queue. Once per event and lane, however much changed.

extension DispatchMachine {
    mutating func settleLanes() {
        while let lane = dirtyLanes.popLast() {
            lanes[lane].isDirty = false
            startWaiting(in: lane)
            announceStarts(in: lane)
            handOut(in: lane)
            spawnWorkers(in: lane)
            if !isStopping, lanes[lane].waiting.wantsLoad {
                ask(.load(.waiting(lane: lane), limit: lanes[lane].waiting.beginLoad()))
            }
        }
    }

    /// Whether a new piece of work may start: the lane has room, and its limits on starts let one go.
    mutating func mayStartNewPiece(in lane: Int) -> Bool { hasRoom(in: lane) && isOpen(lane) }

    private func hasRoom(in lane: Int) -> Bool { !isStopping && lanes[lane].running < lanes[lane].runningLimit }

    /// Whether a lane's limits on starts let one go now; notes when they do where they do not.
    private mutating func isOpen(_ lane: Int) -> Bool {
        lanes[lane].starts.settle(at: clock.wall)
        lanes[lane].opensAt = lanes[lane].starts.opening(at: clock.wall)
        return lanes[lane].opensAt == nil
    }

    private mutating func startWaiting(in lane: Int) {
        lanes[lane].opensAt = nil
        while hasRoom(in: lane), let job = nextToStart(in: lane) {
            _ = lanes[lane].waiting.remove(job.number)
            setResident(job.number, nil)
            leaveExpiring(job)
            if job.interruptions >= settings.poisonInterruptions {
                end(job, unrunAs: .failed, .poisonedByInterruptions(job.interruptions))
            } else {
                let attempt = job.attemptsStarted + 1
                write(.start(job.number, attempt: attempt, at: clock.wall), changing: job.number, receipts: 1)
                noteStart(of: job)
            }
        }
        // Those who wait for the limits are told, also while the slots are in use.
        if !lanes[lane].waiting.isEmpty, !lanes[lane].starts.limits.isEmpty { _ = isOpen(lane) }
    }

    /// The first of a lane's queue; where the limits on starts hold that up, the first that they do not concern.
    private mutating func nextToStart(in lane: Int) -> QueuedJob? {
        guard let first = lanes[lane].waiting.first, let job = residents[first.number]?.job else { return nil }
        if !job.startsNewPiece || isOpen(lane) { return job }
        let goingOn = lanes[lane].goingOn.filter { lanes[lane].waiting.contains($0) }
        return goingOn.compactMap { residents[$0]?.job }
            .min {
                QueueKey(priority: $0.priority, number: $0.number) < QueueKey(priority: $1.priority, number: $1.number)
            }
    }

    /// Enters an attempt whose start was just written.
    mutating func noteStart(of job: QueuedJob) {
        var job = job
        let isNewPiece = job.startsNewPiece
        job.attemptsStarted += 1
        job.dueAt = nil
        attempts[job.number] = RunningAttempt(job: job, startedAt: clock.wall)
        lanes[job.lane].running += 1
        if isNewPiece, !lanes[job.lane].starts.limits.isEmpty {
            lanes[job.lane].starts.record(clock.wall)
            emit(.write(.laneStart(lane: job.lane, at: clock.wall)))
        }
        markDirty(job.lane)
    }

    private mutating func handOut(in lane: Int) {
        while let number = lanes[lane].ready.first {
            // What was cancelled or put off in the meantime left its entry behind.
            guard let attempt = attempts[number], attempt.stage == .ready else {
                lanes[lane].ready.removeFirst()
                continue
            }
            let mayGrow = lanes[lane].busy < lanes[lane].slots
            guard let worker = lanes[lane].roster.best(idleAllowed: mayGrow) else { return }
            lanes[lane].ready.removeFirst()
            hand(attempt, number, to: worker)
        }
    }

    private mutating func hand(_ attempt: RunningAttempt, _ number: JobNumber, to id: WorkerID) {
        attempts[number]?.stage = .handed(id)
        updateWorker(id) { machine, worker in
            // One that goes to the front begins at once, or its worker is stuck; one behind others is asked back.
            let patience =
                worker.handed.isEmpty ? machine.settings.workerStartLimit : machine.settings.recallAfter
            worker.handed.append(
                WorkerState.Handed(job: number, key: attempt.key, due: machine.clock.monotonic + patience))
            worker.phaseDue = nil
        }
        let job = attempt.job
        let terms = AssignTerms(
            timeout: job.timeout, attemptsLeft: max(job.maxAttempts - job.attemptsUsed - 1, 0), lane: job.lane)
        emit(.assign(id, number, attempt.key, terms))
    }
}
