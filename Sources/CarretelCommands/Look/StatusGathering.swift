internal import CarretelCore
internal import CarretelDaemon
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Gathers a ``StatusReport`` in bounded time, whatever the size of spool and history.
struct StatusGathering {
    /// So many running jobs are named.
    private static let maxListed = 100
    private static let maxDue = 3
    private static let maxLeftAlone = 20

    private let layout: SpoolLayout
    private let now: Timestamp
    private let view: DaemonView
    private var report: StatusReport

    /// Gathers everything.
    static func gather(_ layout: SpoolLayout, at now: Timestamp) throws -> StatusReport {
        var gathering = try StatusGathering(layout, at: now)
        try gathering.gatherAll()
        return gathering.report
    }

    private init(_ layout: SpoolLayout, at now: Timestamp) throws(SystemError) {
        self.layout = layout
        self.now = now
        view = try DaemonView(layout)
        report = StatusReport(
            spool: layout.root.path, at: now,
            daemon: .init(
                isAlive: view.isAlive, pid: view.pid, startedAt: view.live?.startedAt,
                isStopping: view.live?.isStopping ?? false))
    }

    private mutating func gatherAll() throws {
        takeLiveFigures()
        let active = try gatherFolders()
        gatherSchedules()
        gatherMirror()
        do throws(StoreFailure) {
            guard let history = try layout.history() else { return }
            try gather(history, active: active)
        } catch {
            report.journalProblem = CommandFailure(error).message
        }
    }

    // MARK: From the daemon

    private mutating func takeLiveFigures() {
        guard let live = view.live else { return }
        report.intake = live.intake.map { .init(mode: $0.mode, reason: $0.reason) }
        report.leftAlone = Array((live.intake?.leftAlone ?? []).prefix(Self.maxLeftAlone))
        report.leftAloneCount = live.intake?.leftAloneCount ?? 0
        // The daemon's figures may be older than an opening, because nothing else happened since.
        report.closedPermits = live.closedPermits.filter { $0.until > report.at }
            .map { .init(key: $0.key, until: $0.until) }
        report.watched = live.measures
        report.lanes = live.lanes.map {
            .init(
                name: $0.name, slots: $0.slots, running: $0.running, waiting: $0.waiting, workers: $0.workers,
                opensAt: $0.opensAt, trouble: $0.trouble)
        }
        report.running = view.running(at: now).map {
            .init(
                id: $0.job, type: $0.type, lane: $0.lane, attempt: $0.attempt, beganAt: $0.beganAt,
                percent: $0.percent, message: $0.message, timeLeftSeconds: $0.timeLeftSeconds,
                etaSeconds: $0.etaSeconds, isEnding: $0.isEnding)
        }
    }

    // MARK: From the folders

    /// - Returns: what is in `active/`.
    private mutating func gatherFolders() throws(SystemError) -> FolderCensus.Count {
        let census = FolderCensus()
        var leftAlone: [String] = []
        var leftAloneCount = 0
        var incoming = try census.count(layout.incoming) { name in
            if name.isPlainJobName { return true }
            switch JobName.parse(fileName: Array(name.bytes)) {
            case .job: return true
            case .ignored: return false
            case .foreign(let problem):
                leftAloneCount += 1
                if leftAlone.count < Self.maxLeftAlone {
                    leftAlone.append("\(TerminalText.escape(name.bytes)): \(problem.message)")
                }
                return false
            }
        }
        if let live = view.live?.intake {
            // The daemon has counted them all, and knows of files that are left alone for what they are.
            if incoming.isAtLeast { (incoming.count, incoming.isAtLeast) = (max(live.waiting, incoming.count), false) }
            incoming.oldest = live.oldest ?? incoming.oldest
        } else {
            (report.leftAlone, report.leftAloneCount) = (leftAlone, leftAloneCount)
        }
        let active = try census.count(layout.active, where: \.isClaimed)
        add("incoming", incoming)
        add("active", active)
        add("results", try census.count(layout.results) { $0.text?.hasSuffix(".result.json") ?? false })
        add("failed", try census.count(layout.failed) { _ in true })
        add("rejected", try census.count(layout.rejected) { _ in true })
        return active
    }

    private mutating func add(_ name: String, _ count: FolderCensus.Count) {
        report.folders.append(
            .init(
                name: name, count: count.count, isAtLeast: count.isAtLeast, bytes: count.bytes,
                bytesAreAtLeast: count.bytesAreAtLeast, oldest: count.oldest))
    }

    /// What the daemon noted of its schedules, which stays when it is dead.
    private mutating func gatherSchedules() {
        do {
            let document = try ScheduleDocument.read(in: layout.state)
            report.schedules = document.map { ScheduleGathering.noted($0) } ?? []
        } catch {
            report.schedulesProblem = CommandFailure(error).message
        }
    }

    /// How far the business store is; one that another program keeps locked is told, not waited for.
    private mutating func gatherMirror() {
        do throws(StoreFailure) {
            let overview = try BusinessOverview.read("\(layout.state.path)/\(BusinessDatabase.fileName)")
            report.mirror = (overview?.tables ?? []).map {
                .init(profile: $0.profile, name: $0.name, mark: $0.mark, counts: $0.counts)
            }
        } catch {
            report.mirrorProblem = CommandFailure(error).message
        }
    }

