// One open writing connection: its statements, the names it knows and the marks it is at. The files
// `JournalSession+….swift` hold the requests by theme.

import CarretelCore
import GRDB

/// What one transaction gathers.
struct JournalBatch {
    var replies: [JournalReply] = []
    var tally = BatchTally()
    /// Attempts that began and were not seen to end in the same batch: most end in it, which saves their update.
    var began: Set<JobNumber> = []
    /// Private copies of job files that are no longer needed.
    var copiesToRemove: [JobID] = []
    /// The latest moment that the batch speaks of: what holds until an earlier one may be forgotten.
    var moment: Timestamp?

    mutating func reply(_ receipt: JournalReceipt) { replies.append(.event(.journalled(receipt))) }
}

/// Carries out requests inside a transaction that somebody else begins and commits.
final class JournalSession {
    let statements: JournalStatements
    let statistics: StatisticsBook
    let parts: JournalParts
    let vocabulary: JournalVocabulary
    let warningCodes: WarningCodes
    let database: Database
    var ledger: JournalLedger
    private var writtenLedger: JournalLedger
    /// The latest hour of `hourly`, to forget old ones when a new one begins.
    private var latestHour: Int64 = .min
    /// Nothing that is held ends before this moment, so there is nothing to forget until then.
    var nextHoldEnd: Int64
    /// The damage that a chore has met in old rows: the transaction cannot be committed any more.
    private(set) var damage: StoreFailure?
    /// Set while a batch is carried out again without its chores, because of that damage.
    var refusal: StoreFailure?

    init(_ database: Database, parts: JournalParts) throws {
        self.database = database
        self.parts = parts
        vocabulary = try JournalVocabulary(parts.catalogue, in: database)
        statements = try JournalStatements(database)
        statistics = try StatisticsBook(database)
        warningCodes = try WarningCodes(database, limit: parts.settings.codesMax)
        ledger = try JournalLedger(database)
        writtenLedger = ledger
        nextHoldEnd =
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT min(moment) FROM (SELECT min(holds_until) AS moment FROM sharing
                    UNION ALL SELECT min(holds_until) FROM answers)
                    """) ?? .max
    }

    func carryOut(
        _ request: JournalRequest, in batch: inout JournalBatch, staging: (EndedJob) -> Void
    ) throws(StoreFailure) {
        switch request {
        case .write(let write, let dossier):
            try carryOut(write, dossier: dossier, in: &batch, staging: staging)
        case .lookUpSharing(let token, let arrival):
            batch.replies.append(.event(.sharingFound(token, try sharingFacts(for: arrival))))
        case .load(let queue, let limit):
            batch.replies.append(.event(.loaded(queue, try load(queue, limit: limit))))
        case .loadFollowers(let leader, let limit):
            batch.replies.append(.event(.followersLoaded(leader: leader, try followers(of: leader, limit: limit))))
        case .promoteFollower(let leader):
            let promoted = try promoteFollower(of: leader, in: &batch)
            batch.replies.append(.event(.promoted(leader: leader, promoted)))
        case .lookUp(let number):
            let found = try self.found(number)
            batch.replies.append(.event(.lookedUp(number, found?.job, state: found?.state ?? .ended)))
        case .loadDossier(let number):
            let known = try dossier(of: number)
            batch.replies.append(.dossier(number, known?.dossier, checkpoint: known?.checkpoint ?? []))
        case .find(let selector, let purpose):
            batch.replies.append(.found(try find(selector), purpose: purpose))
        case .markPublished(let sequence):
            try markPublished(through: sequence)
        case .markDurable(let sequence):
            try markDurable(through: sequence)
        case .chore(let chore, let moment, let asker):
            batch.replies.append(.chore(try answer(chore, at: moment, in: &batch), asker: asker))
        }
    }

    private func answer(
        _ chore: JournalChore, at moment: Timestamp, in batch: inout JournalBatch
    ) throws(StoreFailure) -> ChoreAnswer {
        if let refusal { return .refused(.damaged(refusal)) }
        do {
            return .done(try carryOut(chore, at: moment, in: &batch))
        } catch {
            if error.code == .corrupt { damage = error }
            throw error
        }
    }

    private func carryOut(
        _ write: JournalWrite, dossier: JobDossier?, in batch: inout JournalBatch, staging: (EndedJob) -> Void
    ) throws(StoreFailure) {
        switch write {
        case .accept(let number, let arrival, let disposition):
            try accept(number, arrival, disposition, in: &batch, staging: staging)
        case .start(let number, let attempt, let moment):
            try start(number, attempt: attempt, at: moment, in: &batch)
        case .began(let number):
            batch.began.insert(number)
        case .deferred(let number, let deferral):
            try put(off: number, deferral, in: &batch)
        case .due(let number):
            try makeDue(number, in: &batch)
        case .end(let number, let ending):
            try end(number, ending, dossier: dossier, in: &batch, staging: staging)
        case .checkpoint(let number, let bytes, let rows):
            statements.checkpoint.put(bytes)
            statements.checkpoint.put(number)
            // What is told of a job that has ended comes too late, its rows with it.
            if try statements.checkpoint.changes() == 1, !rows.isEmpty { try statistics.write(rows, of: number) }
        case .laneStart(let lane, let moment):
            try recordStart(lane: lane, at: moment)
        case .permit(let name, let state):
            try recordPermit(name, state: state)
        }
    }

    /// Writes what the batch gathered; the last thing before the commit.
    func finish(_ batch: inout JournalBatch) throws(StoreFailure) {
        for number in batch.began {
            statements.began.put(number)
            try statements.began.run()
        }
        try writeCounts(batch.tally)
        try writeHours(batch.tally)
        try writeLedger(batch.tally)
        if let moment = batch.moment, moment.microseconds >= nextHoldEnd { try forgetHeld(at: moment) }
    }

    private func writeCounts(_ tally: BatchTally) throws(StoreFailure) {
        for (place, difference) in tally.counts where difference != 0 {
            let statement = difference > 0 ? statements.addCount : statements.takeCount
            statement.put(place.state)
            statement.put(place.status)
            statement.put(place.lane)
            statement.put(place.type)
            statement.put(difference)
            guard try statement.changes() == 1 else {
                throw StoreFailure(.corrupt, "The journal's counters do not fit its rows; run fsck.")
            }
        }
    }

    private func writeHours(_ tally: BatchTally) throws(StoreFailure) {
        var latest = latestHour
        for (hour, count) in tally.hourly {
            statements.hourly.put(hour.hour)
            statements.hourly.put(hour.type)
            statements.hourly.put(hour.kind)
            statements.hourly.put(hour.bucket)
            statements.hourly.put(count)
            try statements.hourly.run()
            latest = max(latest, hour.hour)
        }
        guard latest > latestHour else { return }
        latestHour = latest
        statements.forgetHours.put(latest - parts.settings.hourlyMax)
        try statements.forgetHours.run()
    }

    private func writeLedger(_ tally: BatchTally) throws(StoreFailure) {
        guard ledger != writtenLedger || tally.received != 0 || tally.expiring != 0 else { return }
        let statement = statements.ledger
        statement.put(tally.received)
        statement.put(tally.expiring)
        statement.put(ledger.lastNumber)
        statement.put(ledger.lastEnd)
        statement.put(ledger.lastEndAt)
        statement.put(ledger.published)
        statement.put(ledger.durable)
        statement.put(ledger.claimsDurable)
        try statement.run()
        writtenLedger = ledger
    }
}
