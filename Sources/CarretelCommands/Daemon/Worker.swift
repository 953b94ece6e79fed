internal import ArgumentParser
internal import CarretelBrowser
internal import CarretelDaemon
internal import CarretelHTML
internal import CarretelProcessors
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import CarretelWorker

/// `carretel worker`: started by the daemon, never by hand except to try a processor through a pipe.
struct Worker: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run attempts that come as frames on standard input.", shouldDisplay: false)

    @OptionGroup var spool: SpoolOption

    @Option(help: "The folder of the locks, when it is not in the spool.")
    var stateDirectory: String?

    @Option(help: "By how much it stands back for other processes, 0 to 19.")
    var niceness: Int32 = 0

    @Flag(name: .customLong("prepare-http"), help: "Make the HTTP client before there is a job.")
    var preparesHTTP = false

    func run() throws {
        let datasets = try Directory.open(path: "\(spool.path)/\(SpoolFolder.datasets.rawValue)")
        let http = OnDemandHTTP()
        let cache = CacheFolder(spool: spool.path, stateDirectory: stateDirectory)
        let preparation: @Sendable () -> Void = { http.prepare() }
        WorkerMain.run(
            WorkerMain.Settings(spool: spool.path, stateDirectory: stateDirectory, niceness: niceness),
            processors: BuiltInProcessors.all, datasets: DatasetFolder(datasets), http: http,
            cache: cache, business: BusinessDatabase(spool: spool.path, stateDirectory: stateDirectory),
            housekeeping: SpoolHousekeeping(spool: spool.path, stateDirectory: stateDirectory, cache: cache),
            html: LibxmlParser(),
            browsers: {
                ChromiumPool(client: http, reaper: $0, configuration: .init(environment: ThisProcess.environment))
            },
            preparation: preparesHTTP ? preparation : nil
        )
    }
}
