internal import CarretelCore
internal import CarretelDaemon
internal import CarretelStore

/// Schedules as the daemon noted them, with what the journal says of their last jobs.
struct ScheduleGathering {
    let history: HistoryReader
    let now: Timestamp

    /// What the daemon noted.
    static func noted(_ document: ScheduleDocument) -> [StatusReport.Schedule] {
        document.schedules.map { schedule in
            StatusReport.Schedule(
                name: schedule.name, type: schedule.type, isEnabled: schedule.isEnabled, timing: schedule.timing,
                skipped: schedule.memory.skipped, next: schedule.next, warnAfter: schedule.warnAfter,
                last: schedule.memory.last.map { noted($0, of: schedule.name) },
                previous: schedule.memory.previous.map { noted($0, of: schedule.name) })
        }
    }

    private static func noted(_ run: ScheduledRun, of schedule: String) -> StatusReport.ScheduleRun {
        var last = StatusReport.ScheduleRun(
            name: run.jobName(of: schedule), key: run.key(of: schedule), due: run.due)
        switch run.phase {
        case .dropping, .dropped: last.state = .waiting
        case .ended(let end):
            last.status = end.status
            if end.status != nil { last.state = .ended }
            if let startedAt = end.startedAt, let finishedAt = end.finishedAt { last.duration = finishedAt - startedAt }
        }
        return last
    }

    /// Adds what the journal knows; the note is as old as the last word of the daemon.
    func completed(_ schedules: [StatusReport.Schedule]) throws(StoreFailure) -> [StatusReport.Schedule] {
        var completed = schedules
        for index in completed.indices {
            guard let last = completed[index].last, let job = try job(of: last) else { continue }
            completed[index].last?.state = job.state
            completed[index].last?.status = job.status
            completed[index].last?.duration = job.startedAt.map { (job.finishedAt ?? now) - $0 }
        }
        return completed
    }

    private func job(of run: StatusReport.ScheduleRun) throws(StoreFailure) -> JobRecord? {
        try history.show(.name(run.name)).first { $0.key == run.key }
    }
}
