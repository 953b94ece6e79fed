internal import ArgumentParser
internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// `carretel cancel`: asks the daemon to end jobs.
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask the daemon to end jobs: those that wait, and those that run.",
        discussion: """
            Writes control/ID.cancel and says what came of it. A job is named by its NAME (the latest), its id, or any
            ending of its id of 4 characters or more. Anyone who may write to control/ may do the same without this
            command: touch control/NAME.cancel

            Examples:
              carretel cancel carteira
              carretel cancel K3F9QZ 01JD2V5Y7E8M0000000000K3F9

            Exit codes: 0 every job is being ended or had ended; 1 one was not found, is not the only one of its name or
            was refused; 75 no daemon serves the spool, the requests wait in control/.
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var json: JSONOption

    @Argument(help: "Jobs by NAME, id or ending of an id.")
    var jobs: [String]

    func run() async throws {
        try await CommandFailure.reporting("cancel") {
            let desk = CancelDesk(
                spool: state.spool.path, doors: try SpoolDoors.open(at: state.spool.path),
                finder: try await JobFinder.open(state))
            var report = CancelReport()
            for job in jobs { report.entries.append(try desk.cancel(job)) }
            if json.isWanted {
                StandardOutput.write(report.json)
            } else {
                StandardOutput.write(lines: report.lines)
            }
            if report.exitCode != 0 { throw ExitCode(report.exitCode) }
        }
    }
}

/// What came of each job that was to be ended.
struct CancelReport {
    struct Entry {
        /// The job as it was named.
        var job: String
        /// Whom it was taken for; empty when nobody knew.
        var ids: [JobID] = []
        /// A ``ControlAnswer/Outcome``, or `asked` when no answer came yet.
        var outcome: String
        var message: String
    }

    static let unanswered = "asked"
    static let noDaemon = "no_daemon"

    var entries: [Entry] = []

    /// The gravest of all.
    var exitCode: Int32 {
        let outcomes = entries.map { ControlAnswer.Outcome(rawValue: $0.outcome) }
        if outcomes.contains(where: { $0 == .notFound || $0 == .ambiguous || $0 == .refused }) {
            return CommandFailure.Code.failed
        }
        return entries.contains { $0.outcome == Self.noDaemon } ? CommandFailure.Code.noDaemon : 0
    }

    /// For people: a line a job, and under it the jobs that match when there are several.
    var lines: [String] {
        entries.flatMap { entry in
            let matches = entry.ids.count > 1 ? entry.ids.map { "  \($0.text)" } : []
            return ["\(TerminalText.escape(entry.job)): \(TerminalText.escape(entry.message))"] + matches
        }
    }

    /// For programs: one line.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("jobs" as StaticString)
        writer.beginArray()
        for entry in entries {
            writer.beginObject()
            writer.member("job", entry.job)
            writer.member("outcome", entry.outcome)
            writer.member("message", entry.message)
            writer.strings("ids", entry.ids.map(\.text))
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}
