internal import ArgumentParser
internal import CarretelCore
internal import CarretelSystem

/// `carretel check`: says what is wrong with job files before they are handed in.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong with job files, before they are handed in.",
        discussion: """
            Prints a line for every problem: FILE:LINE:COLUMN, what was expected and what was found, and how to mend it;
            or FILE: ok. The daemon would say the first of them in the job's result. A dataset that a job names is read
            too, every cell of it, when the spool (or --datasets) has it.

            Examples:
              carretel check carga.json
              carretel check --json outbox/*.json
              make-job | carretel check -

            Exit codes: 0 all files are well, 1 something is wrong.
            """)

    @OptionGroup var json: JSONOption

    @OptionGroup var spool: SpoolOption

    @Option(help: ArgumentHelp("Where the datasets are (default: datasets/ of the spool).", valueName: "dir"))
    var datasets: String?

    @Argument(help: "Job files; - reads standard input.")
    var files: [String]

    func run() throws {
        try CommandFailure.reporting("check") {
            let checker = try JobChecker()
            let data = JobDataChecker(datasets: NamedDatasets(path: datasets ?? "\(spool.path)/datasets"))
            let report = CheckReport(files: files.map { Self.check(InputFile($0), checker, data) })
            if json.isWanted {
                StandardOutput.write(report.json)
            } else {
                StandardOutput.write(lines: report.lines(TextStyle.of(descriptor: StandardOutput.descriptor)))
            }
            for note in report.files.compactMap(\.note) { StandardError.write(note) }
            if !report.isWell { throw ExitCode(CommandFailure.Code.failed) }
        }
    }

    private static func check(
        _ file: InputFile, _ checker: JobChecker, _ data: JobDataChecker
    ) -> CheckReport.File {
        do {
            let bytes = try file.read()
            var report = CheckReport.File(name: file.label, problems: checker.problems(in: bytes), note: note(on: file))
            guard case .valid(let request, let warnings) = checker.verdict(on: bytes) else { return report }
            let findings = data.findings(on: request)
            report.problems += findings.problems
            report.warnings = warnings + findings.warnings
            return report
        } catch {
            let reason = FailureReason(
                .permanent, code: "unreadable", message: "It cannot be read: \(error.systemText).")
            return .init(name: file.label, problems: [reason])
        }
    }

    /// A name under which the file would never be taken is no fault of what is in it.
    private static func note(on file: InputFile) -> String? {
        guard file.argument != "-", let last = file.argument.split(separator: "/").last else { return nil }
        let name = TerminalText.escape(String(last))
        switch JobName.parse(fileName: String(last)) {
        case .job: return nil
        case .ignored: return "\(name): note: incoming/ leaves a file of this name alone, as one that is not finished"
        case .foreign(let problem): return "\(name): note: incoming/ leaves this file alone: \(problem.message)"
        }
    }
}

/// What `check` found.
struct CheckReport {
    struct File {
        /// As the person named it.
        var name: String
        var problems: [FailureReason] = []
        var warnings: [Warning] = []
        /// What is odd about it beside its content.
        var note: String?
    }

    var files: [File]

    /// Whether every file is a job.
    var isWell: Bool { files.allSatisfy(\.problems.isEmpty) }

    /// For people.
    func lines(_ style: TextStyle) -> [String] {
        files.flatMap { file -> [String] in
            let name = TerminalText.escape(file.name)
            let warnings = file.warnings.map { "\(name): warning: \($0.message)" }
            guard !file.problems.isEmpty else { return warnings + ["\(name): \(style.paint("ok", .good))"] }
            return warnings + file.problems.map { JobFileProblem(file: file.name, reason: $0).description }
        }
    }

    /// For programs: one line.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("ok", isWell)
        writer.name("files")
        writer.beginArray()
        for file in files {
            writer.beginObject()
            writer.member("file", file.name)
            writer.member("ok", file.problems.isEmpty)
            writer.name("problems")
            writer.beginArray()
            for problem in file.problems { writer.reason(problem) }
            writer.endArray()
            writer.name("warnings")
            writer.beginArray()
            for warning in file.warnings { writer.warning(warning) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}
