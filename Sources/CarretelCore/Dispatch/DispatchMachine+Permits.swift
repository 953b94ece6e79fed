// Shared limits, asked for by running attempts.

extension DispatchMachine {
    mutating func permitAsked(_ id: WorkerID, _ key: AttemptKey, _ permit: String) {
        guard let number = handedJob(id, key), let held = attempts[number]?.permits else { return }
        guard held.count < settings.permitsPerAttempt else {
            return emit(.waitUntil(id, key, permit: permit, clock.wall + settings.laterMinimum))
        }
        let holder = PermitTable.Holder(worker: id, attempt: key)
        switch permits.ask(permit, by: holder, at: clock.wall) {
        case .granted:
            attempts[number]?.permits.append(permit)
            emit(.grant(id, key, permit: permit))
        case .waitUntil(let moment):
            emit(.waitUntil(id, key, permit: permit, moment))
        case .queued:
            attempts[number]?.permits.append(permit)
        }
    }

    mutating func permitReleased(_ id: WorkerID, _ key: AttemptKey, _ permit: String, _ outcome: PermitOutcome) {
        guard let number = handedJob(id, key), let index = attempts[number]?.permits.firstIndex(of: permit) else {
            return
        }
        attempts[number]?.permits.remove(at: index)
        let holder = PermitTable.Holder(worker: id, attempt: key)
        tell(permits.release(permit, by: holder, outcome: outcome, at: clock.wall))
    }

    /// Gives back what an attempt holds when it is over.
    mutating func leavePermits(_ attempt: RunningAttempt) {
        guard case .handed(let id) = attempt.stage else { return }
        let holder = PermitTable.Holder(worker: id, attempt: attempt.key)
        tell(permits.leave(attempt.permits, by: holder, at: clock.wall))
    }

    private mutating func tell(_ decisions: [PermitTable.Decision]) {
        for decision in decisions {
            let worker = decision.holder.worker
            switch decision.reply {
            case .granted:
                emit(.grant(worker, decision.holder.attempt, permit: decision.key))
            case .waitUntil(let moment):
                forgetWish(decision)
                emit(.waitUntil(worker, decision.holder.attempt, permit: decision.key, moment))
            case .queued:
                break
            }
        }
    }

    private mutating func forgetWish(_ decision: PermitTable.Decision) {
        guard let number = handedJob(decision.holder.worker, decision.holder.attempt),
            let index = attempts[number]?.permits.firstIndex(of: decision.key)
        else { return }
        attempts[number]?.permits.remove(at: index)
    }

    mutating func writePermits() {
        for (key, state) in permits.takeChanges() { emit(.write(.permit(key, state: state))) }
    }
}
