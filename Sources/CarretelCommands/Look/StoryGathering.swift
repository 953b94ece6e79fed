internal import CarretelCore
internal import CarretelDaemon
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Gathers what `show` tells of a job: from the journal, the daemon's live figures and the folders.
struct StoryGathering {
    let layout: SpoolLayout
    let now: Timestamp
    private let finder: JobFinder
    private let view: DaemonView

    init(layout: SpoolLayout, now: Timestamp) throws {
        self.layout = layout
        self.now = now
        finder = JobFinder(history: try layout.history())
        view = try DaemonView(layout)
    }

    /// The jobs that a text means.
    func stories(of job: String) throws -> [JobStory] {
        try finder.find(job).map { try story($0) }
    }

    /// Why there is nothing to show.
    func unknown(_ job: String) throws -> CommandFailure {
        let name = TerminalText.escape(job)
        let leftAlone = view.isAlive ? view.live?.intake?.leftAlone ?? [] : []
        if let line = leftAlone.first(where: { $0.hasPrefix("\(name).json: ") || $0.hasPrefix("\(name): ") }) {
            return CommandFailure("incoming/\(line).")
        }
        guard try layout.incoming.hasEntry("\(job).json") else {
            return CommandFailure("there is no job \(name).", hint: "`carretel history` lists those that have ended.")
        }
        return CommandFailure(
            view.isAlive
                ? "\(name).json is in incoming/ and not taken yet: its writer has it open, or it is not complete. "
                    + "Without a writer it is rejected as truncated after 30 s."
                : "\(name).json waits in incoming/: no daemon serves the spool.")
    }

    private func story(_ job: JobRecord) throws -> JobStory {
        let places = try places(of: job)
        let shelf = ProgressShelf(folder: layout.progress)
        let shown =
            job.state == .running || job.state == .waiting
            ? try shelf.progress(of: job.id, resultName: job.resultName) : nil
        let result = job.state == .ended ? try self.result(of: job) : nil
        let plot = Plot(
            job: job, view: view, now: now, placeInQueue: try placeInQueue(job), startsAt: shown?.startsAt,
            hasResult: places.contains { $0.kind == "result" && $0.exists }, warnings: result?.warnings.count ?? 0)
        return JobStory(
            summary: JobSummary(job), lane: job.lane.isEmpty ? nil : job.lane, timeout: job.timeout,
            maxAttempts: job.maxAttempts, attemptsUsed: Self.attemptsUsed(by: job), sha256: job.sha256,
            attempts: job.attempts,
            places: places, whereabouts: plot.whereabouts, why: plot.why, next: plot.next,
            nextAt: plot.nextAt, warnings: result?.warnings,
            progress: job.state == .running ? shown : nil)
    }

    /// The journal counts them while it may need them; what was interrupted or put off counts as none.
    private static func attemptsUsed(by job: JobRecord) -> Int {
        guard job.state == .ended else { return job.attemptsUsed }
        return job.attempts.count { $0.outcome != .interrupted && $0.outcome != .later }
    }

    private func placeInQueue(_ job: JobRecord) throws -> Int? {
        guard job.state == .waiting, let history = finder.history else { return nil }
        return try history.placeInQueue(of: job) + 1
    }

    // MARK: Files

    /// What a job's result says; nil when its reader has taken it, or when it is damaged, which `fsck` tells.
    private func result(of job: JobRecord) throws(SystemError) -> ResultSummary? {
        let published = PublishedResult(layout: layout, resultName: job.resultName)
        guard let document = try published.document(ofJob: job.id) else { return nil }
        do throws(FailureReason) { return try ResultSummary(parsing: document) } catch { return nil }
    }

    private func places(of job: JobRecord) throws(SystemError) -> [JobStory.Place] {
        let name = job.resultName
        var places = [try jobFile(job)].compactMap { $0 }
        let outgoing: [(String, Directory, String, String)] = [
            ("result", layout.results, "outgoing/results", "\(name).result.json"),
            ("data", layout.results, "outgoing/results", "\(name).data"),
            ("progress", layout.progress, "outgoing/progress", "\(name).progress.json"),
            ("events", layout.progress, "outgoing/progress", "\(name).events.jsonl"),
        ]
        for (kind, folder, path, file) in outgoing {
            let superseded = "\(job.name).\(job.id.text)\(file.dropFirst(name.count))"
            if name == job.name, try layout.superseded.hasEntry(superseded) {
                places.append(.init(kind: kind, path: "outgoing/superseded/\(superseded)", exists: true))
            } else {
                places.append(.init(kind: kind, path: "\(path)/\(file)", exists: try folder.hasEntry(file)))
            }
        }
        return places
    }

    /// In `active/` until it rests, under its NAME or, where that was taken, under its id too.
    private func jobFile(_ job: JobRecord) throws(SystemError) -> JobStory.Place? {
        let active = ActiveFileName(id: job.id, name: job.name).fileName.description
        if try layout.active.hasEntry(active) { return .init(kind: "job_file", path: "active/\(active)", exists: true) }
        guard let resting = job.resting else {
            return .init(kind: "job_file", path: "active/\(active)", exists: false)
        }
        let (folder, path) = try restingFolder(resting, job.finishedAt)
        guard let folder else { return nil }
        let unique = "\(job.name)~\(job.id.text).json"
        let file = try folder.hasEntry(unique) ? unique : "\(job.name).json"
        return .init(kind: "job_file", path: "\(path)/\(file)", exists: try folder.hasEntry(file))
    }

    private func restingFolder(
        _ place: RestingPlace, _ finishedAt: Timestamp?
    ) throws(SystemError) -> (Directory?, String) {
        switch place {
        case .failed: return (layout.failed, "failed")
        case .rejected: return (layout.rejected, "rejected")
        case .archive:
            let day = finishedAt?.civilDate().text ?? ""
            do throws(SystemError) {
                return (try layout.archive.openDirectory(FileName(day)), "archive/\(day)")
            } catch  where error.isNotFound || error.code == SystemError.Code.invalid {
                return (nil, "archive/\(day)")
            }
        }
    }
}
