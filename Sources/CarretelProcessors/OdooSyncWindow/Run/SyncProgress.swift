import CarretelCore

/// Tells how far a run is: service n of m, its page and records, and where a first load ends, the time left for it.
struct SyncProgress {
    private let services: [SyncService]
    private let attempt: any AttemptContext
    private var index = 0
    private var table = ""
    private var pages = 0
    private var records = 0
    /// Records of all services.
    private var allRecords = 0
    private var total: Int?
    private var failed = 0
    private var beganAt: MonotonicInstant

    init(_ services: [SyncService], _ attempt: any AttemptContext) {
        self.services = services
        self.attempt = attempt
        beganAt = attempt.now.monotonic
    }

    /// A service begins.
    mutating func begin(_ service: SyncService) {
        index = services.firstIndex { $0.name == service.name } ?? index
        report("\(service.name): looking at what the server has.")
    }

    /// A table begins, or goes on after a failure.
    ///
    /// - Parameters:
    ///   - part: what is read.
    ///   - total: how many records there are to read; nil when that is not known.
    mutating func begin(_ part: ServicePart, total: Int?) {
        table = part.table.name
        pages = 0
        records = 0
        self.total = total
        beganAt = attempt.now.monotonic
        report("\(table): reading\(total.map { " \($0) records" } ?? "").")
    }

    /// A page was taken over.
    mutating func read(_ count: Int) {
        pages += 1
        records += count
        allRecords += count
        report("\(table): page \(pages), \(records)\(total.map { " of \($0)" } ?? "") records.")
    }

    /// The ids are being compared.
    mutating func compare() { report("\(table): comparing ids with the server's.") }

    /// A service is done or given up.
    mutating func end(_ service: SyncService, _ status: ServiceReport.Status) {
        total = nil
        if status == .failed { failed += 1 }
        index += 1
        report("\(service.name): \(status.rawValue).")
    }

    private func report(_ message: String) {
        let number = min(index + 1, services.count)
        let within = total.map { $0 == 0 ? 1 : min(1, Double(records) / Double($0)) } ?? 0
        attempt.report(
            Progress(
                percent: (min(1, (Double(index) + within) / Double(services.count)) * 1_000).rounded() / 10,
                message: "Service \(number) of \(services.count): \(message)", processed: allRecords,
                succeeded: index - failed, failed: failed, current: services[number - 1].name, etaSeconds: secondsLeft))
    }

    /// For the table in hand: windows of others are not known before they are read.
    private var secondsLeft: Int? {
        guard let total, records > 0, records <= total else { return nil }
        let elapsed = Int((attempt.now.monotonic - beganAt).wholeMilliseconds)
        return (elapsed * (total - records) / records + 999) / 1_000
    }
}
