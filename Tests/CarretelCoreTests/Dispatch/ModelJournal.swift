import CarretelCore
import Testing

/// A journal in memory that follows the rules of the real one, and complains about every write that it should never
/// get: what a machine may write is half of what the machine promises.
struct ModelJournal {
    struct Row {
        var job: QueuedJob
        var state: JobState
        var arrival: Arrival
        var leader: JobNumber?
        var hadBegun = false
        var startedAt: Timestamp?
        var ending: Ending?
        var endWrites = 0
    }

    let catalogue: JobCatalogue
    let settings: DispatchSettings
    var rows: [JobNumber: Row] = [:]
    var laneStarts: [Int: [Timestamp]] = [:]
    var permits: [String: [UInt8]] = [:]
    var endsInThisLife = 0

    func rows(_ state: JobState) -> [Row] { rows.values.filter { $0.state == state } }

    // MARK: - Requests

    /// Carries out one request and gives the events that answer it.
    mutating func perform(_ action: DispatchAction, at now: Timestamp) -> [DispatchEvent] {
        switch action {
        case .lookUpSharing(let token, let arrival): [.sharingFound(token, facts(arrival, at: now))]
        case .load(let queue, let limit): [.loaded(queue, load(queue, limit))]
        case .loadFollowers(let leader, let limit):
            [.followersLoaded(leader: leader, Array(followers(of: leader).prefix(limit)))]
        case .promoteFollower(let leader): [.promoted(leader: leader, promote(leader))]
        case .lookUp(let number): [.lookedUp(number, rows[number]?.job, state: rows[number]?.state ?? .ended)]
        case .write(let write): perform(write)
        default: []
        }
    }

    private mutating func perform(_ write: JournalWrite) -> [DispatchEvent] {
        switch write {
        case .accept(let number, let arrival, let disposition):
            return accept(number, arrival, disposition)
        case .start(let number, let attempt, let at):
            change(number, from: [.waiting], to: .running) { $0.startedAt = at; $0.job.attemptsStarted = attempt }
            return [.journalled(.started(number, attempt: attempt))]
        case .began(let number):
            #expect(rows[number]?.state == .running, "began: job \(number.rawValue) is not running")
            rows[number]?.hadBegun = true
        case .deferred(let number, let deferral):
            change(number, from: [.running, .waiting], to: .deferred) { row in
                row.job.dueAt = deferral.until
                row.job.history = deferral.history
                row.job.attemptsUsed = deferral.attemptsUsed
                row.job.interruptions = deferral.interruptions
                row.job.workerDeaths = deferral.workerDeaths
                row.hadBegun = false
            }
        case .due(let number):
            change(number, from: [.deferred], to: .waiting) { $0.job.dueAt = nil }
        case .end(let number, let ending):
            change(number, from: [.waiting, .deferred, .running, .following], to: .ended) { $0.ending = ending }
            rows[number]?.endWrites += 1
            endsInThisLife += 1
            return [.journalled(.ended(number))]
        case .checkpoint: break
        case .laneStart(let lane, let at): laneStarts[lane, default: []].append(at)
        case .permit(let key, let state): permits[key] = state.isEmpty ? nil : state
        }
        return []
    }

    private mutating func change(_ number: JobNumber, from: [JobState], to: JobState, _ body: (inout Row) -> Void) {
        guard var row = rows[number] else {
            Issue.record("job \(number.rawValue) is unknown and should become \(to)")
            return
        }
        #expect(from.contains(row.state), "job \(number.rawValue) is \(row.state) and should become \(to)")
        row.state = to
        body(&row)
        rows[number] = row
    }

    private mutating func accept(
        _ number: JobNumber, _ arrival: Arrival, _ disposition: Disposition
    ) -> [DispatchEvent] {
        #expect(rows[number] == nil, "number \(number.rawValue) is given twice")
        var row = Row(job: job(number, arrival), state: .waiting, arrival: arrival)
        var events: [DispatchEvent] = [.journalled(.accepted(number))]
        switch disposition {
        case .waiting: break
        case .deferred(let until):
            row.state = .deferred
            row.job.dueAt = until
        case .running(let at):
            row.state = .running
            row.startedAt = at
            row.job.attemptsStarted = 1
            events.append(.journalled(.started(number, attempt: 1)))
        case .following(let leader, let id):
            row.state = .following
            row.leader = leader
            #expect(rows[leader]?.job.id == id)
            #expect(rows[leader].map { $0.state != .ended && $0.state != .following } == true, "leader is ended")
        case .ended(let ending):
            row.state = .ended
            row.ending = ending
            row.endWrites = 1
            events.append(.journalled(.ended(number)))
        }
        rows[number] = row
        return events
    }

