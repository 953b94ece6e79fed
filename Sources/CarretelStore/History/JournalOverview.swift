// The counters of the journal: what `status` shows and the law is checked with, in time that does not depend on how
// many jobs there are.

package import CarretelCore

/// The journal's side of the law, and what waits where.
package struct JournalOverview: Sendable {
    /// Jobs that are not ended, by state, lane and type.
    package struct Unended: Sendable, Hashable {
        package var state: JobState
        package var lane: String
        package var type: String
        package var count: Int
    }

    /// Ended jobs by status and type; the type is empty where a rejected file named none that was known.
    package struct Ended: Sendable, Hashable {
        package var status: JobStatus
        package var type: String
        package var count: Int
    }

    /// Moved by acceptances and by nothing else.
    package var received: Int
    /// Rows that retention removed.
    package var purged: Int
    package var unended: [Unended]
    package var ended: [Ended]
    package var published: EndSequence
    package var durable: EndSequence
    package var lastEnd: EndSequence
    package var lastEndAt: Timestamp?
    /// When the oldest waiting job of each lane was received.
    package var oldestWaiting: [String: Timestamp]

    /// How many jobs the journal counts in a state.
    package func count(_ state: JobState) -> Int {
        guard state == .ended else { return unended.reduce(0) { $0 + ($1.state == state ? $1.count : 0) } }
        return ended.reduce(0) { $0 + $1.count }
    }

    /// How many rows the counters say there are.
    package var rows: Int { unended.reduce(0) { $0 + $1.count } + ended.reduce(0) { $0 + $1.count } }

    /// Whether received = rows by state + purged. By the counters; ``HistoryReader/recount()`` counts the rows.
    package var holds: Bool { received == rows + purged }
}

extension HistoryReader {
    /// Reads the counters.
    package func overview() throws(StoreFailure) -> JournalOverview {
        try read { query in
            var overview = try query.marks()
            let counts = try query.rows(
                """
                SELECT state, status, lanes.name, types.name, count, lane FROM counts
                JOIN lanes ON lanes.number = counts.lane JOIN types ON types.number = counts.type WHERE count > 0
                """
            ) { row in
                (row.count(0), row.count(1), row.text(2) ?? "", row.text(3) ?? "", row.count(4), row.integer(5))
            }
            var waitingLanes: [Int64: String] = [:]
            for (state, status, lane, type, count, number) in counts {
                if let status = JobStatus(code: status) {
                    overview.ended.append(.init(status: status, type: type, count: count))
                } else if let state = JobState(rawValue: state) {
                    overview.unended.append(.init(state: state, lane: lane, type: type, count: count))
                    if state == .waiting { waitingLanes[number] = lane }
                }
            }
            for (number, name) in waitingLanes { overview.oldestWaiting[name] = try query.oldestWaiting(lane: number) }
            return overview
        }
    }
}

extension HistoryQuery {
    fileprivate func marks() throws -> JournalOverview {
        let overview = try rows(
            "SELECT received, purged, published, durable, last_end, last_end_at FROM ledger"
        ) { row in
            JournalOverview(
                received: row.count(0), purged: row.count(1), unended: [], ended: [],
                published: EndSequence(rawValue: row.integer(2)), durable: EndSequence(rawValue: row.integer(3)),
                lastEnd: EndSequence(rawValue: row.integer(4)), lastEndAt: row.moment(5), oldestWaiting: [:])
        }.first
        guard let overview else { throw StoreFailure(.corrupt, "The journal has lost its ledger.") }
        return overview
    }

    /// One seek a priority, because the index of waiting jobs is ordered by priority before age.
    fileprivate func oldestWaiting(lane: Int64) throws -> Timestamp? {
        var oldest: Timestamp?
        for priority in 0...9 {
            let found = try rows(
                "SELECT received_at FROM jobs WHERE state = 0 AND lane = ? AND priority = ? ORDER BY number LIMIT 1",
                bind: { statement in
                    statement.put(lane)
                    statement.put(priority)
                }, { row in row.moment(0) })
            if let moment = found.first ?? nil { oldest = min(oldest ?? moment, moment) }
        }
        return oldest
    }
}
