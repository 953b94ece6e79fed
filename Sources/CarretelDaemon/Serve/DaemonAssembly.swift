internal import CarretelCore
internal import CarretelEngine
internal import CarretelProcessors
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals

/// Joins the threads of the daemon with each other and runs them.
///
///     intake ─arrivals─► dispatch ─requests─► journal ─ended─► stager ─staged─► publisher
///       ▲                 ▲  │  ▲               │  └──────order──────────────────▲   │
///       └─control answers─┘  │  └────replies────┘                                    │
///                            └────progress────► reporter ◄──────published────────────┤
///                                               scheduler ◄─────published────────────┘
///
/// The scheduler drops its job files into `incoming/`, like everyone.
struct DaemonAssembly {
    /// How many arrivals may be on the way from intake to the journal.
    static let maxArrivals = 1_024
    /// How long children may take to end after everything else has.
    static let childrenLimit = Duration.seconds(2)

    private let context: DaemonContext
    private let dispatch: DispatchThread
    private let journal: JournalThread
    private let copier: LogThread
    private let stager: StagerThread
    private let publisher: PublisherThread
    private let reporter: ReporterThread
    private let intake: Intake
    /// Nil with `--once`: then only what is there is run.
    private let scheduler: SchedulerThread?
    private let dispatchBody: @Sendable () throws -> Void
    private let quiet: QuietWatch
    private let reaper: ChildReaper

    /// Makes all parts; nothing runs before ``run()``.
    init(_ context: DaemonContext, journal store: Journal) throws {
        self.context = context
        let layout = context.layout
        let logger = context.logger
        let reaper = try ChildReaper()
        let dispatch = try DispatchThread()
        let arrivals = Gate(capacity: Self.maxArrivals)
        let control = ControlBridge()
        let publisher = PublisherThread(layout: layout, logger: logger)
        let stager = StagerThread(stager: ResultStager(layout: layout), publisher: publisher)
        let copier = LogThread(copier: try LogCopier("\(layout.state.path)/\(Daemon.journalName)"))
        let journal = JournalThread(journal: store, stager: stager, publisher: publisher, copier: copier) {
            dispatch.tell(.replies($0))
        }
        // Intake is made before the reporter, whose figures hold what intake says.
        let notice = Latch()
        let intake = try context.makeIntake(
            reaper: reaper, dispatch: dispatch, arrivals: arrivals, control: control,
            changed: { notice.call() })
        control.listen { intake.answer($0, $1) }
        let quiet = QuietWatch()
        let live = LiveStatusWriter(
            folder: layout.state, catalogue: context.catalogue, pid: context.options.pid,
            startedAt: context.startedAt, logger: logger
        ) { LiveStatus.Intake(intake.status) }
        let processes = WorkerProcesses()
        let reporter = ReporterThread(
            files: ProgressFiles(layout: layout), live: live,
            alerts: try context.makeAlerts(journal: store, processes: processes), logger: logger
        ) { quiet.see($0) }
        let scheduler =
            context.options.once
            ? nil
            : SchedulerThread(
                context.schedules, layout: layout, startedAt: context.startedAt, logger: logger)
        notice.set {
            reporter.intakeChanged()
            scheduler?.scanned()
        }
        publisher.listen(
            released: { stager.release($0) },
            durable: { journal.submit([.markPublished(through: $0), .markDurable(through: $0)]) },
            published: {
                reporter.published($0)
                scheduler?.published($0)
            })
        dispatchBody = context.dispatchBody(
            reaper: reaper, processes: processes, dispatch: dispatch, journal: journal, reporter: reporter,
            control: control, arrivals: arrivals)
        self.dispatch = dispatch
        self.journal = journal
        self.copier = copier
        self.stager = stager
        self.publisher = publisher
        self.reporter = reporter
        self.intake = intake
        self.scheduler = scheduler
        self.quiet = quiet
        self.reaper = reaper
    }