    private func job(_ number: JobNumber, _ arrival: Arrival) -> QueuedJob {
        guard case .valid(let request, _) = arrival.verdict, let type = catalogue.typeIndex(named: request.type) else {
            return QueuedJob(
                number: number, id: arrival.id, type: 0, lane: 0, priority: 0, timeout: .zero, maxAttempts: 0)
        }
        return QueuedJob(
            number: number, id: arrival.id, type: type, lane: catalogue.laneIndex(ofTypeAt: type),
            priority: request.priority, timeout: request.timeout, maxAttempts: request.maxAttempts,
            dueAt: request.notBefore, expiresAt: request.expiresAt,
            isShareable: arrival.idempotency != nil || arrival.coalescing != nil)
    }

    // MARK: - Questions

    private func facts(_ arrival: Arrival, at now: Timestamp) -> SharingFacts {
        for (key, isCoalescing) in [(arrival.idempotency, false), (arrival.coalescing, true)] {
            guard let key else { continue }
            let same = rows.values.filter {
                (isCoalescing ? $0.arrival.coalescing : $0.arrival.idempotency)?.identity == key.identity
            }
            for row in same where row.state != .ended && row.state != .following {
                let differ = !isCoalescing && row.arrival.idempotency?.parameters != key.parameters
                return .unended(leader: row.job.number, id: row.job.id, parametersDiffer: differ)
            }
            for row in same {
                guard let ending = row.ending, ending.answer.status == .succeeded, ending.duplicateOf == nil,
                    now - ending.finishedAt < settings.keyLifetime
                else { continue }
                let differ = !isCoalescing && row.arrival.idempotency?.parameters != key.parameters
                return .ended(
                    leader: row.job.number, id: row.job.id, parametersDiffer: differ, ending.answer)
            }
        }
        return .alone
    }

    private func load(_ queue: SpilledQueue, _ limit: Int) -> [QueuedJob] {
        let jobs: [QueuedJob] =
            switch queue {
            case .waiting(let lane):
                rows(.waiting).map(\.job).filter { $0.lane == lane }.sorted {
                    ($1.priority, $0.number) < ($0.priority, $1.number)
                }
            case .deferred:
                rows(.deferred).map(\.job).sorted { (Self.due($0), $0.number) < (Self.due($1), $1.number) }
            case .expiring:
                (rows(.waiting) + rows(.deferred)).map(\.job).filter { $0.expiresAt != nil }
                    .sorted { (Self.expiry($0), $0.number) < (Self.expiry($1), $1.number) }
            }
        return Array(jobs.prefix(limit)).map { job in
            var job = job
            if rows[job.number]?.state == .waiting { job.dueAt = nil }
            return job
        }
    }

    private static func due(_ job: QueuedJob) -> Timestamp { job.dueAt ?? Timestamp(microseconds: .max) }
    private static func expiry(_ job: QueuedJob) -> Timestamp { job.expiresAt ?? Timestamp(microseconds: .max) }

    private func followers(of leader: JobNumber) -> [QueuedJob] {
        rows.values.filter { $0.state == .following && $0.leader == leader }.map(\.job).sorted { $0.number < $1.number }
    }

    private mutating func promote(_ leader: JobNumber) -> QueuedJob? {
        let all = followers(of: leader)
        guard let first = all.first else { return nil }
        rows[first.number]?.state = .waiting
        rows[first.number]?.leader = nil
        for other in all.dropFirst() { rows[other.number]?.leader = first.number }
        return first
    }

    // MARK: - A new life

    /// What recovery does at a start, and what it tells the next machine.
    mutating func recover(at now: Timestamp) -> RestoredDispatch {
        for row in rows(.running).sorted(by: { $0.job.number < $1.job.number }) {
            let interrupted = InterruptionRule.Interrupted(
                job: row.job, attempt: row.job.attemptsStarted, startedAt: row.startedAt ?? now,
                hadBegun: row.hadBegun)
            let writes = InterruptionRule.writes(
                for: interrupted, othersEnded: endsInThisLife > 0, at: now, settings: settings)
            for write in writes { _ = perform(write) }
        }
        endsInThisLife = 0
        var waiting = Array(repeating: 0, count: catalogue.lanes.count)
        for row in rows(.waiting) { waiting[row.job.lane] += 1 }
        return RestoredDispatch(
            nextNumber: JobNumber(rawValue: (rows.keys.map(\.rawValue).max() ?? 0) + 1), waiting: waiting,
            deferred: rows(.deferred).count,
            expiring: (rows(.waiting) + rows(.deferred)).count { $0.job.expiresAt != nil }, laneStarts: laneStarts,
            permits: permits, endedLeaders: endedLeaders())
    }

    private func endedLeaders() -> [RestoredDispatch.EndedLeader] {
        Set(rows(.following).compactMap(\.leader)).sorted().compactMap { number in
            guard let row = rows[number], let ending = row.ending else { return nil }
            #expect(ending.answer.status != .cancelled && ending.answer.status != .expired)
            return RestoredDispatch.EndedLeader(number: number, id: row.job.id, answer: ending.answer)
        }
    }
}
