// What falls due. Limits of attempts and workers go by the clock that never steps; what people and files speak of (due
// times, expiry, windows) by the wall clock, which can be set: towards those the sleep is bounded and the moment is
// looked at again.

extension DispatchMachine {
    mutating func takeDue() {
        while let first = agenda.first, first.due <= clock.monotonic {
            switch first.key {
            case .worker(let id):
                workerDue(id)
                // A due moment that stays would be met again at once; every phase sets a later one or none.
                assert(agenda.first.map { $0.key != first.key || $0.due > clock.monotonic } ?? true)
            case .lane(let lane), .announcement(let lane):
                agenda.set(first.key, nil)
                markDirty(lane)
            case .stop:
                agenda.set(first.key, nil)
                graceIsOver()
            }
        }
        for lane in lanes.indices {
            guard let opensAt = lanes[lane].opensAt, opensAt <= clock.wall else { continue }
            lanes[lane].opensAt = nil
            markDirty(lane)
        }
        takeDueJobs()
    }

    /// When ``DispatchEvent/tick`` is to be sent at the latest, if nothing else happens; nil when there is no hurry.
    /// At most ``DispatchSettings/wallSleepLimit`` ahead where the wall clock decides.
    package var nextWake: MonotonicInstant? {
        guard hasBegun else { return MonotonicInstant(nanoseconds: .min) }
        let timer = agenda.first?.due
        guard !isStopping, let moment = nextWallMoment else { return timer }
        let ahead = min(max(moment - clock.wall, .zero), settings.wallSleepLimit)
        let wall = clock.monotonic + ahead
        return timer.map { min($0, wall) } ?? wall
    }

    private var nextWallMoment: Timestamp? {
        var moments = [deferred.first?.moment, expiring.first?.moment].compactMap { $0 }
        for lane in lanes {
            if let opensAt = lane.opensAt { moments.append(opensAt) }
        }
        return moments.min()
    }
}
