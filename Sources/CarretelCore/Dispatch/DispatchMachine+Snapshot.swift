// What `status` shows of the machine.

extension DispatchMachine {
    /// What `status` shows; made in time proportional to lanes, workers and permit keys.
    package func snapshot(at now: Now) -> DispatchSnapshot {
        var lanes = zip(catalogue.lanes, lanes).map { Self.snapshot(of: $1, named: $0.name) }
        var running: [DispatchSnapshot.Attempt] = []
        for (id, worker) in workers {
            count(worker, in: &lanes[worker.lane])
            for entry in worker.handed {
                guard let attempt = snapshot(of: entry, in: id, at: now) else { continue }
                lanes[worker.lane].begun += 1
                running.append(attempt)
            }
        }
        return DispatchSnapshot(
            lanes: lanes, attempts: running.sorted { $0.job < $1.job }, deferred: deferred.count,
            nextDue: deferred.first?.moment, expiring: expiring.count, arrivalsInHand: arrivals.count,
            receiptsAwaited: receiptsAwaited,
            closedPermits: permits.closed(at: now.wall).map { .init(key: $0.key, until: $0.until) },
            isStopping: isStopping)
    }

    private static func snapshot(of lane: LaneState, named name: String) -> DispatchSnapshot.Lane {
        DispatchSnapshot.Lane(
            name: name, slots: lane.slots, running: lane.running, begun: 0, waiting: lane.waiting.count,
            spilled: lane.waiting.spilledCount, startLimitOpensAt: lane.opensAt, workersStarting: 0, workersIdle: 0,
            workersBusy: 0, workersEnding: 0, workerStartFailures: lane.startFailures,
            lastWorkerStartFailure: lane.startFailures > 0 ? lane.lastStartFailure : nil)
    }

    private func count(_ worker: WorkerState, in lane: inout DispatchSnapshot.Lane) {
        switch worker.phase {
        case .starting: lane.workersStarting += 1
        case .ready where worker.handed.isEmpty: lane.workersIdle += 1
        case .ready: lane.workersBusy += 1
        case .retiring, .terminating, .killed: lane.workersEnding += 1
        }
    }

    private func snapshot(
        of entry: WorkerState.Handed, in worker: WorkerID, at now: Now
    ) -> DispatchSnapshot.Attempt? {
        guard let attempt = attempts[entry.job], let beganAt = attempt.beganAt,
            let deadline = attempt.deadline
        else { return nil }
        return DispatchSnapshot.Attempt(
            job: entry.job, key: entry.key, type: attempt.job.type, lane: attempt.job.lane, worker: worker,
            beganAt: beganAt, timeLeft: deadline - now.monotonic, cancelling: attempt.cancel)
    }
}
