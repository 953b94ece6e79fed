// Jobs as people ask for them: what runs, what is due, what was, and one by its name. Every question is answered from an
// index; only an ending of an id is looked for among all ids, at ten million in about a second.

package import CarretelCore

/// Which ended jobs `history` lists.
package struct HistoryFilter: Sendable, Hashable {
    package var type: String?
    package var status: JobStatus?
    /// Only jobs received at that moment or later.
    package var since: Timestamp?
    package var limit: Int

    /// Describes a filter; nil lets everything through.
    package init(type: String? = nil, status: JobStatus? = nil, since: Timestamp? = nil, limit: Int = 50) {
        self.type = type
        self.status = status
        self.since = since
        self.limit = limit
    }
}

extension HistoryReader {
    /// How many matches of one selector are given.
    package static let matchesMax = 256
    /// Up to which place in the queue ``placeInQueue(of:)`` counts.
    package static let placesMax = 1_000_000

    /// The jobs that run, oldest first.
    package func running(limit: Int = 1_000) throws(StoreFailure) -> [JobRecord] {
        try list("jobs.state = 2 ORDER BY jobs.number LIMIT ?") { $0.put(limit) }
    }

    /// The deferred jobs that are due next.
    package func nextDue(limit: Int = 10) throws(StoreFailure) -> [JobRecord] {
        try list("jobs.state = 1 ORDER BY jobs.due_at, jobs.number LIMIT ?") { $0.put(limit) }
    }

    /// The next jobs to start in a lane, in its order.
    package func nextWaiting(lane: String, limit: Int = 10) throws(StoreFailure) -> [JobRecord] {
        try list(
            """
            jobs.state = 0 AND jobs.lane = (SELECT number FROM lanes WHERE name = ?)
            ORDER BY jobs.priority DESC, jobs.number LIMIT ?
            """
        ) { statement in
            statement.put(lane)
            statement.put(limit)
        }
    }

    /// Ended jobs, the latest received first.
    package func history(_ filter: HistoryFilter) throws(StoreFailure) -> [JobRecord] {
        try read { query in
            let first = try filter.since.map { try query.firstNumber(receivedSince: $0) } ?? 0
            // The plus keeps SQLite from an index that fits worse: failures are few, whatever their type.
            let isFailure = filter.status.map { $0 != .succeeded } ?? false
            var terms = ["jobs.state = 4", "jobs.number >= \(first)"]
            if let status = filter.status {
                terms.append(isFailure ? "jobs.status <> 0 AND jobs.status = \(status.code)" : "+jobs.status = 0")
            }
            if filter.type != nil {
                terms.append("\(isFailure ? "+" : "")jobs.type = (SELECT number FROM types WHERE name = ?)")
            }
            if let since = filter.since { terms.append("+jobs.received_at >= \(since.microseconds)") }
            return try query.records(
                "\(terms.joined(separator: " AND ")) ORDER BY jobs.number DESC LIMIT \(max(filter.limit, 0))"
            ) { statement in
                if let type = filter.type { statement.put(type) }
            }
        }
    }

    /// The jobs that a selector means: by NAME all that are not ended, else the latest; by the ending of an id all that
    /// are not ended, else all; at most ``matchesMax``, the latest first.
    package func show(_ selector: JobSelector) throws(StoreFailure) -> [JobRecord] {
        try read { query in
            switch selector {
            case .id(let id): return try query.records("jobs.id = ?") { $0.put(id) }
            case .name(let name):
                let named = try query.records(named: name)
                let unended = named.filter { $0.state != .ended }
                return unended.isEmpty ? Array(named.prefix(1)) : unended
            case .idEnding(let ending):
                let matches = try query.records(withIDEnding: ending)
                let unended = matches.filter { $0.state != .ended }
                return unended.isEmpty ? matches : unended
            }
        }
    }

    /// How many jobs of its lane are to start before a waiting one; counts up to ``placesMax``.
    package func placeInQueue(of job: JobRecord) throws(StoreFailure) -> Int {
        try read { query in
            let ahead = try query.integer(
                """
                SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = 0
                AND lane = (SELECT number FROM lanes WHERE name = ?1)
                AND priority >= ?2 AND (priority > ?2 OR number < ?3) LIMIT ?4)
                """
            ) { statement in
                statement.put(job.lane)
                statement.put(job.priority)
                statement.put(job.number)
                statement.put(Self.placesMax)
            }
            return Int(ahead ?? 0)
        }
    }

    private func list(
        _ clause: String, bind: (PreparedStatement) -> Void
    ) throws(StoreFailure) -> [JobRecord] {
        try read { query in try query.records(clause, bind: bind) }
    }
}

extension HistoryQuery {
    fileprivate func records(_ clause: String, bind: (PreparedStatement) -> Void) throws -> [JobRecord] {
        try rows("SELECT \(JobRecord.columns) FROM \(JobRecord.tables) WHERE \(clause)", bind: bind) {
            (row) throws(StoreFailure) in try JobRecord(row)
        }
    }

    /// The latest job that bears its NAME plainly, and those that were renamed beside one; the latest first.
    fileprivate func records(named name: String) throws -> [JobRecord] {
        var found: [JobRecord] = []
        for (renamed, limit) in [(0, 1), (1, HistoryReader.matchesMax)] {
            found += try records(
                "jobs.name = ? AND jobs.renamed = \(renamed) ORDER BY jobs.number DESC LIMIT \(limit)"
            ) { $0.put(name) }
        }
        return found.sorted { $1.number < $0.number }
    }

    fileprivate func records(withIDEnding ending: String) throws -> [JobRecord] {
        guard let tail = JobID.journalledTail(ofEnding: ending) else { return [] }
        let numbers = try rows(
            "SELECT number, id FROM jobs WHERE substr(id, 15, 2) = ? ORDER BY id DESC", bind: { $0.put(tail) },
            { row in (row.number(0), row.id(1)) })
        var found: [JobRecord] = []
        for case (let number, let id?) in numbers where id.text.hasSuffix(ending) {
            guard found.count < HistoryReader.matchesMax else { break }
            found += try records("jobs.number = ?") { $0.put(number) }
        }
        return found
    }

    /// A number below which no job was received at `moment` or later. Numbers follow the time of receipt but for
    /// corrections of the clock, for which an hour is allowed.
    fileprivate func firstNumber(receivedSince moment: Timestamp) throws -> Int64 {
        let bound = (moment + .seconds(-3_600)).microseconds
        var low: Int64 = 0
        var high = try integer("SELECT max(number) FROM jobs") ?? 0
        while low < high {
            let middle = low + (high - low) / 2
            let received = try integer("SELECT received_at FROM jobs WHERE number > ? ORDER BY number LIMIT 1") {
                $0.put(middle)
            }
            if let received, received < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
