internal import ArgumentParser
internal import CarretelDaemon
internal import CarretelSystem

/// `carretel serve`: the daemon.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon: take job files from incoming/ and answer in outgoing/.",
        discussion: """
            Runs until SIGTERM or SIGINT, lets running jobs end within the grace (10 s unless configured), and exits
            with 0. A second signal hastens. SIGHUP scans the folders and reads the configuration again.

            Examples:
              carretel serve --spool /srv/carretel
              carretel serve --once            run what is there, then exit (for cron and for scripts)

            Exit codes: 0 stopped as asked; 2 refused to start, with the reason; 74 the disk or the journal failed.
            """)

    @OptionGroup var spool: SpoolOption

    @Option(
        name: .customLong("config"),
        help: "The configuration file (default: $CARRETEL_CONFIG, else /etc/carretel/carretel.yaml if there is one).")
    var configurationFile: String?

    @Flag(help: "Run what is there, then exit.")
    var once = false

    func run() async throws {
        let environment = ThisProcess.environment
        let executable = try ThisProcess.executablePath()
        let options = ServeOptions(
            spool: try ThisProcess.absolute(spool.path),
            configuration: configurationFile ?? environment["CARRETEL_CONFIG"], once: once,
            executable: executable, watcher: Companion.path(of: "carretel-watch", beside: executable),
            environment: environment, pid: Int(ThisProcess.id))
        do {
            try await Daemon.serve(options)
        } catch let refusal as Refusal {
            StandardError.write("carretel serve: \(refusal)")
            throw ExitCode(2)
        }
    }
}
