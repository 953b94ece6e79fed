// Acceptance: the row, the name of the result, who shares with whom, and with a free slot the start of the first
// attempt, all in one insert.

import CarretelCore

extension JournalSession {
    /// Takes a job in.
    ///
    /// - Throws: `refused` for a number that is not above every earlier one; `io` when the copy of a large file cannot
    ///   be written.
    func accept(
        _ number: JobNumber, _ arrival: Arrival, _ disposition: Disposition, in batch: inout JournalBatch,
        staging: (EndedJob) -> Void
    ) throws(StoreFailure) {
        guard number.rawValue > ledger.lastNumber else {
            throw StoreFailure(.refused, "Job number \(number.rawValue) is not above \(ledger.lastNumber).")
        }
        ledger.lastNumber = number.rawValue
        let naming = try resultNaming(of: arrival)
        let dossier = JobDossier(arrival, number: number, resultName: naming.resultName)
        let names = dossier.request.map(\.type) ?? dossier.salvaged.type
        let choice = dossier.request?.lane ?? .own
        let (type, lane) = names.flatMap { vocabulary.entry(ofType: $0, lane: choice) } ?? (0, 0)
        let first = FirstState(disposition)
        let shares = try share(number, arrival, disposition)
        let isCopied = try keepLargeBody(of: arrival, first)

        let row = AcceptedRow(
            number: number, arrival: arrival, dossier: dossier, isRenamed: naming.isRenamed, type: type, lane: lane,
            first: first, shares: shares, isCopied: isCopied)
        row.put(into: statements.insertJob)
        try statements.insertJob.run()

        batch.tally.countReceived()
        batch.tally.enter(first.state, lane: lane, type: type, expires: dossier.request?.expiresAt != nil)
        batch.moment = max(batch.moment ?? arrival.receivedAt, arrival.receivedAt)
        batch.replies.append(.accepted(dossier, checkpoint: [], supersedes: naming.supersedes))
        try answer(disposition, dossier: dossier, in: &batch, staging: staging)
    }

    /// Inserts the row of a job that is known from its result only, and ends it; its result is what it is.
    func acceptRebuilt(
        _ arrival: Arrival, _ ending: Ending, isRenamed: Bool, in batch: inout JournalBatch
    ) throws(StoreFailure) {
        ledger.lastNumber += 1
        let number = JobNumber(rawValue: ledger.lastNumber)
        let dossier = JobDossier(
            arrival, number: number, resultName: isRenamed ? "\(arrival.name).\(arrival.id.text)" : arrival.name)
        let (type, lane) = dossier.salvaged.type.flatMap { vocabulary.entry(ofType: $0, lane: .own) } ?? (0, 0)
        let first = FirstState(.ended(ending))
        let row = AcceptedRow(
            number: number, arrival: arrival, dossier: dossier, isRenamed: isRenamed, type: type, lane: lane,
            first: first, shares: false, isCopied: false)
        row.put(into: statements.insertJob)
        try statements.insertJob.run()
        batch.tally.countReceived()
        batch.tally.enter(first.state, lane: lane, type: type, expires: false)
        _ = try recordEnd(number, ending, dossier: dossier, in: &batch, staging: { _ in })
    }

    private func answer(
        _ disposition: Disposition, dossier: JobDossier, in batch: inout JournalBatch, staging: (EndedJob) -> Void
    ) throws(StoreFailure) {
        switch disposition {
        case .waiting, .deferred, .following:
            batch.reply(.accepted(dossier.number))
        case .running:
            batch.reply(.accepted(dossier.number))
            batch.reply(.started(dossier.number, attempt: 1))
        case .ended(let ending):
            let sequence = try recordEnd(dossier.number, ending, dossier: dossier, in: &batch, staging: staging)
            batch.replies.append(.ended(sequence))
            batch.reply(.accepted(dossier.number))
            batch.reply(.ended(dossier.number))
        }
    }

    private func keepLargeBody(of arrival: Arrival, _ first: FirstState) throws(StoreFailure) -> Bool {
        guard first.keepsBody, arrival.bytes.count > parts.settings.inlineBodyBytes else { return false }
        do {
            try parts.largeBodies.write(arrival.id, arrival.bytes)
        } catch {
            throw StoreFailure(
                .io, "The private copy of the job file \(arrival.name) could not be written.", cause: "\(error)")
        }
        return true
    }

    /// Under what name the files of a newcomer's result go, and whose files bear it now.
    private func resultNaming(
        of arrival: Arrival
    ) throws(StoreFailure) -> (resultName: String, isRenamed: Bool, supersedes: JobID?) {
        guard let holder = try holder(ofResultName: arrival.name) else { return (arrival.name, false, nil) }
        guard holder.state == .ended else { return ("\(arrival.name).\(arrival.id.text)", true, nil) }
        return (arrival.name, false, holder.id)
    }

