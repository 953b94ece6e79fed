internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Logging

/// Results whose publication the last daemon's end may have cut short, or a power cut undone.
///
/// After a plain death of the daemon the job file tells: it leaves `active/` last, so as long as it is there the result
/// may not be in its place, and when it is gone a missing result was taken by its reader. After a power cut names that
/// were not synced may be gone, so every result past the mark is compared and written again where it differs.
struct PublicationRecovery {
    let recovery: Recovery

    /// Puts in place what is not, and moves the mark.
    func publishAgain(_ restored: RestoredState, comparing: Bool) throws {
        let stager = ResultStager(layout: recovery.layout)
        var publisher = Publisher(layout: recovery.layout, logger: recovery.logger)
        var last = restored.durable
        var count = 0
        while true {
            let jobs = try recovery.journal.unpublished(after: last, limit: Recovery.batchCount)
            guard let end = jobs.last else { break }
            let missing = try jobs.filter { job throws(SystemError) in try isMissing(job, comparing: comparing) }
            try stager.stage(missing)
            for job in missing { try publisher.publish(job) }
            count += missing.count
            last = end.sequence
        }
        guard last > restored.durable else { return }
        try publisher.syncFolders()
        _ = try recovery.journal.commit([.markPublished(through: last), .markDurable(through: last)]) { _ in }
        guard count > 0 else { return }
        recovery.logger.notice(
            "Results of the last daemon were published again", metadata: ["count": "\(count)"])
    }

    private func isMissing(_ job: EndedJob, comparing: Bool) throws(SystemError) -> Bool {
        let layout = recovery.layout
        let active = ActiveFileName(id: job.id, name: job.name).fileName
        if try layout.active.statusIfPresent(of: active) != nil { return true }
        guard comparing else { return false }
        let published = PublishedResult(layout: layout, resultName: job.resultName)
        // A result whose name was used again has been published too.
        if case .superseded = try published.place(ofJob: job.id) { return false }
        return try !published.matches(job)
    }
}
