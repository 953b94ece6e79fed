// One job as people are shown it.

package import CarretelCore

/// Everything the journal knows of a job.
package struct JobRecord: Sendable {
    package var number: JobNumber
    package var id: JobID
    package var name: String
    /// What its files in the outgoing folder are called.
    package var resultName: String
    /// Empty for a rejected file that named no known type.
    package var type: String
    package var lane: String
    package var state: JobState
    package var status: JobStatus?
    package var resting: RestingPlace?
    package var priority: Int
    package var timeout: Duration
    package var maxAttempts: Int
    package var attemptsUsed: Int
    package var attemptsStarted: Int
    package var interruptions: Int
    package var workerDeaths: Int
    package var receivedAt: Timestamp
    package var startedAt: Timestamp?
    /// When the running attempt started.
    package var attemptAt: Timestamp?
    /// Whether the running attempt has begun in its worker.
    package var hasBegun: Bool
    package var dueAt: Timestamp?
    package var expiresAt: Timestamp?
    package var finishedAt: Timestamp?
    /// Whether the result is in its place; nil while the job is not ended.
    package var isPublished: Bool?
    /// The job it waits for.
    package var leader: JobID?
    package var duplicateOf: JobID?
    package var retryOf: JobID?
    package var owner: UInt32
    package var requestedBy: String?
    package var key: String?
    package var sha256: ContentHash
    package var size: Int64
    package var reason: FailureReason?
    /// All attempts, the running one included.
    package var attempts: [AttemptRecord]

    static let columns = """
        jobs.number, jobs.id, jobs.name, jobs.renamed, types.name, lanes.name, jobs.state, jobs.status, jobs.resting, \
        jobs.priority, jobs.timeout, jobs.max_attempts, jobs.attempts_used, jobs.attempts_started, jobs.interruptions, \
        jobs.worker_deaths, jobs.received_at, jobs.started_at, jobs.attempt_at, jobs.began, jobs.due_at, \
        jobs.expires_at, jobs.finished_at, jobs.end_sequence <= (SELECT published FROM ledger), \
        (SELECT id FROM jobs AS leader WHERE leader.number = jobs.leader), jobs.duplicate_of, jobs.retry_of, \
        jobs.owner, jobs.requested_by, jobs.key, jobs.sha256, jobs.size, jobs.reason, jobs.history
        """

    static let tables = "jobs CROSS JOIN types ON types.number = jobs.type CROSS JOIN lanes ON lanes.number = jobs.lane"

    /// Reads ``columns``.
    init(_ row: PreparedStatement) throws(StoreFailure) {
        guard let id = row.id(1), let name = row.text(2), let state = JobState(rawValue: row.count(6)),
            let hash = ContentHash(bytes: row.blob(30) ?? [])
        else { throw StoreFailure(.corrupt, "The journal's row \(row.integer(0)) cannot be read.") }
        number = row.number(0)
        self.id = id
        self.name = name
        resultName = row.flag(3) ? "\(name).\(id.text)" : name
        type = row.text(4) ?? ""
        lane = row.text(5) ?? ""
        self.state = state
        status = row.integerOrNil(7).flatMap { JobStatus(code: Int($0)) }
        resting = row.integerOrNil(8).flatMap { RestingPlace(code: Int($0)) }
        priority = row.count(9)
        timeout = .microseconds(row.integer(10))
        maxAttempts = row.count(11)
        attemptsUsed = row.count(12)
        attemptsStarted = row.count(13)
        interruptions = row.count(14)
        workerDeaths = row.count(15)
        receivedAt = Timestamp(microseconds: row.integer(16))
        startedAt = row.moment(17)
        attemptAt = row.moment(18)
        hasBegun = row.flag(19)
        dueAt = row.moment(20)
        expiresAt = row.moment(21)
        finishedAt = row.moment(22)
        isPublished = row.integerOrNil(23).map { $0 != 0 }
        leader = row.id(24)
        duplicateOf = row.id(25)
        retryOf = row.id(26)
        owner = UInt32(truncatingIfNeeded: row.integer(27))
        requestedBy = row.text(28)
        key = row.text(29)
        sha256 = hash
        size = row.integer(31)
        reason = try RecordText.reason(row.text(32))
        attempts = try RecordText.history(row.text(33))
        completeAttempts()
    }

    /// Adds what the row says without a history: the attempt that runs, or the only one, which succeeded.
    private mutating func completeAttempts() {
        if state == .running, let attemptAt {
            attempts.append(AttemptRecord(number: attemptsStarted, startedAt: attemptAt))
        } else if state == .ended, status == .succeeded, attempts.isEmpty, attemptsStarted == 1, let startedAt,
            duplicateOf == nil
        {
            attempts = [AttemptRecord(number: 1, startedAt: startedAt, endedAt: finishedAt, outcome: .succeeded)]
        }
    }
}
