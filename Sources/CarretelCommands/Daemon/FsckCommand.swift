internal import ArgumentParser
internal import CarretelCore
internal import CarretelDaemon
internal import CarretelSystem

/// `carretel fsck`: does everything agree?
struct FsckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck",
        abstract: "Check that journal and files agree; with --repair, make them.",
        discussion: """
            Three witnesses must say the same: the counter of claims, the rows of the journal, and the files. Works
            beside a running daemon and changes nothing. --repair needs the spool for itself; it rebuilds a journal that
            is lost or damaged from the files, moves damaged files aside, deletes nothing, and says what is forgotten.

            Examples:
              carretel fsck
              carretel fsck --repair --spool /srv/carretel

            Exit codes: 0 all well, 1 something was found (with --repair: is left).
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var json: JSONOption

    @Flag(help: "Make journal and files agree again; only without a daemon.")
    var repair = false

    func run() async throws {
        try await CommandFailure.reporting("fsck") {
            let directory = try await state.stateDirectory()
            let report =
                repair
                ? try Repair(spool: state.spool.path, stateDirectory: directory).run(pid: Int(ThisProcess.id))
                : try Fsck(spool: state.spool.path, stateDirectory: directory).check()
            let text = FsckText(report: report)
            if json.isWanted {
                StandardOutput.write(text.json)
            } else {
                StandardOutput.write(lines: text.lines(TextStyle.of(descriptor: StandardOutput.descriptor)))
            }
            if !report.isSound { throw ExitCode(CommandFailure.Code.failed) }
        }
    }
}

/// What `fsck` says of a report.
struct FsckText {
    let report: FsckReport

    /// For people.
    func lines(_ style: TextStyle) -> [String] {
        var lines = report.notes.map { TerminalText.escape($0) }
        lines.append(
            "\(report.received) received = \(report.unended) not ended + \(report.ended) ended + \(report.purged) purged"
        )
        lines.append(
            "\(report.activeFiles) files in active/, \(report.results) results in their places, \(report.taken) taken by "
                + "their readers")
        if report.purgedResults > 0 {
            lines.append("\(report.purgedResults) results belong to jobs whose rows were purged")
        }
        if report.underWay > 0 { lines.append("\(report.underWay) were under way and have arrived") }
        for finding in report.findings {
            // Findings quote names of files that are escaped already.
            lines.append("\(style.paint(finding.code, .bad)): \(finding.message)")
            lines.append("  \(finding.hint)")
        }
        for (code, count) in report.counts.sorted(by: { $0.key < $1.key }) where count > FsckReport.maxListed {
            lines.append("\(code): \(count) in all, the first \(FsckReport.maxListed) are listed")
        }
        lines.append(report.isSound ? style.paint("All is well.", .good) : style.paint("Not all is well.", .bad))
        return lines
    }

    /// For programs: one line.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        writer.member("sound", report.isSound)
        writer.member("received", report.received)
        writer.member("unended", report.unended)
        writer.member("ended", report.ended)
        writer.member("purged", report.purged)
        writer.member("active_files", report.activeFiles)
        writer.member("results", report.results)
        writer.member("taken", report.taken)
        writer.member("purged_results", report.purgedResults)
        writer.name("counts" as StaticString)
        writer.beginObject()
        for (code, count) in report.counts.sorted(by: { $0.key < $1.key }) {
            writer.name(code)
            writer.integer(count)
        }
        writer.endObject()
        writer.name("findings" as StaticString)
        writer.beginArray()
        for finding in report.findings {
            writer.beginObject()
            writer.member("code", finding.code)
            writer.member("message", finding.message)
            writer.member("hint", finding.hint)
            writer.endObject()
        }
        writer.endArray()
        writer.strings("notes", report.notes)
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}
