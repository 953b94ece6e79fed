import CarretelCore
import CarretelSpool
import CarretelStore
import CarretelSystem
import CarretelTestKit

@testable import CarretelCommands

/// A spool whose history knows of service orders that were asked of a portal.
struct UsageRig {
    /// When all of it is looked at: a Friday, 12:00 in São Paulo.
    static let now = "2026-11-20T15:00:00Z"
    /// A name that would be markup, if it were let.
    static let hostile = "<script>document.title='ran'</script><img src=http://127.0.0.1:9/x>"

    let path: String
    let layout: SpoolLayout

    init() throws {
        path = try TemporaryDirectory.current.path("spool")
        layout = try SpoolLayout.create(at: path)
    }

    /// The report of this spool at ``now``.
    func report(days: Int = 30) throws -> ScrapingReport {
        let rules = try ZoneRules(tzif: SystemZone.bytes(of: "America/Sao_Paulo"))
        return try ScrapingReport.gather(
            layout, days: days, zone: .init(name: "America/Sao_Paulo", rules: rules), at: try moment(Self.now))
    }

    /// On Wednesday three successes; on Thursday four, two failures, an answer out of the cache and a repeated number;
    /// on Friday one success of half a minute. Two batches, of which one failed.
    func fill() throws {
        let wednesday = try (0..<3).map { try usage("100\($0)", hours: -44 + $0, seconds: 2) }
        let thursday =
            try (0..<4).map { try usage("2000", hours: -22 + $0, seconds: 1) }
            + (0..<2).map { try usage("3000", hours: -20 + $0, seconds: 5, isSuccess: false) } + [
                usage("2000", hours: -20, seconds: 0, .cache), usage("3000", hours: -20, seconds: 0, .duplicate),
            ]
        try write(
            job: 1, by: "maria", wednesday + thursday,
            ScrapingBatch(
                batchName: "Lote_1", totalOS: 9, successCount: 7, errorCount: 2, status: .completedWithErrors,
                updatedAt: try moment(Self.now) + .seconds(90)))
        try write(
            job: 2, by: Self.hostile, [usage("10007", hours: -3, seconds: 30)],
            ScrapingBatch(
                batchName: Self.hostile, totalOS: 4, successCount: 0, errorCount: 4, status: .failed,
                updatedAt: try moment(Self.now)))
    }

    private func usage(
        _ number: String, hours: Int, seconds: Double, isSuccess: Bool = true,
        _ origin: ScrapingUsage.Origin = .portal
    ) throws -> ScrapingUsage {
        ScrapingUsage(
            osNumber: number, outcome: isSuccess ? "success" : "portal_failed", isSuccess: isSuccess, origin: origin,
            engine: origin == .portal ? "http" : nil, processingTime: .seconds(seconds),
            createdAt: try moment(Self.now) + .seconds(hours * 3_600))
    }

    private func write(
        job number: Int64, by user: String, _ usages: [ScrapingUsage], _ batch: ScrapingBatch
    ) throws {
        let catalogue = try JobCatalogue([
            JobTypeDescriptor(
                name: ScrapingReport.jobType, summary: "", lane: LaneDescriptor(name: "scraping", slots: 1),
                defaultTimeout: .seconds(60), timeoutCeiling: .seconds(60), parameters: ParameterSchema([]), sample: "")
        ])
        let request = JobRequest(
            type: ScrapingReport.jobType, requestedBy: user, priority: 5, timeout: .seconds(60), maxAttempts: 3)
        let verdict = JobVerdict.valid(request, warnings: [])
        var settings = JournalSettings()
        settings.preparedLogPages = 0
        let journal = try Journal.open(
            "\(layout.state.path)/journal.sqlite", creating: true,
            parts: JournalParts(
                catalogue: catalogue, reread: { _ in verdict }, render: { _, _ in [] },
                largeBodies: LargeBodies(write: { _, _ in }, read: { _ in [] }, remove: { _ in }), settings: settings))
        guard let hash = ContentHash(bytes: Array(repeating: 7, count: 32)) else { return }
        let arrival = Arrival(
            id: JobID(high: 1, low: UInt64(number)), name: "job-\(number)", owner: 1_000, bytes: [], sha256: hash,
            file: FileIdentity(device: 0, inode: 0, size: 0, modifiedNanoseconds: 0),
            receivedAt: try moment(Self.now), verdict: verdict)
        let rows = usages.map { StatisticsRow.scrapingUsage($0) } + [.scrapingBatch(batch)]
        _ = try journal.commit([
            .write(
                .accept(JobNumber(rawValue: number), arrival, .running(at: try moment(Self.now))), dossier: nil),
            .write(.checkpoint(JobNumber(rawValue: number), [], rows: rows), dossier: nil),
        ]) { _ in }
        try journal.close()
    }
}
