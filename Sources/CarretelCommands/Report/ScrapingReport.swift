internal import CarretelCore
internal import CarretelDaemon
internal import CarretelProcessors
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// How asking a portal for service orders went, gathered once, for people, for programs and as a page.
struct ScrapingReport: Sendable {
    /// The job type.
    static let jobType = "os-scraping"
    /// Of those who asked, so many are ranked.
    static let ranked = 10

    /// A time zone with its name.
    struct Zone: Sendable {
        var name: String
        var rules: ZoneRules
    }

    /// Jobs that have not ended.
    struct Queue: Sendable, Equatable {
        var running = 0
        var waiting = 0
        var deferred = 0
        /// Those of the type's lanes, 0 without a daemon.
        var workers = 0
        var isServed = false
    }

    var spool: String
    var days: Int
    var zone: Zone
    var at: Timestamp
    var usage: UsageReport
    var queue = Queue()
    var host = HostLoad()
    /// How what is watched of the type stands.
    var watched: [LiveStatus.Measure] = []

    /// What is too much now.
    var alerts: [LiveStatus.Measure] { watched.filter { $0.measure.raisedAt != nil } }

    /// Gathers everything; a spool that was never served has an empty report.
    static func gather(_ layout: SpoolLayout, days: Int, zone: Zone, at now: Timestamp) throws -> ScrapingReport {
        let since = zone.rules.start(of: zone.rules.civilDate(at: now) - (days - 1))
        // A try of this very moment belongs to the report.
        let until = now + .microseconds(1)
        var report = ScrapingReport(
            spool: layout.root.path, days: days, zone: zone, at: now,
            usage: UsageReport(since: since, until: until, zone: zone.rules))
        report.takeLiveFigures(try DaemonView(layout))
        guard let history = try layout.history() else { return report }
        report.usage = try history.usage(since: since, until: until, zone: zone.rules)
        for part in try history.overview().unended where part.type == jobType {
            switch part.state {
            case .running: report.queue.running += part.count
            case .deferred: report.queue.deferred += part.count
            case .waiting, .following: report.queue.waiting += part.count
            case .ended: break
            }
        }
        return report
    }

    private mutating func takeLiveFigures(_ view: DaemonView) {
        queue.isServed = view.isAlive
        guard let live = view.live else { return }
        watched = live.measures.filter { $0.type == Self.jobType }
        // A catalogue that is wrong ends `serve`, so a daemon that is alive has this one.
        let lanes = (try? BuiltInProcessors.catalogue())?.type(named: Self.jobType)?.allLanes.map(\.name) ?? []
        queue.workers = live.lanes.filter { lanes.contains($0.name) }.reduce(0) { $0 + $1.workers }
    }

    /// The first day of the report.
    var firstDay: CivilDate { zone.rules.civilDate(at: usage.since) }
    /// Its last one, today.
    var lastDay: CivilDate { zone.rules.civilDate(at: at) }

    /// Hours by how much was asked in them, those in which nothing was left out.
    var busiestHours: [(hour: Int, tally: UsageTally)] {
        usage.hours.enumerated().filter { $0.element.requests > 0 }
            .sorted { ($1.element.requests, $0.offset) < ($0.element.requests, $1.offset) }
            .map { ($0.offset, $0.element) }
    }
}
