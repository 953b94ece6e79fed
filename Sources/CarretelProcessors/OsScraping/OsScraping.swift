package import CarretelCore

/// The job type `os-scraping`: service orders off a web portal, by HTTP, and by a real browser where it must be.
///
/// "Not found" is an answer; a failed login, a time-out, a changed page and a portal that fails are four different
/// reasons for having none. What was answered stays answered, and an attempt goes on with the rest.
package struct OsScraping: Processor {
    /// Lanes `scraping` for a single service order and `scraping-batch` for more, with the limits on starts that the
    /// replaced system meant to have. Both keep their workers as long as their sessions with the portal live.
    package static let descriptor = JobTypeDescriptor(
        name: "os-scraping",
        summary: "Service orders off a web portal, by HTTP and by a real browser where it must be.",
        lane: LaneDescriptor(
            name: "scraping", slots: 3, idleLifetime: .seconds(1_800),
            startLimits: [LaneDescriptor.StartLimit(count: 10, window: .seconds(3_600))],
            niceness: LaneDescriptor.longJobsNiceness),
        lanes: [
            LaneRule(
                when: isBatch,
                lane: LaneDescriptor(
                    name: "scraping-batch", slots: 2, idleLifetime: .seconds(1_800),
                    startLimits: [LaneDescriptor.StartLimit(count: 2, window: .seconds(3_600))],
                    niceness: LaneDescriptor.longJobsNiceness))
        ],
        defaultTimeout: .seconds(300), timeoutCeiling: .seconds(43_200),
        maxAttempts: 3,
        backOff: BackOff(base: .seconds(60), ceiling: .seconds(240), isJittered: false),
        parameters: ScrapeParameters.schema,
        settings: ScrapeSettings.schema,
        upstream: PortalSystem.system,
        timeouts: [TimeoutRule(when: isBatch, standard: .seconds(3_600), ceiling: .seconds(43_200))],
        sample: """
            {
              "type": "os-scraping",
              "requested_by": "maria",
              "parameters": {
                "os_numbers": ["1001", "1002", "0001003"],
                "batch_name": "Lote_da_manha"
              }
            }

            """)

    private static let isBatch = ParameterCondition(ScrapeParameters.numbersName, hasAtLeast: 2)

    /// What a worker knows of its portals from one attempt to the next.
    private let sessions = PortalSessions()
    /// How pages are read.
    private let reading: ReadingKit

    /// Knows no portal yet.
    package init() { reading = .standard }

    /// Knows no portal yet, and reads pages as a test says.
    init(reading: ReadingKit) { self.reading = reading }

    /// Refuses what is no number of a service order.
    package static func check(_ parameters: JSONValue) -> FailureReason? { ScrapeParameters.check(parameters) }

    /// Refuses layouts that are none.
    package static func checkProfile(_ profile: Profile) -> FailureReason? {
        guard let layout = profile.values[PortalSystem.layout.name] else { return nil }
        do throws(FailureReason) {
            _ = try PortalLayout.named(layout)
            return nil
        } catch {
            return error
        }
    }

    /// Says how long more than one batch takes.
    package static func outlook(
        _ parameters: JSONValue, settings: JSONValue, startLimits: [LaneDescriptor.StartLimit]
    ) -> String? {
        // What is wrong with parameters is told by the check.
        guard let parameters = try? ScrapeParameters(parameters) else { return nil }
        return ScrapeForecast(ScrapeSettings(settings), startLimits: startLimits)
            .sentence(of: Set(parameters.numbers).count)
    }

    /// Asks for the next batch of the service orders that have no answer yet.
    ///
    /// - Returns: succeeded when each was found or not found; partial or failed when some or all could not be read;
    ///   later when there are more than one batch holds.
    /// - Throws: permanent `profile_unknown`, `profile_incomplete` or `profile_invalid`; transient `storage_failed`.
    package func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome {
        let parameters = try ScrapeParameters(attempt.parameters)
        let settings = ScrapeSettings(attempt.settings)
        let account = try PortalAccount(attempt.profile, layout: reading.layout)
        let reader = reading.reader(account.layout, attempt.html)
        let session = sessions.session(of: account)
        let http = HTTPEngine(
            account: account, reader: reader, session: session, settings: settings, attempt: attempt)
        let browser = BrowserEngine(
            account: account, reader: reader, session: session, settings: settings, attempt: attempt)
        let engine: any PortalEngine =
            switch parameters.engine {
            case .http: http
            case .browser: browser
            case .auto:
                AutoEngine(http: http, browser: browser, isForBrowsers: account.layout.search.path == nil)
            }
        var run = try ScrapeRun(parameters, settings, account, engine: engine, attempt)
        return try await run.run()
    }
}
