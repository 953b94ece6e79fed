internal import ArgumentParser
internal import CarretelCore
internal import CarretelSystem

/// `carretel show`: all there is to know of one job.
struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show one job: where it is, why, what happens next and when.",
        discussion: """
            A job is named by its NAME (the latest; when several have not ended, each is shown), by its id, or by any
            ending of its id of 4 characters or more.

            Examples:
              carretel show carteira
              carretel show K3F9QZ --json

            Exit codes: 0; 1 there is no such job.
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var json: JSONOption

    @Argument(help: "The job: NAME, id, or ending of an id.")
    var job: String

    func run() async throws {
        try await CommandFailure.reporting("show") {
            let layout = try await state.open()
            let gathering = try StoryGathering(layout: layout, now: SystemClock.now().wall)
            let stories = try gathering.stories(of: job)
            guard !stories.isEmpty else { throw try gathering.unknown(job) }
            let report = ShowReport(jobs: stories, now: gathering.now)
            if json.isWanted {
                StandardOutput.write(report.json)
            } else {
                StandardOutput.write(lines: report.lines(TextStyle.of(descriptor: StandardOutput.descriptor)))
            }
        }
    }
}
