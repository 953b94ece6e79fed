// The law's journal side counted afresh: what `fsck` compares with the counters and with the files.

package import CarretelCore

/// What a full count of the rows came to.
package struct JournalRecount: Sendable {
    /// Every row.
    package var rows: Int
    package var byState: [JobState: Int]
    /// Ended rows.
    package var byStatus: [JobStatus: Int]
    /// What the counters say otherwise, one sentence each; empty when they agree with the rows.
    package var differences: [String]
}

extension HistoryReader {
    /// Counts every row and compares the counters with them. Takes about a second a million rows.
    package func recount() throws(StoreFailure) -> JournalRecount {
        try read { query in
            let counted = try query.counts(
                """
                SELECT state, coalesce(status, -1), CASE WHEN state = 4 THEN 0 ELSE lane END, type, count(*)
                FROM jobs GROUP BY 1, 2, 3, 4
                """)
            let kept = try query.counts("SELECT state, status, lane, type, count FROM counts WHERE count <> 0")
            var recount = JournalRecount(rows: 0, byState: [:], byStatus: [:], differences: [])
            for (place, count) in counted {
                recount.rows += count
                if let state = JobState(rawValue: place.state) { recount.byState[state, default: 0] += count }
                if let status = JobStatus(code: place.status) { recount.byStatus[status, default: 0] += count }
            }
            for place in Set(counted.keys).union(kept.keys) where counted[place] != kept[place] {
                recount.differences.append(
                    """
                    state \(place.state), status \(place.status), lane \(place.lane), type \(place.type): \
                    \(counted[place] ?? 0) rows, counter \(kept[place] ?? 0)
                    """)
            }
            recount.differences += try query.expiringDifference()
            recount.differences.sort()
            return recount
        }
    }

    /// The jobs after `number`, by number, at most `limit`: to hold every one against its files.
    package func states(after number: JobNumber, limit: Int) throws(StoreFailure) -> [JournalledState] {
        try read { query in
            try query.rows(
                """
                SELECT number, state, name, renamed, status, resting, finished_at, end_sequence, id FROM jobs
                WHERE number > ? ORDER BY number LIMIT ?
                """,
                bind: { statement in
                    statement.put(number)
                    statement.put(limit)
                }
            ) { (row) throws(StoreFailure) in
                guard let id = row.id(8) else {
                    throw StoreFailure(.corrupt, "The journal's row \(row.integer(0)) has no readable id.")
                }
                return try JournalledState(id: id, row)
            }
        }
    }
}

extension HistoryReader {
    /// What the journal says of these ids, without those it does not know; a few thousand at a time.
    package func states(of ids: [JobID]) throws(StoreFailure) -> [JobID: JournalledState] {
        try read { query in
            var states: [JobID: JournalledState] = [:]
            for id in ids {
                let found = try query.rows(
                    """
                    SELECT number, state, name, renamed, status, resting, finished_at, end_sequence FROM jobs
                    WHERE id = ?
                    """,
                    bind: { statement in statement.put(id) }
                ) { (row) throws(StoreFailure) in try JournalledState(id: id, row) }
                states[id] = found.first
            }
            return states
        }
    }
}

extension HistoryQuery {
    fileprivate func counts(_ sql: String) throws -> [BatchTally.Place: Int] {
        var counts: [BatchTally.Place: Int] = [:]
        let rows = try rows(sql) { row in
            (
                BatchTally.Place(
                    state: row.count(0), status: row.count(1), lane: row.integer(2), type: row.integer(3)), row.count(4)
            )
        }
        for (place, count) in rows { counts[place] = count }
        return counts
    }

    fileprivate func expiringDifference() throws -> [String] {
        let rows = try integer("SELECT count(*) FROM jobs WHERE state < 2 AND expires_at IS NOT NULL") ?? 0
        let kept = try integer("SELECT expiring FROM ledger") ?? 0
        return rows == kept ? [] : ["expiring: \(rows) rows, counter \(kept)"]
    }
}
