// From a claimed file to an accepted job. Every arrival is accepted exactly once, rejected ones too: that is what the
// counter of received jobs stands on.

extension DispatchMachine {
    mutating func arrived(_ arrival: Arrival) {
        switch arrival.verdict {
        case .rejected(let reason, _):
            reject(arrival, reason)
        case .valid(let request, _):
            guard let type = catalogue.typeIndex(named: request.type) else {
                return reject(arrival, .unknownType(request.type))
            }
            // One that came too late is not worth a look-up.
            if let expiresAt = request.expiresAt, expiresAt <= clock.wall {
                return accept(arrival, endedAs: Answer(status: .expired, reason: .expired))
            }
            if arrival.idempotency != nil || arrival.coalescing != nil {
                queueForSharing(arrival)
            } else {
                admit(arrival, request, type: type)
            }
        }
    }

    private mutating func queueForSharing(_ arrival: Arrival) {
        let token = nextToken
        nextToken = ArrivalToken(rawValue: token.rawValue + 1)
        arrivals[token] = arrival
        let identities = [arrival.idempotency?.identity, arrival.coalescing?.identity].compactMap { $0 }
        if sharingLine.enter(token, identities) { ask(.lookUpSharing(token, arrival)) }
    }

    mutating func sharingFound(_ token: ArrivalToken, _ facts: SharingFacts) {
        guard let arrival = arrivals[token], case .valid(let request, _) = arrival.verdict,
            let type = catalogue.typeIndex(named: request.type)
        else { return }
        switch facts {
        case .alone:
            admit(arrival, request, type: type)
        case .unended(let leader, let id, let parametersDiffer):
            // It may have ended since, and have handed its answer to its followers already.
            if questions.isStale(leader) { return ask(.lookUpSharing(token, arrival)) }
            if parametersDiffer {
                reject(arrival, .keyConflict(with: id))
            } else {
                accept(arrival, .following(leader: leader, id: id), receipts: 1)
            }
        case .ended(_, let id, let parametersDiffer, let answer):
            if parametersDiffer {
                reject(arrival, .keyConflict(with: id))
            } else {
                accept(arrival, endedAs: answer, duplicateOf: id, overlay: overlay(ofType: type))
            }
        }
        arrivals[token] = nil
        for next in sharingLine.leave(token) {
            if let waiting = arrivals[next] { ask(.lookUpSharing(next, waiting)) }
        }
    }

    /// What the type declares to tell a duplicate from its leader.
    func overlay(ofType type: Int) -> String? { catalogue.types[type].coalescing?.overlay }

    /// Accepts a job that is to run: now, when it is due, or when its lane has room.
    private mutating func admit(_ arrival: Arrival, _ request: JobRequest, type: Int) {
        var job = QueuedJob(
            number: nextNumber, id: arrival.id, type: type, lane: catalogue.laneIndex(ofTypeAt: type, request.lane),
            priority: request.priority, timeout: request.timeout, maxAttempts: request.maxAttempts,
            expiresAt: request.expiresAt, isShareable: arrival.idempotency != nil || arrival.coalescing != nil)
        if let notBefore = request.notBefore, notBefore > clock.wall {
            job.dueAt = notBefore
            accept(arrival, .deferred(until: notBefore), receipts: 1)
            enterDeferred(job)
            enterExpiring(job)
        } else if mayStartNewPiece(in: job.lane), lanes[job.lane].waiting.isEmpty {
            accept(arrival, .running(at: clock.wall), receipts: 2)
            noteStart(of: job)
        } else {
            accept(arrival, .waiting, receipts: 1)
            enterWaiting(job)
            enterExpiring(job)
        }
    }

    private mutating func reject(_ arrival: Arrival, _ reason: FailureReason) {
        accept(arrival, endedAs: Answer(status: .rejected, reason: reason))
    }

    private mutating func accept(
        _ arrival: Arrival, endedAs answer: Answer, duplicateOf: JobID? = nil, overlay: String? = nil
    ) {
        let ending = Ending(
            answer: answer, history: [], startedAt: nil, finishedAt: clock.wall, duplicateOf: duplicateOf,
            overlay: overlay, resting: RestingPlace(of: answer.status))
        accept(arrival, .ended(ending), receipts: 2)
        if answer.status != .rejected { hasEndedAny = true }
    }

    private mutating func accept(_ arrival: Arrival, _ disposition: Disposition, receipts: Int) {
        let number = nextNumber
        nextNumber = JobNumber(rawValue: number.rawValue + 1)
        write(.accept(number, arrival, disposition), changing: number, receipts: receipts)
    }
}

extension RestingPlace {
    /// Where the file of a job goes that ended so.
    init(of status: JobStatus) {
        self =
            switch status {
            case .succeeded, .partial: .archive
            case .rejected: .rejected
            case .failed, .timedOut, .cancelled, .expired: .failed
            }
    }
}
