internal import ArgumentParser
internal import CarretelCore
internal import CarretelSystem
internal import CarretelWorker

/// `carretel cache clear`: drops answers.
struct CacheClear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Drop answers that are kept, so that they are loaded anew; says which.",
        discussion: """
            Works beside a running daemon: an attempt that copies an answer just now gets all of it. Without MATCH what
            is damaged goes too.

            Examples:
              carretel cache clear
              carretel cache clear omie/
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var json: JSONOption

    @Argument(help: "Only answers with this in their key.")
    var match: String?

    func validate() throws {
        // Every key has the empty text in it, and a variable that a script forgot to set must not clear everything.
        if match?.isEmpty == true { throw ValidationError("MATCH is empty; without it, everything is dropped.") }
    }

    func run() async throws {
        try await CommandFailure.reporting("cache clear") {
            _ = try await state.open()
            let removed = try await state.cacheFolder().clear(matching: match)
            let report = CacheReport(answers: removed, now: SystemClock.now().wall)
            if json.isWanted {
                StandardOutput.write(report.json("removed"))
            } else {
                StandardOutput.write(lines: report.lines(TextStyle.of(descriptor: StandardOutput.descriptor)))
                StandardError.write(report.summary)
            }
        }
    }
}
