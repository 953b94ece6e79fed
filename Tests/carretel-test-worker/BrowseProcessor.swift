import CarretelCore
import CarretelProcessors
import CarretelSystem

/// `browse`: opens `url` in a browser, says so as progress, and then does what `then` says: `keep` gives it back to be
/// kept, `leave` forgets it, `wait` waits in the page for what never comes.
struct BrowseProcessor: Processor {
    static let descriptor = JobTypeDescriptor(
        name: "browse", summary: "Opens a page in a browser.", lane: LaneDescriptor(name: "browse", slots: 1, depth: 1),
        defaultTimeout: .seconds(60), timeoutCeiling: .seconds(3_600), parameters: ParameterSchema([]),
        sample: #"{"type": "browse"}"#)

    /// Far longer than a browser takes on a machine with too much to do.
    private static let patience = Duration.seconds(120)

    func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome {
        do throws(BrowserFailure) {
            var settings = BrowserSettings(hosts: ["127.0.0.1"])
            settings.isUnsandboxed = ThisProcess.user == 0
            settings.commandLimit = Self.patience
            let page = try await attempt.browsers.take("portal", settings)
            try await page.open(attempt.parameters["url"]?.string ?? "", limit: Self.patience)
            attempt.report(Progress(percent: 50, message: "open"))
            switch attempt.parameters["then"]?.string {
            case "keep": await attempt.browsers.giveBack(page, keep: true)
            case "wait": _ = try await page.wait(for: [.init([.init(.css("#never"))])], limit: .seconds(3_600))
            default: break
            }
            return .succeeded(output: Array((page.isFresh ? #"{"fresh":true}"# : #"{"fresh":false}"#).utf8), files: [])
        } catch {
            if error.kind == .cancelled { return .cancelled }
            throw FailureReason(.transient, code: error.kind.rawValue, message: error.message)
        }
    }
}
