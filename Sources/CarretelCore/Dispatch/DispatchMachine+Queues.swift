// The queues of waiting, deferred and expiring jobs: their heads in memory, their rest in the journal.
//
// A resident is a job in the head of its own queue (its lane's or the deferred one), in the head of the expiring queue,
// or in both; what is in neither is dropped. A job of which only the expiring head knows is spilled from its own queue.

extension DispatchMachine {
    mutating func enterWaiting(_ job: QueuedJob) {
        setResident(job.number, Resident(job: job, isDeferred: false))
        let key = QueueKey(priority: job.priority, number: job.number)
        settle(lanes[job.lane].waiting.admit(key), of: job.number)
        markDirty(job.lane)
    }

    /// Puts a job into memory, or takes it out of it; the only way to do so.
    mutating func setResident(_ number: JobNumber, _ resident: Resident?) {
        let before = residents.updateValue(resident, forKeyOrRemove: number)
        if let before, before.job.goesOn(isDeferred: before.isDeferred) {
            lanes[before.job.lane].goingOn.remove(number)
        }
        if let resident, resident.job.goesOn(isDeferred: resident.isDeferred) {
            lanes[resident.job.lane].goingOn.insert(number)
        }
    }

    mutating func enterDeferred(_ job: QueuedJob) {
        setResident(job.number, Resident(job: job, isDeferred: true))
        let key = QueueKey(moment: job.dueAt ?? clock.wall, number: job.number)
        settle(deferred.admit(key), of: job.number)
    }

    /// Enters a job that is (still) known to its own queue.
    mutating func enterExpiring(_ job: QueuedJob) {
        guard let expiresAt = job.expiresAt else { return }
        let isDeferred = job.dueAt != nil
        let admission = expiring.admit(QueueKey(moment: expiresAt, number: job.number))
        if admission != .spilled, residents[job.number] == nil {
            setResident(job.number, Resident(job: job, isDeferred: isDeferred))
        }
        settle(admission, of: job.number)
    }

    private mutating func settle(_ admission: SpillingQueue.Admission, of number: JobNumber) {
        switch admission {
        case .kept: break
        case .keptEvicting(let other): dropIfSpilled(other)
        case .spilled: dropIfSpilled(number)
        }
    }

    private mutating func dropIfSpilled(_ number: JobNumber) {
        guard let resident = residents[number], !isInOwnHead(resident), !expiring.contains(number) else { return }
        setResident(number, nil)
    }

    private func isInOwnHead(_ resident: Resident) -> Bool {
        let number = resident.job.number
        return resident.isDeferred ? deferred.contains(number) : lanes[resident.job.lane].waiting.contains(number)
    }

    /// Takes a job out of all queues, wherever it is; its own is the deferred one or its lane's.
    mutating func withdraw(_ job: QueuedJob, isDeferred: Bool) {
        if isDeferred {
            if !deferred.remove(job.number) { deferred.removeSpilled() }
        } else if !lanes[job.lane].waiting.remove(job.number) {
            lanes[job.lane].waiting.removeSpilled()
        }
        // Those behind it may start sooner than they were told.
        if !isDeferred { markDirty(job.lane) }
        leaveExpiring(job)
        setResident(job.number, nil)
    }

    /// Takes a job out of the expiring queue, if it is in it.
    mutating func leaveExpiring(_ job: QueuedJob) {
        guard job.expiresAt != nil else { return }
        if !expiring.remove(job.number) { expiring.removeSpilled() }
    }

    /// Moves what has become due and ends what has expired.
    mutating func takeDueJobs() {
        guard !isStopping else { return }
        while let first = expiring.first, first.moment <= clock.wall, let resident = residents[first.number] {
            withdraw(resident.job, isDeferred: resident.isDeferred)
            end(resident.job, unrunAs: .expired, .expired)
        }
        while let first = deferred.first, first.moment <= clock.wall, var job = residents[first.number]?.job {
            _ = deferred.popFirst()
            job.dueAt = nil
            write(.due(job.number), changing: job.number)
            enterWaiting(job)
        }
        if deferred.wantsLoad { ask(.load(.deferred, limit: deferred.beginLoad())) }
        if expiring.wantsLoad { ask(.load(.expiring, limit: expiring.beginLoad())) }
    }

    mutating func loaded(_ queue: SpilledQueue, _ jobs: [QueuedJob]) {
        switch queue {
        case .waiting(let lane):
            guard lanes.indices.contains(lane) else { return }
            markDirty(lane)
            let fresh = jobs.filter { isFresh($0.number) && !lanes[lane].waiting.contains($0.number) }
            let keys = fresh.map { QueueKey(priority: $0.priority, number: $0.number) }
            let isWhole = jobs.count < lanes[lane].waiting.capacity
            let last = isWhole ? nil : jobs.last.map { QueueKey(priority: $0.priority, number: $0.number) }
            keep(fresh, lanes[lane].waiting.finishLoad(keys, last: last), areDeferred: { _ in false })
        case .deferred:
            let fresh = jobs.filter { isFresh($0.number) && !deferred.contains($0.number) }
            let keys = fresh.map { QueueKey(moment: $0.dueAt ?? clock.wall, number: $0.number) }
            let isWhole = jobs.count < deferred.capacity
            let last = isWhole ? nil : jobs.last.map { QueueKey(moment: $0.dueAt ?? clock.wall, number: $0.number) }
            keep(fresh, deferred.finishLoad(keys, last: last), areDeferred: { _ in true })
        case .expiring:
            let fresh = jobs.filter { isFresh($0.number) && !expiring.contains($0.number) }
            let keys = fresh.map { QueueKey(moment: $0.expiresAt ?? clock.wall, number: $0.number) }
            let isWhole = jobs.count < expiring.capacity
            let last = isWhole ? nil : jobs.last.map { QueueKey(moment: $0.expiresAt ?? clock.wall, number: $0.number) }
            keep(fresh, expiring.finishLoad(keys, last: last), areDeferred: { $0.dueAt != nil })
        }
    }

    /// Whether the answer in hand is right about a job's state.
    private func isFresh(_ number: JobNumber) -> Bool { attempts[number] == nil && !questions.isStale(number) }

    private mutating func keep(
        _ fresh: [QueuedJob], _ outcome: (kept: Int, evicted: [JobNumber]), areDeferred: (QueuedJob) -> Bool
    ) {
        for job in fresh.prefix(outcome.kept) where residents[job.number] == nil {
            setResident(job.number, Resident(job: job, isDeferred: areDeferred(job)))
        }
        for number in outcome.evicted { dropIfSpilled(number) }
    }
}

extension QueuedJob {
    /// Whether it waits to go on with what it has begun.
    fileprivate func goesOn(isDeferred: Bool) -> Bool { !isDeferred && !startsNewPiece }
}

extension Dictionary {
    /// Sets or removes a value.
    ///
    /// - Returns: the one before.
    fileprivate mutating func updateValue(_ value: Value?, forKeyOrRemove key: Key) -> Value? {
        guard let value else { return removeValue(forKey: key) }
        return updateValue(value, forKey: key)
    }
}
