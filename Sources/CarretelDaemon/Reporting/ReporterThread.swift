internal import CarretelCore
internal import CarretelEngine
internal import CarretelSpool
internal import CarretelSystem
internal import Logging
internal import Synchronization

/// The thread that keeps progress files, event files and the daemon's own live figures: what others look at while jobs
/// run. Nothing here is needed for a job to end, so nothing here may hold one up.
final class ReporterThread: Sendable, ProgressPort {
    /// How often files are written at most.
    static let interval = Duration.milliseconds(250)

    private enum Input: Sendable {
        case show(JobDossier, attempt: Int, Progress?)
        case announce(JobDossier, StartForecast)
        case settle(JobDossier, ProgressState)
        case awaitSettling(JobNumber)
        case settleIfThere(JobDossier, ProgressState)
        case record([StatisticsRow], of: JobNumber, type: String)
        case published([JobNumber])
        case snapshot(DispatchSnapshot)
        case intakeChanged
    }

    private let queue = BatchQueue<Input>(capacity: .max)
    private let files: ProgressFiles
    private let live: LiveStatusWriter
    private let logger: Logger
    private let alerts: AlertDesk
    private let watch: @Sendable (DispatchSnapshot) -> Void
    /// How many jobs have a progress file and are not published: while none has, publications need not be told.
    private let shownCount = Mutex(0)

    /// Joins the parts.
    ///
    /// - Parameters:
    ///   - files: the progress files.
    ///   - live: the live figures.
    ///   - alerts: as at the start; what it is told of goes on from there.
    ///   - logger: for what cannot be written, and for alerts.
    ///   - watch: sees every snapshot as it comes.
    init(
        files: ProgressFiles, live: LiveStatusWriter, alerts: AlertDesk, logger: Logger,
        watch: @escaping @Sendable (DispatchSnapshot) -> Void
    ) {
        self.files = files
        self.live = live
        self.alerts = alerts
        self.logger = logger
        self.watch = watch
    }

    func show(_ job: JobDossier, attempt: Int, progress: Progress?) {
        shownCount.withLock { $0 += 1 }
        queue.push(.show(job, attempt: attempt, progress))
    }

    func announce(_ job: JobDossier, _ forecast: StartForecast) {
        shownCount.withLock { $0 += 1 }
        queue.push(.announce(job, forecast))
    }

    func settle(_ job: JobDossier, state: ProgressState) {
        queue.push(.settle(job, state))
    }

    func record(_ rows: [StatisticsRow], of job: JobDossier) {
        guard let type = job.request?.type, alerts.watches(type) else { return }
        queue.push(.record(rows, of: job.number, type: type))
    }

    func awaitSettling(of job: JobNumber) {
        shownCount.withLock { $0 += 1 }
        queue.push(.awaitSettling(job))
    }

    func settleIfThere(_ job: JobDossier, state: ProgressState) {
        shownCount.withLock { $0 += 1 }
        queue.push(.settleIfThere(job, state))
    }

    func publish(_ snapshot: DispatchSnapshot) {
        watch(snapshot)
        queue.push(.snapshot(snapshot))
    }

    /// Told by intake that what it says of itself has changed.
    func intakeChanged() {
        queue.push(.intakeChanged)
    }

    /// Told by the publisher which results are in their places.
    func published(_ jobs: [EndedJob]) {
        guard shownCount.withLock({ $0 > 0 }) else { return }
        queue.push(.published(jobs.map(\.number)))
    }

    func close() {
        queue.close()
    }

    /// The thread's body. Returns when the queue is closed and everything is written.
    func run() {
        var board = ProgressBoard()
        var desk = alerts
        var dueAt = desk.look(at: SystemClock.now(), live)
        var lastFlush: MonotonicInstant?
        while let batch = queue.takeAll(until: dueAt) {
            for input in batch { take(input, into: &board, &desk) }
            let now = SystemClock.now()
            let nextLook = desk.look(at: now, live)
            if let lastFlush, now.monotonic < lastFlush + Self.interval, !board.hasFinished {
                let nextFlush = board.isDirty || live.isDirty ? lastFlush + Self.interval : nil
                dueAt = [nextFlush, nextLook].compactMap { $0 }.min()
                continue
            }
            flush(&board, at: now)
            lastFlush = now.monotonic
            dueAt = nextLook
        }
        flush(&board, at: SystemClock.now())
        live.remove()
    }

    private func take(_ input: Input, into board: inout ProgressBoard, _ desk: inout AlertDesk) {
        switch input {
        case .show(let job, let attempt, let progress):
            let isKnown = board.show(job, attempt: attempt, progress: progress, at: SystemClock.now().wall)
            if isKnown { shownCount.withLock { $0 -= 1 } }
        case .announce(let job, let forecast):
            if board.announce(job, forecast) { shownCount.withLock { $0 -= 1 } }
        case .settle(let job, let state):
            board.settle(job, state: state)
        case .awaitSettling(let number):
            board.awaitSettling(of: number)
        case .settleIfThere(let job, let state):
            if board.endsAwaiting(job.number) { shownCount.withLock { $0 -= 1 } }
            if board.holds(job.number) || !isThere(job) { shownCount.withLock { $0 -= 1 } } else { board.enter(job) }
            board.settle(job, state: state)
            board.markPublishedEarlier(job.number)
        case .record(let rows, let job, let type):
            desk.record(rows, of: job, type: type, at: SystemClock.now().wall)
        case .published(let numbers):
            board.markPublished(numbers)
        case .intakeChanged:
            live.touch()
        case .snapshot(let snapshot):
            desk.see(snapshot, at: SystemClock.now().wall)
            live.update(snapshot, percents: board.percents)
        }
    }

    private func flush(_ board: inout ProgressBoard, at now: Now) {
        for entry in board.takeDirty() {
            do {
                try write(entry, at: now.wall, board: &board)
            } catch {
                logger.warning(
                    "A progress file could not be written",
                    metadata: ["job.id": "\(entry.dossier.id.text)", "error": "\(error)"])
            }
            if entry.isFinished { shownCount.withLock { $0 -= 1 } }
        }
        live.write(at: now.wall)
    }

    /// Whether a progress file of this very job is there.
    private func isThere(_ job: JobDossier) -> Bool {
        do {
            return try files.hasProgress(resultName: job.resultName, id: job.id)
        } catch {
            logger.warning(
                "A progress file could not be read",
                metadata: ["job.id": "\(job.id.text)", "error": "\(error)"])
            return false
        }
    }

    private func write(_ entry: ProgressBoard.Entry, at moment: Timestamp, board: inout ProgressBoard) throws {
        let name = entry.dossier.resultName
        let document = entry.document(at: moment)
        if entry.ownsFiles {
            try files.replaceProgress(resultName: name, id: entry.dossier.id, document: document)
        } else {
            try files.takeOver(resultName: name, id: entry.dossier.id, document: document)
        }
        // One that only waits has no line to write, and keeps no file open for it.
        guard entry.hasLines else { return board.remember(entry.dossier.number, events: nil) }
        let events = try entry.events ?? files.openEvents(resultName: name)
        let lines = entry.lines(after: entry.lastSequence ?? events.lastSequence, at: moment)
        try events.append(lines.bytes)
        board.remember(
            entry.dossier.number, events: entry.isResting ? nil : events, lastSequence: lines.lastSequence)
    }
}
