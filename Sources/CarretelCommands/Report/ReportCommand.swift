internal import ArgumentParser

/// `carretel report`: what a number of jobs came to together.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Say what the work of some weeks came to.",
        discussion: """
            Examples:
              carretel report scraping
              carretel report scraping --days 7 --html semana.html
            """,
        subcommands: [ScrapingReportCommand.self])
}
