// The reads behind ``RestoredState``.

import CarretelCore
import GRDB

extension JournalSession {
    /// Compiles a statement for one use.
    func prepare(_ sql: String) throws(StoreFailure) -> PreparedStatement {
        try translatingFailures { try PreparedStatement(sql, in: database) }
    }

    func restoredState(interruptedMax: Int) throws -> RestoredState {
        var waitingCounts: [Int] = []
        var laneStarts: [[Timestamp]] = []
        for lane in parts.catalogue.lanes.indices {
            waitingCounts.append(try unendedCount(.waiting, lane: vocabulary.laneNumbers[lane]))
            laneStarts.append(try starts(ofLane: lane))
        }
        return RestoredState(
            nextNumber: JobNumber(rawValue: ledger.lastNumber + 1),
            largestID: try largestID(),
            waitingCounts: waitingCounts, deferredCount: try unendedCount(.deferred, lane: nil),
            earliestDue: try moment("SELECT min(due_at) FROM jobs WHERE state = 1"),
            expiringCount: try Int.fetchOne(database, sql: "SELECT expiring FROM ledger") ?? 0,
            earliestExpiry: try moment(
                "SELECT min(expires_at) FROM jobs WHERE state < 2 AND expires_at IS NOT NULL"),
            laneStarts: laneStarts, permits: try permits(), interrupted: try interrupted(limit: interruptedMax),
            endedLeaders: try endedLeaders(), unknownTypeCount: try unknownTypeCount(),
            published: EndSequence(rawValue: ledger.published), durable: EndSequence(rawValue: ledger.durable),
            lastEnd: EndSequence(rawValue: ledger.lastEnd),
            lastEndAt: ledger.lastEndAt.map { Timestamp(microseconds: $0) },
            claimsDurable: JobNumber(rawValue: ledger.claimsDurable),
            bootID: try String.fetchOne(database, sql: "SELECT boot_id FROM ledger"))
    }

    /// Of all jobs, those that were purged too: their files may still bear it.
    private func largestID() throws(StoreFailure) -> JobID? {
        try prepare("SELECT max(id) FROM jobs UNION ALL SELECT purged_id FROM ledger").all { row in row.id(0) }
            .compactMap(\.self).max()
    }

    private func moment(_ sql: String) throws -> Timestamp? {
        try Int64.fetchOne(database, sql: sql).map { Timestamp(microseconds: $0) }
    }

    private func unendedCount(_ state: JobState, lane: Int64?) throws -> Int {
        let types = vocabulary.typeNumbers.map(String.init).joined(separator: ", ")
        return try Int.fetchOne(
            database,
            sql: """
                SELECT coalesce(sum(count), 0) FROM counts
                WHERE state = ?1 AND status = -1 AND (?2 IS NULL OR lane = ?2) AND type IN (\(types))
                """, arguments: [state.rawValue, lane]) ?? 0
    }

    private func starts(ofLane lane: Int) throws -> [Timestamp] {
        try Int64.fetchAll(
            database,
            sql: """
                SELECT started_at FROM
                (SELECT started_at FROM lane_starts WHERE lane = ? ORDER BY started_at DESC LIMIT ?)
                ORDER BY started_at
                """, arguments: [vocabulary.laneNumbers[lane], parts.settings.laneStartsMax]
        ).map { Timestamp(microseconds: $0) }
    }

    private func permits() throws -> [String: [UInt8]] {
        var permits: [String: [UInt8]] = [:]
        let statement = try prepare("SELECT name, state FROM permits")
        for case (let name?, let state?) in try statement.all({ row in (row.text(0), row.blob(1)) }) {
            permits[name] = state
        }
        return permits
    }

    private func interrupted(limit: Int) throws(StoreFailure) -> [InterruptionRule.Interrupted] {
        let statement = try prepare(
            """
            SELECT \(JournalStatements.queuedColumns), attempt_at, began FROM jobs WHERE state = 2
            ORDER BY number LIMIT ?
            """)
        statement.put(limit)
        let first = JournalStatements.queuedColumnCount
        let attempts = try statement.all { (row) throws(StoreFailure) -> InterruptionRule.Interrupted? in
            guard let job = try journalledJob(row).known, let startedAt = row.moment(first) else { return nil }
            return InterruptionRule.Interrupted(
                job: job, attempt: job.attemptsStarted, startedAt: startedAt, hadBegun: row.flag(first + 1))
        }
        return attempts.compactMap { $0 }
    }

    private func endedLeaders() throws(StoreFailure) -> [EndedLeader] {
        let statement = try prepare(
            """
            SELECT number, id FROM jobs WHERE state = 4 AND number IN (SELECT leader FROM jobs WHERE state = 3)
            ORDER BY number
            """)
        var leaders: [EndedLeader] = []
        for case (let number, let id?) in try statement.all({ row in (row.number(0), row.id(1)) }) {
            leaders.append(EndedLeader(number: number, id: id, answer: try answer(of: number)))
        }
        return leaders
    }

    /// The journal's numbers of types that this run does not know.
    func unknownTypes() throws(StoreFailure) -> [Int64] {
        let statement = try prepare("SELECT number FROM types")
        return try statement.all { row in row.integer(0) }.filter { vocabulary.position(ofType: $0) == nil }
    }

    private func unknownTypeCount() throws -> Int {
        let list = try unknownTypes().map(String.init).joined(separator: ", ")
        return try Int.fetchOne(
            database, sql: "SELECT coalesce(sum(count), 0) FROM counts WHERE state < 4 AND type IN (\(list))") ?? 0
    }
}

extension EndedJob {
    /// Reads a row of `unpublished`.
    init(journalled row: PreparedStatement) throws(StoreFailure) {
        guard let id = row.id(2), let name = row.text(3), let status = JobStatus(code: row.count(5)),
            let resting = RestingPlace(code: row.count(6)), let finishedAt = row.moment(7)
        else { throw StoreFailure(.corrupt, "The journal's result \(row.integer(0)) cannot be read.") }
        self.init(
            sequence: EndSequence(rawValue: row.integer(0)), number: row.number(1), id: id, name: name,
            resultName: row.flag(4) ? "\(name).\(id.text)" : name, status: status, resting: resting,
            finishedAt: finishedAt, result: row.blob(8) ?? [], files: try RecordText.files(row.text(9)),
            staging: row.text(10))
    }
}

extension JournalledState {
    /// Reads a row of `byID`.
    init(id: JobID, _ row: PreparedStatement) throws(StoreFailure) {
        guard let state = JobState(rawValue: row.count(1)), let name = row.text(2) else {
            throw StoreFailure(.corrupt, "The journal's row \(row.integer(0)) cannot be read.")
        }
        self.init(
            number: row.number(0), id: id, name: name, resultName: row.flag(3) ? "\(name).\(id.text)" : name,
            state: state)
        guard state == .ended else { return }
        guard let status = JobStatus(code: row.count(4)), let resting = RestingPlace(code: row.count(5)),
            let finishedAt = row.moment(6)
        else { throw StoreFailure(.corrupt, "The journal's row \(row.integer(0)) cannot be read.") }
        ended = (status, resting, finishedAt, EndSequence(rawValue: row.integer(7)))
    }
}
