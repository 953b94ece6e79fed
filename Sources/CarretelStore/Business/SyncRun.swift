import CarretelCore

/// Who writes, for whom and when: the same for every row of one attempt.
struct SyncRun {
    let source: BusinessSource
    /// The job's id as text.
    let job: String
    let now: Timestamp
    /// ``now`` as rows have it: `2026-11-20T12:00:00Z`.
    let moment: String
    let settings: BusinessSettings

    init(source: BusinessSource, job: JobID, now: Timestamp, settings: BusinessSettings) {
        self.source = source
        self.job = job.text
        self.now = now
        self.settings = settings
        moment = now.rfc3339Milliseconds.prefix(19) + "Z"
    }

    var profile: String { source.profile }

    /// What was handed out or touched before this moment is cleared away.
    var horizon: Timestamp { now + (.zero - settings.handedOutLifetime) }
}
