internal import CarretelCore
internal import CarretelEngine
internal import CarretelProcessors
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Logging

extension DaemonContext {
    /// Intake with its ports.
    func makeIntake(
        reaper: ChildReaper, dispatch: DispatchThread, arrivals: Gate, control: ControlBridge,
        changed: @escaping @Sendable () -> Void
    ) throws(SystemError) -> Intake {
        let judge = JobJudge(catalogue: catalogue)
        var settings = IntakeSettings()
        settings.safetyScanInterval = configuration.safetyScan
        let ports = IntakePorts(
            judge: { judge.judge($0) },
            arrivals: { batch in
                arrivals.enter(batch.count)
                dispatch.tell(.arrivals(batch))
            },
            control: { request in
                if let input = control.input(for: request) { dispatch.tell(input) }
            },
            spawnWatcher: { (folders) throws(SystemError) in
                let environment = ["PATH": options.environment["PATH"] ?? "/usr/bin:/bin"]
                let launch = ChildProcess.Launch(
                    executable: options.watcher, arguments: folders, environment: environment)
                // Its end is seen as the end of its output.
                let child = try ChildProcess.start(launch, reaper: reaper) { _ in }
                return WatcherConnection(input: child.input, output: child.output)
            },
            scanEnded: changed)
        return try Intake(
            layout: layout, settings: settings, ports: ports, lastID: restored.largestID, adopted: adopted)
    }

    /// What watches how the work of some types goes, from what the history knows of the last hour on.
    func makeAlerts(journal: Journal, processes: WorkerProcesses) throws -> AlertDesk {
        let window = Duration.seconds(60 * (AlertMachine.windowMinutes + 1))
        return AlertDesk(
            catalogue: catalogue, settings: { configuration.types.settings(ofType: $0) },
            minutes: try journal.tries(since: startedAt + (.zero - window)), logger: logger,
            residentBytes: { processes.residentBytes(ofLanes: $0) })
    }

    /// The body of the dispatch thread. The dispatcher belongs to that thread alone, so it is made there.
    func dispatchBody(
        reaper: ChildReaper, processes: WorkerProcesses, dispatch: DispatchThread, journal: JournalThread,
        reporter: ReporterThread, control: ControlBridge, arrivals: Gate
    ) -> @Sendable () throws -> Void {
        let state = RestoredDispatch(restored)
        let staged = StagedFiles(layout: layout)
        return {
            let epoll = try Epoll()
            var launch = WorkerProcess.launch(
                executable: options.executable, spool: layout.root.path, environment: options.environment)
            if let folder = configuration.stateDirectory { launch.arguments += ["--state-directory", folder] }
            let fleet = ProcessFleet(
                epoll: epoll, launch: launch, reaper: reaper, processes: processes, logger: logger
            ) {
                dispatch.tell(.workerExited($0, $1))
            }
            let machine = DispatchMachine(
                catalogue: catalogue, settings: configuration.dispatch, restored: state,
                seed: UInt64(bitPattern: startedAt.microseconds))
            let dispatcher = Dispatcher(
                machine: machine, lanes: catalogue.lanes, journal: journal, fleet: fleet, progress: reporter,
                tenders: Set(catalogue.types.lazy.filter(\.tendsJournal).map(\.name)), spoolPath: layout.root.path,
                provision: { provisions.provision(for: $0) },
                checkFiles: { staged.problem(with: $0, in: $1) }, answerCancel: { control.answer($0, $1) },
                releaseArrivals: { arrivals.leave($0) })
            try dispatch.run(dispatcher, fleet: fleet, epoll: epoll)
        }
    }
}

/// Judges a job file's bytes for intake: what it asks for, and under what it may share another's run.
private struct JobJudge: Sendable {
    private let reader: JobFileReader

    init(catalogue: JobCatalogue) {
        reader = JobFileReader(catalogue: catalogue, checks: BuiltInProcessors.checks)
    }

    func judge(_ bytes: [UInt8]) -> JudgedJob {
        let verdict = reader.read(bytes)
        guard case .valid(let request, _) = verdict else { return JudgedJob(verdict: verdict) }
        let sharing = reader.sharing(of: request) { Digest.sha256($0) }
        return JudgedJob(verdict: verdict, idempotency: sharing.idempotency, coalescing: sharing.coalescing)
    }
}

extension RestoredDispatch {
    /// What the machine needs of the journal's state.
    fileprivate init(_ restored: RestoredState) {
        self.init(
            nextNumber: restored.nextNumber, waiting: restored.waitingCounts, deferred: restored.deferredCount,
            expiring: restored.expiringCount,
            laneStarts: Dictionary(uniqueKeysWithValues: restored.laneStarts.enumerated().map { ($0, $1) }),
            permits: restored.permits,
            endedLeaders: restored.endedLeaders.compactMap { leader in
                leader.answer.map { .init(number: leader.number, id: leader.id, answer: $0) }
            })
    }
}
