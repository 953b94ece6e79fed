package import CarretelCore
package import CarretelProcessors
package import CarretelSystem
import Logging

/// The worker process: `carretel worker --spool DIR`. Frames come in on standard input and go out on standard output;
/// everything else goes to standard error.
///
///     reader thread ──► AttemptQueue ──► one task, attempts one after the other ──► OutgoingFrames
///       │  cancel, recall, permits                                                    ▲
///       └► end of input: kills all, exits            pulse thread ── held frames, due progress
///
/// A processor may block or burn its thread; reader and pulse have their own and stay able to act.
package struct WorkerMain: Sendable {
    /// What the worker is told by its command line.
    package struct Settings: Sendable {
        /// The spool's folder.
        package var spool: String
        /// The folder of `workers.lock` when it is not `state` in the spool.
        package var stateDirectory: String?
        /// By how much it stands back for others, see ``LaneDescriptor/niceness``.
        package var niceness: Int32

        /// Describes a worker.
        package init(spool: String, stateDirectory: String? = nil, niceness: Int32 = 0) {
            self.spool = spool
            self.stateDirectory = stateDirectory
            self.niceness = niceness
        }
    }

    /// Exit codes of sysexits.h that a worker uses itself; 0 is an end that was asked for.
    enum ExitCode {
        /// Frames that make no sense.
        static let protocolBroken: Int32 = 76
        /// The spool belongs to another daemon just now.
        static let locked: Int32 = 75
        /// The system refused something that a worker needs.
        static let systemFailed: Int32 = 71
    }

    /// Runs until standard input ends, then ends the process. Never returns.
    ///
    /// - Parameters:
    ///   - settings: where the spool is.
    ///   - processors: the job types that it can run.
    ///   - datasets: what jobs read by name.
    ///   - http: the way to upstream systems.
    ///   - cache: answers that may serve again.
    ///   - business: rows of upstream systems.
    ///   - housekeeping: the files of the spool, for maintenance.
    ///   - html: reads pages.
    ///   - browsers: makes the pool of real ones, which starts them as this process's children.
    ///   - preparation: done on a thread of its own once the worker is ready, so that jobs need not wait for it; nil for
    ///     none.
    package static func run(
        _ settings: Settings, processors: [AnyProcessor], datasets: any DatasetSource,
        http: any HTTPClient = NoHTTP(), cache: CacheFolder? = nil,
        business: any BusinessStore = NoBusinessStore(), housekeeping: any Housekeeping = NoHousekeeping(),
        html: any HTMLParser = NoHTMLParser(), browsers: (ChildReaper) -> any BrowserPool = { _ in NoBrowsers() },
        preparation: (@Sendable () -> Void)? = nil
    ) -> Never {
        let logger = Logger(label: "carretel.worker") { StreamLogHandler.standardError(label: $0) }
        do throws(SystemError) {
            let output = try PipeEnd.takeStandardOutput()
            // First of all, because threads have nice values of their own.
            if settings.niceness > 0 { try ProcessSetup.standBack(by: settings.niceness) }
            try ProcessSetup.ignoreSignals()
            try ProcessSetup.becomeSubreaper()
            guard let lock = try takeLock(settings) else {
                logger.error("Another daemon is taking this spool over.", metadata: ["spool": "\(settings.spool)"])
                ProcessSetup.exitNow(ExitCode.locked)
            }
            let reaper = try ChildReaper(sweepsAfterEachChild: false)
            let loop = WorkerLoop(
                processors: processors,
                ports: AttemptPorts(
                    datasets: datasets, http: http, cacheFolder: cache, business: business,
                    housekeeping: housekeeping, html: html, browsers: browsers(reaper), reaper: reaper),
                input: PipeEnd(0), output: output, logger: logger)
            try loop.start()
            // A worker that is not prepared only has a slower first job.
            if let preparation { _ = try? PlainThread.start(name: "preparation", preparation) }
            withExtendedLifetime(lock) { loop.read() }
        } catch {
            logger.critical("The worker cannot start.", metadata: ["error": "\(error)"])
        }
        ProcessSetup.exitNow(ExitCode.systemFailed)
    }

    /// Shares `workers.lock`: as long as any worker holds it, the next daemon waits with its recovery.
    private static func takeLock(_ settings: Settings) throws(SystemError) -> FileLock? {
        let folder = try Directory.open(path: settings.stateDirectory ?? settings.spool + "/state")
        return try FileLock.tryAcquire("workers.lock", in: folder, .shared)
    }
}
