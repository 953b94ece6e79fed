internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Writes control files that end jobs, and reads what came of them.
struct CancelDesk {
    /// How long an answer is waited for while a daemon lives: on a busy machine it may take its time.
    private static let patience = Duration.seconds(30)
    /// How long one is waited for while none does: a daemon that is restarted comes back.
    private static let patienceWithoutDaemon = Duration.seconds(2)
    /// An answer is a few lines.
    private static let maxAnswerBytes = 1 << 16

    let spool: String
    let doors: SpoolDoors
    /// Nil when this user may not read the journal: the daemon then finds the job by what was typed.
    let finder: JobFinder?

    /// Ends a job.
    func cancel(_ job: String) throws -> CancelReport.Entry {
        var subject = job
        if let finder {
            let matches = try finder.find(job)
            if let settled = try entry(job, matches) { return settled }
            subject = matches.first?.id.text ?? job
        }
        guard case .job = JobName.parse(fileName: subject + ".json") else {
            return .init(job: job, outcome: "not_found", message: "No job can have this name.")
        }
        let file = FileName("\(subject).cancel")
        let askedAt = SystemClock.now()
        do {
            try doors.control.writeFile(file, [], mode: 0o644, durably: false)
        } catch {
            // Somebody asked before; the answer will do for both.
            guard error.isExisting else { throw error }
        }
        return try answer(to: file, job, askedAt)
    }

    /// What needs no request: a job that had ended, several of one name, and one that the journal does not know.
    private func entry(_ job: String, _ matches: [JobRecord]) throws -> CancelReport.Entry? {
        let unended = matches.filter { $0.state != .ended }
        if unended.count > 1 {
            return .init(
                job: job, ids: unended.map(\.id), outcome: "ambiguous",
                message: "Several jobs that have not ended match; name one by its id.")
        }
        guard unended.isEmpty else { return nil }
        if let ended = matches.first {
            let status = ended.status?.rawValue.replacingUnderscores ?? "unknown"
            return .init(
                job: job, ids: [ended.id], outcome: "nothing_to_do", message: "The job had already ended: \(status).")
        }
        let isWaiting = try doors.incoming.hasEntry("\(job).json")
        return .init(
            job: job, outcome: "not_found",
            message: isWaiting
                ? "It waits in incoming/ and is no job yet: remove the file to take it back."
                : "There is no such job.")
    }

    /// The control file leaves `control/` last, when its answer is written.
    private func answer(
        to file: FileName, _ job: String, _ askedAt: Now
    ) throws -> CancelReport.Entry {
        var pause = Pause(longest: .milliseconds(20))
        var lastAlive = askedAt.monotonic
        while try doors.control.statusIfPresent(of: file) != nil {
            let now = SystemClock.now().monotonic
            if try DaemonPresence.look(spool: spool) != .dead { lastAlive = now }
            guard now - askedAt.monotonic < Self.patience, now - lastAlive < Self.patienceWithoutDaemon else {
                return try unanswered(job)
            }
            pause.wait()
        }
        guard let document = try latestAnswer(to: file, since: askedAt.wall) else { return try unanswered(job) }
        return .init(
            job: job, ids: document["jobs"]?.elements.compactMap { $0.string.flatMap { JobID(text: $0) } } ?? [],
            outcome: document["outcome"]?.string ?? CancelReport.unanswered,
            message: document["message"]?.string ?? "")
    }

    private func unanswered(_ job: String) throws -> CancelReport.Entry {
        guard try DaemonPresence.look(spool: spool) == .dead else {
            return .init(
                job: job, outcome: CancelReport.unanswered,
                message: "The request stands in control/; its answer will be in control/done/.")
        }
        return .init(
            job: job, outcome: CancelReport.noDaemon,
            message: "No daemon serves the spool: the request waits in control/ until one does.")
    }

    /// The newest `ID-FILE.json`, whose id is no older than the request.
    private func latestAnswer(to file: FileName, since moment: Timestamp) throws -> JSONValue? {
        let ending = "-\(file).json"
        var newest: JobID?
        var entries = try doors.controlDone.entries()
        while let entry = try entries.next() {
            guard let text = entry.name.text, text.hasSuffix(ending),
                let id = JobID(text: String(text.dropLast(ending.count))),
                id.milliseconds >= UInt64(max(moment.microseconds, 0) / 1_000)
            else { continue }
            newest = max(newest ?? id, id)
        }
        guard let newest else { return nil }
        let name = FileName("\(newest.text)\(ending)")
        return try JSONValue(parsing: try doors.controlDone.readFile(name, limit: Self.maxAnswerBytes).bytes)
    }
}

extension Directory {
    /// Whether there is an entry of that name; false for what can be no name.
    func hasEntry(_ name: String) throws(SystemError) -> Bool {
        let name = FileName(name)
        return name.isComponent ? try statusIfPresent(of: name) != nil : false
    }
}