    /// Runs until a signal, or with `--once` until nothing is left to do.
    ///
    /// - Parameter caught: the signals since the start.
    /// - Returns: the last result, when any was published: everything up to it is on disk.
    /// - Throws: what the system said when a thread could not be started.
    func run(_ caught: UnixSignalsSequence) async throws -> EndSequence? {
        let group = ServiceGroup(configuration: .init(services: services(), logger: quietLogger))
        let signals = Signals(
            logger: context.logger,
            stop: { Task { await group.triggerGracefulShutdown() } },
            hasten: { [dispatch] in dispatch.tell(.hasten) },
            reload: { [intake, dispatch, scheduler, context] in
                intake.rescan()
                guard let (lanes, schedules) = await context.readAgain() else { return }
                dispatch.tell(.reconfigured(lanes))
                scheduler?.replace(schedules)
                context.logger.notice(
                    "The configuration was read again: lanes and schedules hold now, all else from the next start on")
            })
        let listening = Task { await signals.listen(to: caught) }
        defer { listening.cancel() }
        let ending = context.options.once ? Task { await stopWhenQuiet(group) } : nil
        defer { ending?.cancel() }
        context.logger.notice(
            "Carretel serves the spool",
            metadata: ["spool": "\(context.options.spool)", "pid": "\(context.options.pid)"])
        try await group.run()
        await waitForChildren()
        context.logger.notice("Carretel has stopped")
        return publisher.lastSynced
    }

    /// Workers and the watcher end by themselves when their input is closed; a zombie of ours would be left to whoever
    /// started us.
    private func waitForChildren() async {
        let deadline = SystemClock.now().monotonic + Self.childrenLimit
        while !reaper.table.pids.isEmpty, SystemClock.now().monotonic < deadline {
            do {
                try await Task.sleep(for: .milliseconds(5))
            } catch {
                return
            }
        }
    }

    /// In the order of their start; stopped in reverse, each awaited before the next: nothing more is dropped by schedules,
    /// intake claims no more, dispatch
    /// lets jobs end, the journal writes what is left, results are staged, then published, then shown.
    private func services() -> [ServiceGroupConfiguration.ServiceConfiguration] {
        var threads = [
            thread("reporter", { [reporter] in reporter.run() }, stop: { [reporter] in reporter.close() }),
            thread("publisher", { [publisher] in try publisher.run() }, stop: { [publisher] in publisher.close() }),
            thread("stager", { [stager] in try stager.run() }, stop: { [stager] in stager.close() }),
            thread("log", { [copier] in try copier.run() }, stop: { [copier] in copier.close() }),
            thread("journal", { [journal] in try journal.run() }, stop: { [journal] in journal.close() }),
            thread(
                "dispatch", dispatchBody,
                stop: { [dispatch, grace = context.configuration.stopGrace] in dispatch.tell(.stop(grace: grace)) }),
            thread("intake", { [intake] in intake.run() }, stop: { [intake] in intake.stop() }),
        ]
        if let scheduler { threads.append(thread("scheduler", { try scheduler.run() }, stop: { scheduler.close() })) }
        return threads.map { .init(service: $0) }
    }

    private func thread(
        _ name: String, _ body: @escaping @Sendable () throws -> Void, stop: @escaping @Sendable () -> Void
    ) -> ThreadService {
        ThreadService(name: name, logger: context.logger, body: body, stop: stop)
    }

    /// The service group's own words are of no use to an operator.
    private var quietLogger: Logger {
        var quiet = context.logger
        quiet.logLevel = .error
        return quiet
    }

    /// Waits until intake has nothing in hand and dispatch nothing waiting or running, then stops.
    private func stopWhenQuiet(_ group: ServiceGroup) async {
        while !Task.isCancelled {
            if LiveStatus.Intake.isIdle(intake.status), await quiet.isQuiet(asking: { dispatch.tell(.probe) }) {
                await group.triggerGracefulShutdown()
                return
            }
            do {
                try await Task.sleep(for: QuietWatch.interval)
            } catch {
                return
            }
        }
    }
}