    /// The latest job whose result bears `name`: one of that NAME, or one of another that was given NAME.ID.
    private func holder(ofResultName name: String) throws(StoreFailure) -> ResultHolder? {
        statements.plainHolder.put(name)
        let plain = try statements.plainHolder.first { row in
            ResultHolder(number: row.number(0), id: row.id(1), state: JobState(rawValue: row.count(2)))
        }
        guard let renamed = try renamedHolder(ofResultName: name) else { return plain }
        guard let plain else { return renamed }
        return plain.number < renamed.number ? renamed : plain
    }

    private func renamedHolder(ofResultName name: String) throws(StoreFailure) -> ResultHolder? {
        let suffix = name.utf8.suffix(JobID.textLength)
        let stem = name.utf8.dropLast(JobID.textLength)
        guard stem.last == UInt8(ascii: "."), let text = String(suffix), let id = JobID(text: text), id.text == text
        else { return nil }
        statements.byID.put(id)
        let found = try statements.byID.first { row in
            (
                ResultHolder(number: row.number(0), id: id, state: JobState(rawValue: row.count(1))), row.text(2),
                row.flag(3)
            )
        }
        guard let (holder, original, isRenamed) = found, isRenamed, original == String(stem.dropLast()) else {
            return nil
        }
        return holder
    }

    private struct ResultHolder {
        var number: JobNumber
        var id: JobID?
        var state: JobState?
    }
}

/// The state in which a row is inserted. A job that ends at its acceptance is inserted as waiting and ended in the same
/// transaction, so that there is one way to end.
struct FirstState {
    var state = JobState.waiting
    var startedAt: Timestamp?
    var dueAt: Timestamp?
    var leader: JobNumber?
    var keepsBody = true

    init(_ disposition: Disposition) {
        switch disposition {
        case .waiting: break
        case .deferred(let until): (state, dueAt) = (.deferred, until)
        case .running(let moment): (state, startedAt) = (.running, moment)
        case .following(let leader, _): (state, self.leader) = (.following, leader)
        case .ended: keepsBody = false
        }
    }
}

/// The values of `insertJob`, in its order.
private struct AcceptedRow {
    var number: JobNumber
    var arrival: Arrival
    var dossier: JobDossier
    var isRenamed: Bool
    var type: Int64
    var lane: Int64
    var first: FirstState
    var shares: Bool
    var isCopied: Bool

    func put(into statement: PreparedStatement) {
        let request = dossier.request
        statement.put(number)
        statement.put(arrival.id)
        statement.put(arrival.name)
        statement.put(isRenamed)
        statement.put(type)
        statement.put(lane)
        statement.put(first.state.rawValue)
        statement.put(request?.priority ?? 0)
        statement.put(request?.timeout.wholeMicroseconds ?? 0)
        statement.put(request?.maxAttempts ?? 0)
        statement.put(first.startedAt == nil ? 0 : 1)
        statement.put(shares)
        statement.put(arrival.receivedAt)
        statement.put(first.startedAt)
        statement.put(first.startedAt)
        // A follower keeps its `not_before` for the day when it has to run itself.
        statement.put(first.leader == nil ? first.dueAt : request?.notBefore)
        statement.put(request?.expiresAt)
        statement.put(first.leader?.rawValue)
        statement.put(Int64(arrival.owner))
        statement.put(request?.requestedBy ?? dossier.salvaged.requestedBy)
        statement.put(request?.key ?? dossier.salvaged.key)
        statement.put(arrival.retryOf)
        statement.put(arrival.sha256.bytes)
        // SQLite's integers are signed; the bits of the kernel's unsigned ones are kept.
        statement.put(Int64(bitPattern: arrival.file.device))
        statement.put(Int64(bitPattern: arrival.file.inode))
        statement.put(arrival.file.size)
        statement.put(arrival.file.modifiedNanoseconds)
        statement.put(isCopied)
        if isCopied || !first.keepsBody { statement.putNull() } else { statement.put(arrival.bytes) }
    }
}

extension JobDossier {
    /// What is known of a job at its acceptance.
    init(_ arrival: Arrival, number: JobNumber, resultName: String) {
        self.init(
            number: number, id: arrival.id, name: arrival.name, resultName: resultName, owner: arrival.owner,
            sha256: arrival.sha256, receivedAt: arrival.receivedAt, request: nil, retryOf: arrival.retryOf)
        switch arrival.verdict {
        case .valid(let request, let warnings): (self.request, self.warnings) = (request, warnings)
        case .rejected(_, let salvaged): self.salvaged = salvaged
        }
    }
}
