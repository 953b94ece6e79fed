// Jobs that share one run. One job at a time holds an identity: an unended one (the leader), or one whose answer still
// counts. Newcomers follow it or get its answer; when neither is there, the newcomer holds it from then on.

import CarretelCore

extension JournalSession {
    /// How many expired entries are forgotten in one transaction.
    private static let forgottenAtOnce = 256

    /// What is known of jobs that `arrival` may share the run of; its idempotency key comes before coalescing.
    func sharingFacts(for arrival: Arrival) throws(StoreFailure) -> SharingFacts {
        if let key = arrival.idempotency,
            let facts = try facts(of: key, .idempotency, at: arrival.receivedAt)
        {
            return facts
        }
        if let key = arrival.coalescing, let facts = try facts(of: key, .coalescing, at: arrival.receivedAt) {
            return facts
        }
        return .alone
    }

    private func facts(
        of key: SharingKey, _ kind: SharingKind, at moment: Timestamp
    ) throws(StoreFailure) -> SharingFacts? {
        let statement = statements.shared
        statement.put(kind.rawValue)
        statement.put(key.identity.bytes)
        statement.put(moment)
        let found = try statement.first { row in
            SharedRow(
                number: row.number(0),
                // Coalesced jobs may differ in what their rule does not name.
                parametersDiffer: kind == .idempotency && row.blob(1) != key.parameters.bytes,
                isEnded: row.count(2) == JobState.ended.rawValue, id: row.id(3),
                leader: row.integerOrNil(4).map { JobNumber(rawValue: $0) }, leaderID: row.id(5),
                isAsleep: row.count(6) == JobState.deferred.rawValue && row.count(7) == 0)
        }
        guard let found, let id = found.id else { return nil }
        // Whoever coalesces wants an answer soon; one that has not begun and waits for its moment has none to give.
        guard found.isEnded || kind != .coalescing || !found.isAsleep else { return nil }
        guard found.isEnded else {
            // A follower may hold a key of its own; whoever shares with it shares with its leader.
            return .unended(
                leader: found.leader ?? found.number, id: found.leaderID ?? id,
                parametersDiffer: found.parametersDiffer)
        }
        guard let answer = try answer(of: found.number) else { return nil }
        // Data that their reader has taken away cannot be given to another: the newcomer then runs, and holds the key.
        if !answer.files.isEmpty, let folder = try dataFolder(ofLeader: id), !parts.hasData(folder, answer.files) {
            return nil
        }
        return .ended(leader: found.number, id: id, parametersDiffer: found.parametersDiffer, answer)
    }

    private struct SharedRow {
        var number: JobNumber
        var parametersDiffer: Bool
        var isEnded: Bool
        var id: JobID?
        var leader: JobNumber?
        var leaderID: JobID?
        /// Whether it, or the leader that it follows, waits for its moment and has never started.
        var isAsleep: Bool
    }

    /// Makes an accepted job the holder of its identities, where no other job is.
    ///
    /// - Returns: whether it shares at all, which its end must look at.
    func share(
        _ number: JobNumber, _ arrival: Arrival, _ disposition: Disposition
    ) throws(StoreFailure) -> Bool {
        if case .ended = disposition { return false }
        for (kind, key) in [(SharingKind.idempotency, arrival.idempotency), (.coalescing, arrival.coalescing)] {
            guard let key else { continue }
            statements.share.put(kind.rawValue)
            statements.share.put(key.identity.bytes)
            statements.share.put(number)
            statements.share.put(key.parameters.bytes)
            try statements.share.run()
        }
        return arrival.idempotency != nil || arrival.coalescing != nil
    }

    /// At the end of a job that shares: keeps its answer for those who may still get it, gives its identities up
    /// otherwise. A success holds its key for ``JournalSettings/keyLifetime``; a success or a partial end coalesces
    /// for the type's window; followers that are waiting get whatever it was.
    func handOn(_ number: JobNumber, _ ending: Ending, type: Int64) throws(StoreFailure) {
        var until: Timestamp?
        if ending.answer.status == .succeeded {
            let end = ending.finishedAt + parts.settings.keyLifetime
            if try hold(number, .idempotency, until: end) { until = end }
        }
        let window = vocabulary.position(ofType: type).flatMap { parts.catalogue.types[$0].coalescing?.window }
        if let window, ending.answer.status == .succeeded || ending.answer.status == .partial {
            let end = ending.finishedAt + window
            if try hold(number, .coalescing, until: end) { until = max(until ?? end, end) }
        }
        statements.unshare.put(number)
        try statements.unshare.run()
        statements.hasFollowers.put(number)
        let hasFollowers = try statements.hasFollowers.first { _ in true } ?? false
        guard until != nil || hasFollowers else { return }
        try keep(ending.answer, of: number, until: until ?? ending.finishedAt)
    }

    private func hold(_ number: JobNumber, _ kind: SharingKind, until end: Timestamp) throws(StoreFailure) -> Bool {
        statements.holdShared.put(end)
        statements.holdShared.put(number)
        statements.holdShared.put(kind.rawValue)
        guard try statements.holdShared.changes() > 0 else { return false }
        nextHoldEnd = min(nextHoldEnd, end.microseconds)
        return true
    }

    private func keep(_ answer: Answer, of number: JobNumber, until end: Timestamp) throws(StoreFailure) {
        let statement = statements.insertAnswer
        statement.put(number)
        statement.put(end)
        statement.put(answer.status.code)
        statement.put(answer.reason.map { RecordText.encode($0) })
        statement.put(answer.output)
        statement.put(RecordText.encode(answer.files))
        statement.put(answer.staging)
        statement.put(RecordText.encode(answer.warnings))
        try statement.run()
        nextHoldEnd = min(nextHoldEnd, end.microseconds)
    }

    /// The stored answer of an ended job; nil when it is not kept.
    func answer(of number: JobNumber) throws(StoreFailure) -> Answer? {
        statements.answer.put(number)
        return try statements.answer.first { (row) throws(StoreFailure) in
            guard let status = JobStatus(code: row.count(0)) else {
                throw StoreFailure(.corrupt, "The journal holds an answer of no known status.")
            }
            return Answer(
                status: status, reason: try RecordText.reason(row.text(1)), output: row.blob(2) ?? [],
                files: try RecordText.files(row.text(3)), staging: row.text(4),
                warnings: try RecordText.warnings(row.text(5)))
        }
    }

    /// Forgets some of what is held no longer; the rest goes with later transactions.
    func forgetHeld(at moment: Timestamp) throws(StoreFailure) {
        var forgotten = 0
        for statement in [statements.forgetShared, statements.forgetAnswers] {
            statement.put(moment)
            statement.put(Self.forgottenAtOnce)
            forgotten += try statement.changes()
        }
        // With nothing left to forget now, look again after a while instead of at every commit.
        let pause: Int64 = 1_000_000
        if forgotten < Self.forgottenAtOnce { nextHoldEnd = moment.microseconds + pause }
    }
}
