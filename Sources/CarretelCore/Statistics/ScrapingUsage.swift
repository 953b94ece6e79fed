/// One try at one service order of a portal: a row of `scraping_usage_stats` (docs/scraping-report.md).
package struct ScrapingUsage: Sendable, Hashable {
    /// Where the answer came from.
    package enum Origin: String, Sendable, Hashable, CaseIterable {
        /// The portal was asked.
        case portal
        /// An earlier answer, young enough.
        case cache
        /// The same number stood in the job twice.
        case duplicate
    }

    package var osNumber: String
    /// `success`, `not_found`, or the code of what went wrong.
    package var outcome: String
    /// Whether the portal, or the cache, gave an answer that is whole: `success` and `not_found` are answers.
    package var isSuccess: Bool
    package var origin: Origin
    /// `http` or `browser`; nil when no portal was asked.
    package var engine: String?
    /// How long it took; zero when no portal was asked.
    package var processingTime: Duration
    package var createdAt: Timestamp

    /// Joins the members.
    package init(
        osNumber: String, outcome: String, isSuccess: Bool, origin: Origin, engine: String?,
        processingTime: Duration, createdAt: Timestamp
    ) {
        self.osNumber = osNumber
        self.outcome = outcome
        self.isSuccess = isSuccess
        self.origin = origin
        self.engine = engine
        self.processingTime = processingTime
        self.createdAt = createdAt
    }
}
