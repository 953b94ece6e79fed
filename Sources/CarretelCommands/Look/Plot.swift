internal import CarretelCore
internal import CarretelDaemon
internal import CarretelStore

/// What happens to a job, in sentences: where it is, why, what next. Not escaped: they quote strangers.
struct Plot {
    private(set) var whereabouts = ""
    private(set) var why = ""
    private(set) var next = ""
    private(set) var nextAt: Timestamp?

    /// Tells a job's story.
    ///
    /// - Parameters:
    ///   - job: as the journal has it.
    ///   - view: what is known of the daemon.
    ///   - now: the wall clock.
    ///   - placeInQueue: of a waiting job, from 1.
    ///   - startsAt: when its lane's limit on starts lets a waiting job go, as far as its progress file says.
    ///   - hasResult: whether its result is in its place.
    ///   - warnings: how many its result has.
    init(
        job: JobRecord, view: DaemonView, now: Timestamp, placeInQueue: Int?, startsAt: Timestamp?, hasResult: Bool,
        warnings: Int
    ) {
        switch job.state {
        case .waiting: tellWaiting(job, view, placeInQueue, startsAt)
        case .deferred: tellDeferred(job, view)
        case .running: tellRunning(job, view, now)
        case .following: tellFollowing(job)
        case .ended: tellEnded(job, hasResult, warnings)
        }
        if !view.isAlive, job.state != .ended {
            next = "nothing until a daemon serves the spool; then \(next)"
        }
    }

    private mutating func tellWaiting(_ job: JobRecord, _ view: DaemonView, _ place: Int?, _ startsAt: Timestamp?) {
        whereabouts = "waiting in lane \(job.lane)" + (place.map { ", place \($0)" } ?? "")
        let lane = view.live?.lanes.first { $0.name == job.lane }
        if let opensAt = lane?.opensAt {
            why = "the lane's limit on starts holds it up"
            nextAt = startsAt ?? opensAt
            next = "it starts when the limit lets it"
        } else if let trouble = lane?.trouble {
            why = "the lane's workers do not come up: \(trouble)"
            next = "it starts when they do"
        } else if let lane, lane.running >= lane.slots {
            why = "\(lane.running) of the lane's \(lane.slots) slots are in use"
            next = "it starts when its turn comes"
        } else {
            why = "it was accepted and has not started"
            next = "it starts as soon as the lane has room"
        }
        if let expiresAt = job.expiresAt {
            next += ", or expires at \(PlainTime.text(expiresAt))"
        }
    }

    private mutating func tellDeferred(_ job: JobRecord, _ view: DaemonView) {
        whereabouts = "put off"
        nextAt = job.dueAt
        if let last = job.attempts.last {
            let reason = last.reason.map { "\($0.code): \($0.message)" } ?? "no reason was given"
            why = "attempt \(last.number) \(last.outcome?.rawValue.replacingUnderscores ?? "ended") (\(reason))"
        } else {
            why = "its file says not before then"
        }
        next = "attempt \(job.attemptsStarted + 1) becomes due"
    }

    private mutating func tellRunning(_ job: JobRecord, _ view: DaemonView, _ now: Timestamp) {
        guard let running = view.running(at: now).first(where: { $0.job == job.id }) else {
            whereabouts = "attempt \(job.attemptsStarted) is journalled as started"
            why = view.isAlive ? "it is handed to a worker" : "the daemon ended while it ran"
            next = view.isAlive ? "it begins" : "it is interrupted, which counts no attempt, and starts again"
            return
        }
        whereabouts = "attempt \(running.attempt) runs in lane \(running.lane)"
        why = "it began at \(PlainTime.text(running.beganAt))"
        nextAt = now + .seconds(running.timeLeftSeconds)
        next =
            running.isEnding ? "it was asked to end and is killed if it does not" : "it ends, or its limit is reached"
    }

    private mutating func tellFollowing(_ job: JobRecord) {
        whereabouts = "following job \(job.leader?.text ?? "of the same key")"
        why = "that job asks for the same and has not ended"
        next = "it gets that job's answer when it ends"
    }

    private mutating func tellEnded(_ job: JobRecord, _ hasResult: Bool, _ warnings: Int) {
        let end = job.finishedAt.map { " at \(PlainTime.text($0))" } ?? ""
        whereabouts = "ended\(end)"
        if let reason = job.reason {
            why = "\(reason.code): \(reason.message)"
            if let hint = reason.hint { why += " \(hint)" }
        } else if let other = job.duplicateOf {
            why = "it has the answer of job \(other.text), which asked for the same"
        } else {
            why = Self.success(job.status, warnings)
        }
        // The journal's mark of what is published follows the files within a second.
        switch (hasResult, job.isPublished ?? false) {
        case (true, _): next = "nothing; its result is there"
        case (false, true): next = "nothing; its result was taken by its reader"
        case (false, false): next = "its result is put into its place"
        }
    }

    private static func success(_ status: JobStatus?, _ warnings: Int) -> String {
        switch (status, warnings) {
        case (.succeeded, 0): "all of it worked"
        case (.succeeded, 1): "it succeeded, with a warning"
        case (.succeeded, _): "it succeeded, with \(warnings) warnings"
        default: "no reason was given"
        }
    }
}
