package import CarretelCore
internal import CarretelProcessors
internal import CarretelSpool
internal import CarretelStore
package import CarretelSystem
internal import Logging

/// The daemon: takes the locks, recovers what the last one left, and runs until it is asked to stop.
package enum Daemon {
    /// The name of the journal in the state folder.
    package static let journalName: FileName = "journal.sqlite"

    /// The job types of this program with their built-in lanes.
    package static func builtInCatalogue() throws(FailureReason) -> JobCatalogue {
        try BuiltInProcessors.catalogue()
    }

    /// Runs `carretel serve`. Returns after an orderly stop.
    ///
    /// - Throws: ``Refusal`` when it does not start; what the system said when something fails later.
    package static func serve(_ options: ServeOptions) async throws {
        try ProcessSetup.ignoreSignals()
        try ProcessSetup.becomeSubreaper()
        ProcessSetup.letGroupRead()
        let signals = await Signals.caught()
        let catalogue = try BuiltInProcessors.catalogue()
        let configuration = try await configuration(options, catalogue: catalogue)
        let profiles = try profiles(options, systems: catalogue.upstreams)
        let readSchedules = { @Sendable () throws(FailureReason) in
            try ScheduleReader.read(
                file: options.configuration, environment: options.environment, catalogue: catalogue, profiles: profiles)
        }
        let schedules = try refusing(readSchedules)
        let logger = DaemonLog.make(level: configuration.logLevel)
        warn(of: profiles.exposedFiles, logger)
        warn(ofStray: StrayVariables.all(in: options.environment, catalogue: catalogue), logger)
        let layout = try openSpool(options, configuration)
        let locks = try lock(layout, pid: options.pid, logger: logger)
        let effective = try catalogue.with(lanes: configuration.lanes)
        let journal = try openJournal(layout, catalogue: effective, logger: logger)
        let startedAt = SystemClock.now()
        let (restored, adopted) = try recover(
            layout, journal, settings: configuration.dispatch, at: startedAt.wall, logger: logger)
        let context = DaemonContext(
            options: options, configuration: configuration,
            provisions: JobProvisions(catalogue: effective, types: configuration.types, profiles: profiles),
            catalogue: effective, layout: layout, restored: restored, adopted: adopted, startedAt: startedAt.wall,
            schedules: schedules, readSchedules: readSchedules, logger: logger)
        if let last = try await DaemonAssembly(context, journal: journal).run(signals) {
            // The journal's thread has ended by now, so the mark is moved here.
            _ = try journal.commit([.markPublished(through: last), .markDurable(through: last)]) { _ in }
        }
        try journal.close()
        withExtendedLifetime(locks) {}
    }

    /// Makes files and journal agree, while no worker of an earlier daemon is left and none of ours has begun.
    private static func recover(
        _ layout: SpoolLayout, _ journal: Journal, settings: DispatchSettings, at moment: Timestamp, logger: Logger
    ) throws -> (RestoredState, adopted: [ActiveFileName]) {
        let workers = try waitForWorkers(layout, logger: logger)
        defer { withExtendedLifetime(workers) {} }
        do {
            let recovery = Recovery(
                layout: layout, journal: journal, settings: settings, bootID: try BootID.read(), logger: logger)
            let restored = try recovery.run(at: moment)
            let census = try ActiveCensus(layout: layout, journal: journal, logger: logger)
                .run(unendedCount: try journal.unendedCount())
            try WorkFolder(layout: layout, journal: journal).clear()
            return (restored, census.unknown)
        } catch {
            throw Refusal(
                "What the last daemon left cannot be taken up: \(error)",
                hint: "Nothing is lost. Mend what the message names and start again.")
        }
    }

    private static func configuration(
        _ options: ServeOptions, catalogue: JobCatalogue
    ) async throws(Refusal) -> DaemonConfiguration {
        do {
            var configuration = try await ConfigurationReader.read(
                file: options.configuration, environment: options.environment, catalogue: catalogue)
            if let folder = configuration.stateDirectory {
                configuration.stateDirectory = try ThisProcess.absolute(folder)
            }
            return configuration
        } catch let reason as FailureReason {
            throw Refusal(reason.message, hint: reason.hint)
        } catch {
            throw Refusal("The configuration cannot be used: \(error)")
        }
    }

    private static func profiles(_ options: ServeOptions, systems: [UpstreamSystem]) throws(Refusal) -> ProfileBook {
        try refusing { () throws(FailureReason) in
            try ProfileReader.read(file: options.configuration, environment: options.environment, systems: systems)
        }
    }

    /// What is wrong with the configuration ends the start.
    private static func refusing<Value>(_ read: () throws(FailureReason) -> Value) throws(Refusal) -> Value {
        do throws(FailureReason) {
            return try read()
        } catch {
            throw Refusal(error.message, hint: error.hint)
        }
    }

    private static func warn(of files: [ProfileBook.ExposedFile], _ logger: Logger) {
        for file in files {
            logger.warning(
                "Every user of this machine may read a secret",
                metadata: ["key": "\(file.key)", "file": "\(TerminalText.escape(file.path))"])
        }
    }

    private static func warn(ofStray variables: [StrayVariables.Stray], _ logger: Logger) {
        for variable in variables {
            var metadata: Logger.Metadata = ["variable": "\(TerminalText.escape(variable.name))"]
            if let nearest = variable.nearest { metadata["did_you_mean"] = "\(nearest)" }
            logger.warning(
                "An environment variable sets nothing: no key of the configuration has its name", metadata: metadata)
        }
    }

    private static func openSpool(
        _ options: ServeOptions, _ configuration: DaemonConfiguration
    ) throws(Refusal) -> SpoolLayout {
        var modes = SpoolModes()
        if let group = configuration.group {
            do throws(SystemError) {
                modes.writersGroup = try GroupID.named(group)
            } catch {
                throw Refusal("The configured group “\(group)” cannot be found: \(error).")
            }
        }
        do throws(SpoolFailure) {
            let layout = try SpoolLayout.create(
                at: options.spool, modes: modes, stateDirectory: configuration.stateDirectory)
            try layout.checkService()
            return layout
        } catch {
            throw Refusal("\(error)")
        }
    }

    /// Takes the daemon's own locks.
    private static func lock(_ layout: SpoolLayout, pid: Int, logger: Logger) throws(Refusal) -> SpoolLocks {
        do throws(SpoolFailure) {
            return try layout.lockForService(mark: String(pid))
        } catch {
            throw Refusal("\(error)", hint: "One daemon serves a spool; `carretel status` shows it.")
        }
    }

    /// Waits until no worker of an earlier daemon is left: only then can no job be running any more.
    ///
    /// - Returns: the workers' lock, which keeps others from beginning until it is let go.
    private static func waitForWorkers(_ layout: SpoolLayout, logger: Logger) throws(SystemError) -> FileLock {
        let name = SpoolLayout.workersLockName
        if let lock = try FileLock.tryAcquire(name, in: layout.state, .exclusive) { return lock }
        logger.notice("Waiting for workers of an earlier daemon to end")
        return try FileLock.acquire(name, in: layout.state, .exclusive)
    }

    private static func openJournal(
        _ layout: SpoolLayout, catalogue: JobCatalogue, logger: Logger
    ) throws -> Journal {
        let isMissing = try layout.state.statusIfPresent(of: journalName) == nil
        if isMissing, let witness = try SpoolWitness(layout: layout).firstSign() {
            throw Refusal(
                "The journal \(layout.state.path)/\(journalName) is missing, but \(witness) shows that jobs were taken.",
                hint: "Put it back, or rebuild it from the files: carretel fsck --repair --spool \(layout.root.path)")
        }
        let parts = try JournalAssembly.parts(layout: layout, catalogue: catalogue)
        do throws(StoreFailure) {
            return try Journal.open("\(layout.state.path)/\(journalName)", creating: isMissing, parts: parts)
        } catch {
            throw Refusal(
                "The journal cannot be used: \(error)",
                hint: "Nothing was changed. A damaged journal can be rebuilt from the files: carretel fsck --repair "
                    + "--spool \(layout.root.path)")
        }
    }
}
