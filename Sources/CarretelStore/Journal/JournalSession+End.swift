// The end of a job: its row, its result in the outbox until the file is durable, and what it hands on to others.

import CarretelCore

extension JournalSession {
    /// Ends a job on request.
    ///
    /// - Throws: `refused` when there is no such job or it has ended already.
    func end(
        _ number: JobNumber, _ ending: Ending, dossier: JobDossier?, in batch: inout JournalBatch,
        staging: (EndedJob) -> Void
    ) throws(StoreFailure) {
        let known: JobDossier
        if let dossier {
            known = dossier
        } else if let loaded = try self.dossier(of: number)?.dossier {
            known = loaded
        } else {
            throw StoreFailure(.refused, "There is no job number \(number.rawValue) to end.")
        }
        let sequence = try recordEnd(number, ending, dossier: known, in: &batch, staging: staging)
        batch.replies.append(.ended(sequence))
        batch.reply(.ended(number))
    }

    /// Writes an end; used for jobs that end at their acceptance too.
    func recordEnd(
        _ number: JobNumber, _ ending: Ending, dossier: JobDossier, in batch: inout JournalBatch,
        staging: (EndedJob) -> Void
    ) throws(StoreFailure) -> EndSequence {
        let before = try unended(number)
        ledger.lastEnd += 1
        ledger.lastEndAt = ending.finishedAt.microseconds
        let sequence = EndSequence(rawValue: ledger.lastEnd)
        var ended = EndedJob(sequence, ending, dossier: dossier, result: parts.render(dossier, ending))
        if let leader = ending.duplicateOf, !ended.files.isEmpty { ended.staging = try dataFolder(ofLeader: leader) }
        staging(ended)
        try writeToOutbox(ended)
        try writeEnd(number, ending, sequence, attemptsStarted: before.attemptsStarted)
        if before.shares { try handOn(number, ending, type: before.type) }
        try statistics.close(dossier.id, ending.answer.status, at: ending.finishedAt)
        if before.isCopied { batch.copiesToRemove.append(dossier.id) }

        batch.began.remove(number)
        batch.tally.leave(before.state, lane: before.lane, type: before.type, expires: before.expires)
        batch.tally.end(
            ending.answer.status, type: before.type, startedAt: ending.startedAt, finishedAt: ending.finishedAt)
        let codes = try codes(of: ending, dossier)
        if !codes.isEmpty { batch.tally.warn(codes: codes, type: before.type, finishedAt: ending.finishedAt) }
        batch.moment = max(batch.moment ?? ending.finishedAt, ending.finishedAt)
        return sequence
    }

    /// What an end counts as beside its status, each once. A duplicate has its leader's warnings, which count there.
    private func codes(of ending: Ending, _ dossier: JobDossier) throws(StoreFailure) -> Set<Int64> {
        guard ending.duplicateOf == nil else { return [WarningCodes.duplicate] }
        var numbers: Set<Int64> = []
        for warning in dossier.warnings { numbers.insert(try warningCodes.number(of: warning.code)) }
        for warning in ending.answer.warnings { numbers.insert(try warningCodes.number(of: warning.code)) }
        return numbers
    }

    private func writeToOutbox(_ ended: EndedJob) throws(StoreFailure) {
        let statement = statements.insertOutbox
        statement.put(ended.sequence.rawValue)
        statement.put(ended.number)
        statement.put(ledger.lastNumber)
        statement.put(ended.result)
        statement.put(RecordText.encode(ended.files))
        statement.put(ended.staging)
        try statement.run()
    }

    private func writeEnd(
        _ number: JobNumber, _ ending: Ending, _ sequence: EndSequence, attemptsStarted: Int
    ) throws(StoreFailure) {
        let statement = statements.end
        statement.put(ending.answer.status.code)
        statement.put(ending.resting.code)
        statement.put(ending.startedAt)
        statement.put(ending.finishedAt)
        statement.put(sequence.rawValue)
        statement.put(max(attemptsStarted, ending.history.last?.number ?? 0))
        statement.put(ending.isPlainSuccess ? nil : RecordText.encode(ending.history))
        statement.put(ending.answer.reason.map { RecordText.encode($0) })
        statement.put(ending.duplicateOf)
        statement.put(number)
        try statement.run()
    }

    /// The facts of a job that has not ended.
    ///
    /// - Throws: `refused` when it has, or there is none.
    func unended(_ number: JobNumber) throws(StoreFailure) -> UnendedRow {
        statements.job.put(number)
        let row = try statements.job.first { row in
            UnendedRow(
                state: JobState(rawValue: row.count(0)) ?? .ended, type: row.integer(1), lane: row.integer(2),
                attemptsStarted: row.count(3), shares: row.flag(4), isCopied: row.flag(5), expires: row.flag(6))
        }
        guard let row, row.state != .ended else {
            throw StoreFailure(
                .refused, "Job number \(number.rawValue) \(row == nil ? "is unknown" : "has ended already").")
        }
        return row
    }
}

/// What a change of state needs to know of the state before.
struct UnendedRow {
    var state: JobState
    var type: Int64
    var lane: Int64
    var attemptsStarted: Int
    var shares: Bool
    var isCopied: Bool
    var expires: Bool
}

extension Ending {
    /// Whether the history says no more than the row does, as that of nearly every job: one attempt, which succeeded.
    var isPlainSuccess: Bool {
        guard history.count == 1, let only = history.first, let startedAt else { return false }
        return only
            == AttemptRecord(number: 1, startedAt: startedAt, endedAt: finishedAt, outcome: .succeeded, reason: nil)
            && answer.status == .succeeded
    }
}

extension EndedJob {
    /// What the publisher needs of an end.
    init(_ sequence: EndSequence, _ ending: Ending, dossier: JobDossier, result: [UInt8]) {
        self.init(
            sequence: sequence, number: dossier.number, id: dossier.id, name: dossier.name,
            resultName: dossier.resultName, status: ending.answer.status, resting: ending.resting,
            finishedAt: ending.finishedAt, result: result, files: ending.answer.files, staging: ending.answer.staging)
    }
}
