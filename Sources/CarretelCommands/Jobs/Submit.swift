internal import ArgumentParser
internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// `carretel submit`: hands a job in, and waits for its result when asked to.
struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hand a job in, and wait for its result when asked to.",
        discussion: """
            Makes a job file of what is typed, or takes one that is there, checks it as the daemon will, and renames it
            into incoming/. Prints the job's NAME; with --wait, once it has ended, its output. --param NAME=VALUE is
            read by the type's schema (`carretel types`): lists with commas or as JSON, NAME.MEMBER=VALUE for members.

            Examples:
              carretel submit echo --param greeting=hello --wait
              carretel submit rupture-lots --param dataset=loja --param pedidos=101,102 --name carteira --wait
              carretel submit --file carga.json --wait --json > resultado.json
              echo '{"type": "echo"}' | carretel submit --file -

            Ctrl-C ends the waiting, not the job. Exit codes with --wait: 0 succeeded; 1 failed, rejected, expired, timed
            out or cancelled; 3 partial; 75 no daemon serves the spool. Without it: 0 handed in, 1 not.
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var json: JSONOption

    @Argument(help: "The job type; `carretel types` lists them.")
    var type: String?

    @Option(name: .customLong("param"), help: ArgumentHelp("A parameter of the job.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(help: "An existing job file to hand in as it is; - reads standard input.")
    var file: String?

    @Option(help: "The job's NAME (default: the file's name, else TYPE-DATE-TIME-xxxx).")
    var name: String?

    @Option(help: "An idempotency key: what has this type, key and parameters runs once.")
    var key: String?

    @Option(help: "0 to 9; 9 goes first (default: 5).")
    var priority: Int?

    @Option(help: ArgumentHelp("The time limit of one attempt.", valueName: "seconds"))
    var timeout: Double?

    @Flag(
        help: """
            Wait for the result, with progress on standard error, and print the output, or where it is when it is too \
            long for a terminal (with --json: the result).
            """)
    var wait = false

    func validate() throws {
        guard (type == nil) != (file == nil) else {
            throw ValidationError(
                type == nil ? "Give a job type, or a job file with --file." : "Give a job type or --file, not both.")
        }
        let isDescribed = !parameters.isEmpty || key != nil || priority != nil || timeout != nil
        guard file == nil || !isDescribed else {
            throw ValidationError(
                "--file hands a file in as it is: --param, --key, --priority and --timeout are not for it.")
        }
        guard timeout?.isFinite ?? true else { throw ValidationError("--timeout must be a number of seconds.") }
        if let name { try Self.check(name) }
    }

    private static func check(_ name: String) throws {
        switch JobName.parse(fileName: name + ".json") {
        case .job where !name.isEmpty: return
        case .foreign(let problem): throw ValidationError("--name cannot be used: \(problem.message).")
        default: throw ValidationError("--name must not be empty, start with a dot or end like an unfinished file.")
        }
    }

    private var spool: SpoolOption { state.spool }

    func run() async throws {
        try await CommandFailure.reporting("submit") {
            let checker = try JobChecker()
            let plan = try plan(checker)
            let doors = try SpoolDoors.open(at: spool.path)
            // Counted from before the job exists, so that Ctrl-C can never leave it without a word.
            if wait { try Interrupts.startCounting() }
            let receipt = try JobDrop(doors: doors).drop(plan.bytes, as: plan.name)
            // Said once the job is handed in, so that a configuration that cannot be read here holds nothing up.
            if let outlook = try await JobOutlook(state: state, catalogue: checker.catalogue).words(plan.request) {
                StandardError.write(outlook)
            }
            guard wait else { return try announce(receipt) }
            try follow(receipt, isFresh: plan.isFresh, doors: doors)
        }
    }

    // MARK: What is handed in

    private struct Plan {
        var bytes: [UInt8]
        var request: JobRequest
        var name: String
        /// Whether the NAME was made up just now.
        var isFresh: Bool
    }

    private func plan(_ checker: JobChecker) throws -> Plan {
        let bytes: [UInt8]
        let label: String?
        if let file {
            let input = InputFile(file)
            bytes = try input.read()
            label = input.label
        } else {
            let draft = JobDraft(
                type: type ?? "", assignments: parameters, key: key, priority: priority, timeoutSeconds: timeout)
            bytes = try draft.jobFile(for: try checker.type(named: draft.type).parameters)
            label = nil
        }
        guard case .valid(let request, let warnings) = checker.verdict(on: bytes) else {
            throw Self.refusal(checker.problems(in: bytes), label: label)
        }
        for warning in warnings { StandardError.write("warning: \(warning.message)") }
        if let name = try name ?? fileName() { return Plan(bytes: bytes, request: request, name: name, isFresh: false) }
        var generator = SystemRandomNumberGenerator()
        let fresh = FreshName.make(type: request.type, at: SystemClock.now().wall, using: &generator)
        return Plan(bytes: bytes, request: request, name: fresh, isFresh: true)
    }

    /// The NAME that the file given has; nil for standard input and without a file.
    private func fileName() throws -> String? {
        guard let file, file != "-" else { return nil }
        let last = file.split(separator: "/").last.map(String.init) ?? file
        guard case .job(let name) = JobName.parse(fileName: last) else {
            throw CommandFailure(
                "\(TerminalText.escape(last)) is no name of a job file, which ends in .json.",
                hint: "Give the job a NAME with --name.")
        }
        return name
    }

    /// What is wrong with the file, with places only where the person wrote the file.
    private static func refusal(_ problems: [FailureReason], label: String?) -> CommandFailure {
        let texts = problems.map { reason in
            if let label { return JobFileProblem(file: label, reason: reason).description }
            let hint = reason.hint.map { "\n  " + TerminalText.escape($0) } ?? ""
            return TerminalText.escape(reason.message) + hint
        }
        return CommandFailure("the job was not handed in:\n" + texts.joined(separator: "\n"))
    }

    // MARK: What is said

    private func announce(_ receipt: JobDrop.Receipt) throws {
        let presence = try DaemonPresence.look(spool: spool.path)
        if json.isWanted {
            StandardOutput.write(SubmitReport(receipt: receipt, presence: presence).json)
        } else {
            StandardOutput.write(lines: [TerminalText.escape(receipt.name)])
        }
        if presence == .dead {
            StandardError.write("No daemon serves \(spool.path) just now: the job waits in incoming/ until one does.")
        }
    }

    private func follow(_ receipt: JobDrop.Receipt, isFresh: Bool, doors: SpoolDoors) throws {
        let name = TerminalText.escape(receipt.name)
        let meter = ProgressMeter.onStandardError(name: receipt.name)
        StandardError.write("\(name): handed in")
        let follower = JobFollower(
            doors: doors, receipt: receipt, isFresh: isFresh, now: SystemClock.now().monotonic)
        var waiting = JobWait(spool: spool.path, meter: meter, follower: follower)
        let end = try waiting.run()
        meter.clear()
        switch end {
        case .result(let found): try show(found)
        case .interrupted:
            StandardError.write("\(name): not waited for any more; the job goes on, and `carretel show` follows it.")
            // 128 + SIGINT, as a shell says it.
            throw ExitCode(130)
        case .noDaemon(let isTaken):
            let place = isTaken ? "was taken and goes on" : "waits in incoming/ and runs"
            throw CommandFailure(
                "no daemon serves \(spool.path): \(name) \(place) when one starts.",
                hint: "Start one with `carretel serve --spool \(spool.path)`.", code: CommandFailure.Code.noDaemon)
        }
    }

    private func show(_ found: JobFollower.Found) throws {
        let style = TextStyle.of(descriptor: StandardError.descriptor)
        let folder = "\(spool.path)/outgoing/results"
        for line in ResultText.lines(found.summary, folder: folder, style: style) { StandardError.write(line) }
        if json.isWanted {
            StandardOutput.write(found.document)
        } else if ResultText.isTooLong(
            found.summary.output, toTerminal: Terminal.isTerminal(StandardOutput.descriptor))
        {
            StandardError.write(ResultText.whereOutputIs(found, folder: folder))
        } else if !found.summary.output.isEmpty {
            StandardOutput.write(found.summary.output + [UInt8(ascii: "\n")])
        }
        let code = ResultText.exitCode(found.summary.status)
        if code != 0 { throw ExitCode(code) }
    }
}

/// What `submit --json` prints without --wait.
struct SubmitReport {
    var receipt: JobDrop.Receipt
    var presence: DaemonPresence

    /// One line.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("name", receipt.name)
        writer.member("sha256", receipt.sha256)
        writer.member("submitted_at", receipt.droppedAt)
        let isAlive: Bool? = presence == .unknown ? nil : presence == .alive
        writer.member("daemon_alive", isAlive)
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}
