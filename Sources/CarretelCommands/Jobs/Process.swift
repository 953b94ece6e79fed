internal import ArgumentParser
internal import CarretelCore
internal import CarretelDaemon
internal import CarretelStore
internal import CarretelSystem
internal import CarretelWorker

/// `carretel process`: one job in the foreground, without a daemon and without a trace.
struct Process: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run one job file here and now, without the daemon, and print its result.",
        discussion: """
            Checks the file, runs one attempt in this process within the job's time limit, and prints the result as it
            would stand in outgoing/results/. Nothing is queued, journalled or tried again; not_before, expires_at, key
            and priority mean nothing here. Progress goes to standard error.

            Examples:
              carretel process carga.json
              carretel process ruptura.json --datasets ./datasets --data ./saida
              echo '{"type": "echo"}' | carretel process - | jq .status

            The business store of the spool is read and never written: a synchronisation fills a store of its own that
            is removed at the end, so it begins from nothing each time.

            Data files stay in DIR/NAME.data/ with --data DIR; else they are removed and the result says so. Exit codes:
            0 succeeded; 1 failed, rejected, timed out or cancelled; 3 partial.
            """)

    @OptionGroup var state: StateOption

    @Argument(help: "A job file; - reads standard input.")
    var file: String

    @Option(help: ArgumentHelp("Where the datasets are (default: datasets/ of the spool).", valueName: "dir"))
    var datasets: String?

    @Option(help: ArgumentHelp("Keep the job's data files here.", valueName: "dir"))
    var data: String?

    func run() throws {
        try CommandFailure.reporting("process") {
            let job = try ForegroundJob(bytes: try InputFile(file).read(), name: name, moment: SystemClock.now().wall)
            let provision = try job.dossier.request.map { request in
                try MainThread.wait { [state] in try await state.provision(for: request) }
            }
            let staging = try StagingPlace(keptIn: data)
            let stateDirectory = try MainThread.wait { [state] in try await state.stateDirectory() }
            let run = ForegroundRun(
                datasets: NamedDatasets(path: datasets ?? "\(state.spool.path)/datasets"), staging: staging,
                business: BusinessDatabase(spool: state.spool.path, stateDirectory: stateDirectory),
                housekeeping: SpoolHousekeeping(
                    spool: state.spool.path, stateDirectory: stateDirectory,
                    cache: CacheFolder(spool: state.spool.path, stateDirectory: stateDirectory)),
                provision: provision ?? JobProvision())
            let (answer, attempt) = try run.answer(to: job)
            let document = job.document(with: try staging.settle(answer, resultName: name), attempt: attempt)
            try show(document)
        }
    }

    /// What the job would be called if its file were dropped.
    private var name: String {
        let last = file.split(separator: "/").last.map(String.init) ?? file
        if file != "-", case .job(let name) = JobName.parse(fileName: last) { return name }
        return file == "-" ? "stdin" : last
    }

    private func show(_ document: [UInt8]) throws {
        let summary = try ResultSummary(parsing: document)
        let style = TextStyle.of(descriptor: StandardError.descriptor)
        for line in ResultText.lines(summary, folder: data ?? "(removed)", style: style) { StandardError.write(line) }
        StandardOutput.write(document)
        let code = ResultText.exitCode(summary.status)
        if code != 0 { throw ExitCode(code) }
    }
}
