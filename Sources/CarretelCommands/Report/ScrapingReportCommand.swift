internal import ArgumentParser
internal import CarretelCore
internal import CarretelDaemon
internal import CarretelSystem

/// `carretel report scraping`: service orders that were asked of the portal.
struct ScrapingReportCommand: AsyncParsableCommand {
    /// A bar a day is still seen for a year.
    private static let dayLimits = 1...366

    static let configuration = CommandConfiguration(
        commandName: "scraping",
        abstract: "Say how asking the portal for service orders went: how much, how well, how fast, for whom, when.",
        discussion: """
            Counts whole days up to now, today included. Answers out of the cache and repeated numbers are requests, but
            count for no time. Needs no daemon.

            Examples:
              carretel report scraping
              carretel report scraping --days 7 --json | jq .estatisticas_gerais
              carretel report scraping --html relatorio.html      one page with charts, which fetches nothing
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var json: JSONOption

    @Option(help: "So many days, today included.")
    var days = 30

    @Option(help: ArgumentHelp("Write a page with charts to this file; - is standard output.", valueName: "file"))
    var html: String?

    @Option(help: "Whose clocks say when a day begins.")
    var zone = "America/Sao_Paulo"

    func validate() throws {
        guard Self.dayLimits.contains(days) else {
            throw ValidationError(
                "--days must be from \(Self.dayLimits.lowerBound) to \(Self.dayLimits.upperBound).")
        }
        guard !(json.isWanted && html != nil) else { throw ValidationError("Give --json or --html, not both.") }
    }

    func run() async throws {
        try await CommandFailure.reporting("report") {
            let rules = try ZoneFolder(environment: ThisProcess.environment).rules(of: zone, named: "--zone")
            let report = try ScrapingReport.gather(
                try await state.open(), days: days, zone: .init(name: zone, rules: rules),
                at: SystemClock.now().wall)
            if let html {
                try Self.write(ScrapingPage(report).rendered(), to: html)
            } else if json.isWanted {
                StandardOutput.write(report.json)
            } else {
                StandardOutput.write(lines: report.lines(TextStyle.of(descriptor: StandardOutput.descriptor)))
            }
        }
    }

    /// Replaces the file in one step, so that nobody opens half a page.
    private static func write(_ page: [UInt8], to path: String) throws {
        guard path != "-" else { return StandardOutput.write(page) }
        let whole = try ThisProcess.absolute(path)
        guard let slash = whole.lastIndex(of: "/"), let name = Optional(whole[whole.index(after: slash)...]),
            !name.isEmpty
        else { throw CommandFailure("--html needs the name of a file, not \(TerminalText.escape(path)).") }
        let folder = try Directory.open(path: whole[..<slash].isEmpty ? "/" : String(whole[..<slash]))
        let temporary = FileName(".\(name).\(ThisProcess.id)")
        do {
            try folder.writeFile(temporary, page, mode: 0o644, durably: false)
            try folder.rename(temporary, to: folder, as: FileName(name), .replace)
        } catch {
            // What is left of the attempt is of no use; the failure itself is told.
            try? folder.unlink(temporary)
            throw error
        }
        StandardError.write("Wrote \(TerminalText.escape(path)).")
    }
}
