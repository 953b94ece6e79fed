internal import ArgumentParser
internal import CarretelCore
internal import CarretelSystem
internal import CarretelWorker

/// `carretel cache list`: what is there.
struct CacheList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the answers that are kept: key, age, records, size.",
        discussion: """
            How old an answer may be to serve again is the job type's matter.

            Examples:
              carretel cache list
              carretel cache list --json | jq -r '.answers[].key'
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        try await CommandFailure.reporting("cache list") {
            _ = try await state.open()
            let report = CacheReport(answers: try await state.cacheFolder().list(), now: SystemClock.now().wall)
            if json.isWanted {
                StandardOutput.write(report.json("answers"))
            } else {
                StandardOutput.write(lines: report.lines(TextStyle.of(descriptor: StandardOutput.descriptor)))
                if report.answers.isEmpty { StandardError.write("No answer is kept.") }
            }
        }
    }
}