    // MARK: From the journal

    private mutating func gather(_ history: HistoryReader, active: FolderCensus.Count) throws(StoreFailure) {
        let overview = try history.overview()
        report.schedules = try ScheduleGathering(history: history, now: now).completed(report.schedules)
        try gatherLaw(history, overview, active: active)
        addOldestWaiting(overview)
        try nameRunning(history)
        report.nextDue = try history.nextDue(limit: Self.maxDue).compactMap { job in
            job.dueAt.map { .init(id: job.id, name: job.name, type: job.type, dueAt: $0) }
        }
        report.lastDay = try history.statistics(lastHours: 24, now: now).map {
            .init(
                type: $0.type, ends: $0.ends, medianMilliseconds: $0.medianMilliseconds,
                p95Milliseconds: $0.p95Milliseconds, warnings: $0.warnings, successRate: $0.successRate)
        }
        for type in try history.statistics(lastHours: 2, now: now) {
            report.recentEnds += type.total
            report.recentFailures += (type.ends[.failed] ?? 0) + (type.ends[.timedOut] ?? 0)
            report.recentFallbacks += type.warnings[Warning.fallbackCode] ?? 0
        }
    }

    /// The files were counted before the rows: a job that is claimed meanwhile has its file there all the same. One
    /// that ends meanwhile takes its file away, so a second count decides before anything is called broken.
    private mutating func gatherLaw(
        _ history: HistoryReader, _ overview: JournalOverview, active: FolderCensus.Count
    ) throws(StoreFailure) {
        var law = StatusReport.Law(
            received: overview.received, waiting: overview.count(.waiting), deferred: overview.count(.deferred),
            running: overview.count(.running), following: overview.count(.following), ended: overview.count(.ended),
            purged: overview.purged, filesInActive: active.count, filesAreAtLeast: active.isAtLeast)
        let unended = overview.rows - law.ended
        if !overview.holds {
            law.problem = "\(overview.received) were received, but \(overview.rows + overview.purged) are accounted for"
        } else if !active.isAtLeast, active.count < unended, try isMissing(unended, overview, history) {
            law.problem = "\(unended) jobs have not ended, but only \(active.count) files are in active/"
        }
        report.law = law
    }

    /// Counts the files again and allows for every job that has ended since: whatever has not ended at both readings
    /// had its file in `active/` all the time.
    private func isMissing(
        _ unended: Int, _ before: JournalOverview, _ history: HistoryReader
    ) throws(StoreFailure) -> Bool {
        let files: FolderCensus.Count
        do throws(SystemError) {
            files = try FolderCensus(maxLooks: 0).count(layout.active, where: \.isClaimed)
        } catch {
            throw StoreFailure(.io, "The folder active/ cannot be listed.", cause: "\(error)")
        }
        let ended = try history.overview().lastEnd.rawValue - before.lastEnd.rawValue
        return !files.isAtLeast && files.count < unended - Int(ended)
    }

    private mutating func addOldestWaiting(_ overview: JournalOverview) {
        for (name, oldest) in overview.oldestWaiting.sorted(by: { $0.key < $1.key }) {
            if let index = report.lanes.firstIndex(where: { $0.name == name }) {
                report.lanes[index].oldestWaiting = oldest
            } else {
                let waiting = overview.unended.filter { $0.lane == name && $0.state == .waiting }
                report.lanes.append(
                    .init(
                        name: name, slots: 0, running: 0, waiting: waiting.reduce(0) { $0 + $1.count }, workers: 0,
                        oldestWaiting: oldest))
            }
        }
    }

    /// The daemon knows what runs, the journal what it is called; without a daemon nothing runs.
    private mutating func nameRunning(_ history: HistoryReader) throws(StoreFailure) {
        var ended: [JobID: String] = [:]
        for index in report.running.indices.prefix(Self.maxListed) {
            guard let job = try history.show(.id(report.running[index].id)).first else { continue }
            report.running[index].name = job.name
            // The daemon's figures are up to a quarter of a second old; what the journal says has ended has.
            if job.state == .ended { ended[job.id] = report.running[index].lane }
            try addProgress(job, at: index)
        }
        guard !ended.isEmpty else { return }
        report.running.removeAll { ended[$0.id] != nil }
        for index in report.lanes.indices {
            report.lanes[index].running -= ended.values.count { $0 == report.lanes[index].name }
        }
    }

    /// The progress file is newer than the daemon's figures, which change when something starts or ends.
    private mutating func addProgress(_ job: JobRecord, at index: Int) throws(StoreFailure) {
        let shelf = ProgressShelf(folder: layout.progress)
        do throws(SystemError) {
            guard let view = try shelf.progress(of: job.id, resultName: job.resultName) else { return }
            report.running[index].percent = view.progress.percent
            report.running[index].message = view.progress.message
            report.running[index].etaSeconds = view.progress.etaSeconds
        } catch {
            throw StoreFailure(.io, "A progress file cannot be read.", cause: "\(error)")
        }
    }
}
