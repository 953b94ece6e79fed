// What recovery asks before new work begins. Nothing here changes a job; ends and deferrals go through `commit`.

package import CarretelCore
import GRDB

extension Journal {
    /// How many running rows are read at most. A daemon starts no more ahead than its window and slots.
    private static let interruptedMax = 100_000

    /// Gathers what the dispatch machine and the publisher start from.
    package func restored() throws(StoreFailure) -> RestoredState {
        try write { (session) throws(StoreFailure) in
            try translatingFailures { try session.restoredState(interruptedMax: Self.interruptedMax) }
        }
    }

    /// Writes the id of this boot, when everything that the last one may have lost is in place again.
    package func set(bootID: String) throws(StoreFailure) {
        try write { (session) throws(StoreFailure) in
            try translatingFailures {
                try session.database.execute(sql: "UPDATE ledger SET boot_id = ?", arguments: [bootID])
            }
        }
    }

    /// The results after `sequence`, in the order of their ends, at most `limit`: to be put in place again.
    package func unpublished(after sequence: EndSequence, limit: Int) throws(StoreFailure) -> [EndedJob] {
        try write { (session) throws(StoreFailure) in
            let statement = try session.prepare(
                """
                SELECT outbox.end_sequence, outbox.number, id, name, renamed, status, resting, finished_at, result,
                files, staging
                FROM outbox JOIN jobs ON jobs.number = outbox.number
                WHERE outbox.end_sequence > ? ORDER BY outbox.end_sequence LIMIT ?
                """)
            statement.put(sequence.rawValue)
            statement.put(limit)
            return try statement.all { (row) throws(StoreFailure) in try EndedJob(journalled: row) }
        }
    }

    /// The claims of jobs after `number`, by number, at most `limit`.
    package func claims(after number: JobNumber, limit: Int) throws(StoreFailure) -> [JournalledClaim] {
        try write { (session) throws(StoreFailure) in
            let statement = try session.prepare(
                """
                SELECT number, id, state, device, inode, size, modified, sha256 FROM jobs
                WHERE number > ? ORDER BY number LIMIT ?
                """)
            statement.put(number)
            statement.put(limit)
            return try statement.all { (row) throws(StoreFailure) in
                guard let id = row.id(1), let state = JobState(rawValue: row.count(2)),
                    let hash = ContentHash(bytes: row.blob(7) ?? [])
                else { throw StoreFailure(.corrupt, "The journal's row \(row.integer(0)) cannot be read.") }
                return JournalledClaim(
                    number: row.number(0), id: id, state: state,
                    file: FileIdentity(
                        device: UInt64(bitPattern: row.integer(3)), inode: UInt64(bitPattern: row.integer(4)),
                        size: row.integer(5), modifiedNanoseconds: row.integer(6)),
                    sha256: hash)
            }
        }
    }

    /// What the journal says of these ids, in the order of `ids` and without those it does not know: for a walk over
    /// the claimed files in pieces of a few thousand.
    package func states(of ids: [JobID]) throws(StoreFailure) -> [JournalledState] {
        try write { (session) throws(StoreFailure) in
            var states: [JournalledState] = []
            for id in ids {
                session.statements.byID.put(id)
                let state = try session.statements.byID.first { (row) throws(StoreFailure) in
                    try JournalledState(id: id, row)
                }
                if let state { states.append(state) }
            }
            return states
        }
    }

    /// The unended jobs after `number`, by number, at most `limit`: to find those without a file. Reads every row, ended
    /// ones too: worth it only when fewer files were found than ``RestoredState`` counts jobs.
    package func unendedIDs(after number: JobNumber, limit: Int) throws(StoreFailure) -> [(JobNumber, JobID)] {
        try write { (session) throws(StoreFailure) in
            let statement = try session.prepare(
                "SELECT number, id FROM jobs WHERE number > ? AND state < 4 ORDER BY number LIMIT ?")
            statement.put(number)
            statement.put(limit)
            return try statement.all { row in (row.number(0), row.id(1)) }
                .compactMap { number, id in id.map { (number, $0) } }
        }
    }

    /// How many jobs are not ended, by the counters.
    package func unendedCount() throws(StoreFailure) -> Int {
        try write { (session) throws(StoreFailure) in
            let statement = try session.prepare("SELECT coalesce(sum(count), 0) FROM counts WHERE state < 4")
            return try statement.first { row in row.count(0) } ?? 0
        }
    }

    /// The bytes of an unended job's file as read at its claim; nil when the job is unknown or ended.
    package func body(of number: JobNumber) throws(StoreFailure) -> [UInt8]? {
        try write { (session) throws(StoreFailure) in try session.body(of: number) }
    }

    /// Unended jobs of types that this run does not know, oldest first. They can only be ended: as failed,
    /// `type_unknown`.
    package func jobsOfUnknownTypes(limit: Int) throws(StoreFailure) -> [JobNumber] {
        try write { (session) throws(StoreFailure) in
            let types = try session.unknownTypes()
            guard !types.isEmpty else { return [] }
            let list = types.map(String.init).joined(separator: ", ")
            let statement = try session.prepare(
                "SELECT number FROM jobs WHERE type IN (\(list)) AND state < 4 ORDER BY number LIMIT ?")
            statement.put(limit)
            return try statement.all { row in row.number(0) }
        }
    }
}
