internal import CarretelCore
internal import CarretelStore

/// A job as lists show it, ended or not.
struct JobSummary: Sendable {
    var id: JobID
    var name: String
    /// Nil for a rejected file that named no known type.
    var type: String?
    var state: JobState
    var status: JobStatus?
    /// Nil for a file that was refused as it was read, and for an ended job of a journal that was rebuilt.
    var priority: Int? = 5
    var receivedAt: Timestamp
    var startedAt: Timestamp?
    var finishedAt: Timestamp?
    /// How many attempts were started.
    var attempts = 0
    var reason: FailureReason?
    var duplicateOf: JobID?
    var retryOf: JobID?
    var owner: UInt32 = 0
    var requestedBy: String?
    var key: String?

    /// From the start to the end; nil for what never ran.
    var duration: Duration? {
        guard let startedAt, let finishedAt else { return nil }
        return finishedAt - startedAt
    }

    /// Its members in the JSON of lists, named as in results.
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("type", type)
        writer.member("state", "\(state)")
        writer.member("status", status?.rawValue)
        writer.member("priority", priority)
        writer.member("received_at", receivedAt)
        writer.member("started_at", startedAt)
        writer.member("finished_at", finishedAt)
        writer.member("duration_ms", duration?.wholeMilliseconds)
        writer.member("attempts_started", attempts)
        writer.member("reason", reason)
        writer.member("duplicate_of", duplicateOf)
        writer.member("retry_of", retryOf)
        writer.member("owner", owner)
        writer.member("requested_by", requestedBy)
        writer.member("key", key)
    }
}

extension JobSummary {
    /// A job of the journal.
    init(_ job: JobRecord) {
        self.init(
            id: job.id, name: job.name, type: job.type.isEmpty ? nil : job.type, state: job.state, status: job.status,
            priority: job.maxAttempts > 0 ? job.priority : nil, receivedAt: job.receivedAt, startedAt: job.startedAt,
            finishedAt: job.finishedAt, attempts: job.attemptsStarted, reason: job.reason, duplicateOf: job.duplicateOf,
            retryOf: job.retryOf, owner: job.owner, requestedBy: job.requestedBy, key: job.key)
    }
}
