// Changes between acceptance and end, the marks of publication, and what limits remember.

import CarretelCore

extension JournalSession {
    /// An attempt starts: waiting or deferred → running.
    func start(
        _ number: JobNumber, attempt: Int, at moment: Timestamp, in batch: inout JournalBatch
    ) throws(StoreFailure) {
        let before = try unended(number)
        guard before.state == .waiting || before.state == .deferred, attempt > before.attemptsStarted else {
            throw StoreFailure(
                .refused, "Attempt \(attempt) of job number \(number.rawValue), which is \(before.state), cannot start."
            )
        }
        statements.start.put(attempt)
        statements.start.put(moment)
        statements.start.put(number)
        try statements.start.run()
        batch.began.remove(number)
        move(before, to: .running, in: &batch)
        batch.reply(.started(number, attempt: attempt))
    }

    /// A job is put off: → deferred, also where the moment has passed; `due` follows then.
    func put(off number: JobNumber, _ deferral: Deferral, in batch: inout JournalBatch) throws(StoreFailure) {
        let before = try unended(number)
        guard before.state != .following else {
            throw StoreFailure(.refused, "Job number \(number.rawValue) follows another and cannot be put off.")
        }
        let statement = statements.deferJob
        statement.put(deferral.until)
        statement.put(RecordText.encode(deferral.history))
        statement.put(deferral.attemptsUsed)
        statement.put(deferral.interruptions)
        statement.put(deferral.workerDeaths)
        statement.put(deferral.checkpoint)
        statement.put(number)
        try statement.run()
        batch.began.remove(number)
        move(before, to: .deferred, in: &batch)
    }

    /// A deferred job is due; one that waits already stays as it is.
    func makeDue(_ number: JobNumber, in batch: inout JournalBatch) throws(StoreFailure) {
        let before = try unended(number)
        guard before.state != .waiting else { return }
        guard before.state == .deferred else {
            throw StoreFailure(.refused, "Job number \(number.rawValue), which is \(before.state), cannot become due.")
        }
        statements.due.put(number)
        try statements.due.run()
        move(before, to: .waiting, in: &batch)
    }

    private func move(_ before: UnendedRow, to state: JobState, in batch: inout JournalBatch) {
        batch.tally.leave(before.state, lane: before.lane, type: before.type, expires: before.expires)
        batch.tally.enter(state, lane: before.lane, type: before.type, expires: before.expires)
    }

    /// Every result up to `sequence` is in its place.
    func markPublished(through sequence: EndSequence) throws(StoreFailure) {
        guard sequence.rawValue <= ledger.lastEnd else {
            throw StoreFailure(.refused, "Result \(sequence.rawValue) cannot be published: it is not written.")
        }
        ledger.published = max(ledger.published, sequence.rawValue)
    }

    /// Every result up to `sequence` is on disk, and so is every claim made before its end; the copies go.
    func markDurable(through sequence: EndSequence) throws(StoreFailure) {
        guard sequence.rawValue > ledger.durable else { return }
        try markPublished(through: sequence)
        ledger.durable = sequence.rawValue
        statements.outboxLastNumber.put(sequence.rawValue)
        if let number = try statements.outboxLastNumber.first({ $0.integer(0) }) {
            ledger.claimsDurable = max(ledger.claimsDurable, number)
        }
        statements.deleteOutbox.put(sequence.rawValue)
        try statements.deleteOutbox.run()
    }

    /// Remembers a start for the lane's limits, and forgets those that no limit looks at any more.
    func recordStart(lane: Int, at moment: Timestamp) throws(StoreFailure) {
        guard parts.catalogue.lanes.indices.contains(lane) else {
            throw StoreFailure(.refused, "There is no lane \(lane).")
        }
        let number = vocabulary.laneNumbers[lane]
        statements.laneStart.put(number)
        statements.laneStart.put(moment)
        try statements.laneStart.run()
        let window = parts.catalogue.lanes[lane].startLimits.map(\.window).max() ?? .zero
        statements.trimLaneStarts.put(number)
        statements.trimLaneStarts.put(moment + (.zero - window))
        try statements.trimLaneStarts.run()
    }

    /// Remembers the state of a permit; an empty one is forgotten.
    func recordPermit(_ name: String, state: [UInt8]) throws(StoreFailure) {
        let statement = state.isEmpty ? statements.dropPermit : statements.setPermit
        statement.put(name)
        if !state.isEmpty { statement.put(state) }
        try statement.run()
    }
}
