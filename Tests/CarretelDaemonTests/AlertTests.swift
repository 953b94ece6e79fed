import CarretelProcessors
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Logging
import Synchronization
import Testing

@testable import CarretelCore
@testable import CarretelDaemon

/// What is watched of a job type, from the rows of its checkpoints to `state/live.json`, by the reporter's own thread.
@Suite(.temporaryDirectory) struct AlertTests {
    private static let lane = LaneDescriptor(name: "portal", slots: 1)

    /// A type that declares thresholds.
    private static let type = JobTypeDescriptor(
        name: "watched", summary: "", lane: lane, defaultTimeout: .seconds(60), timeoutCeiling: .seconds(60),
        parameters: ParameterSchema([]), settings: ParameterSchema(AlertSettings.fields), sample: "")

    private let layout: SpoolLayout
    private let catalogue: JobCatalogue

    init() throws {
        layout = try SpoolLayout.create(at: TemporaryDirectory.current.path("spool"))
        catalogue = try JobCatalogue([Self.type])
    }

    /// Starts a reporter's thread and hands it to `body`; its end is waited for.
    private func withReporter(
        settings: String = "{}", memory: Int? = nil, log: RecordedLog = RecordedLog(),
        _ body: (ReporterThread) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in log }
        let live = LiveStatusWriter(
            folder: layout.state, catalogue: catalogue, pid: 1, startedAt: SystemClock.now().wall, logger: logger
        ) { nil }
        let desk = AlertDesk(
            catalogue: catalogue, settings: { _ in Array(settings.utf8) }, minutes: [], logger: logger,
            residentBytes: { lanes in lanes == ["portal"] ? memory : nil })
        let reporter = ReporterThread(files: ProgressFiles(layout: layout), live: live, alerts: desk, logger: logger) {
            _ in
        }
        let thread = try PlainThread.start(name: "reporter") { reporter.run() }
        defer {
            reporter.close()
            thread.join()
        }
        try await body(reporter)
    }

    /// What the live figures say is watched, once it is as `isAwaited` says.
    private func watched(
        _ what: String, until isAwaited: ([LiveStatus.Measure]) -> Bool
    ) async throws -> [LiveStatus.Measure] {
        try await eventually(what) { () -> [LiveStatus.Measure]? in
            // Not there before the first flush.
            guard let bytes = try? layout.state.readFile("live.json", limit: 1 << 20).bytes,
                let measures = LiveStatus(json: try JSONValue(parsing: bytes))?.measures
            else { return nil }
            return isAwaited(measures) ? measures : nil
        }
    }

    private func dossier(type: String = "watched") throws -> JobDossier {
        let hash = try #require(ContentHash(bytes: Array(repeating: 1, count: 32)))
        return JobDossier(
            number: JobNumber(rawValue: 1), id: JobID(high: 1, low: 1), name: "a", resultName: "a", owner: 0,
            sha256: hash, receivedAt: SystemClock.now().wall,
            request: JobRequest(
                type: type, requestedBy: nil, priority: 5, timeout: .seconds(60), maxAttempts: 1))
    }

    private func rows(_ count: Int, failing: Int) -> [StatisticsRow] {
        (0..<count).map { index in
            .scrapingUsage(
                ScrapingUsage(
                    osNumber: "\(index)", outcome: "", isSuccess: index >= failing, origin: .portal, engine: "http",
                    processingTime: .seconds(1), createdAt: SystemClock.now().wall))
        }
    }

    private func snapshot(
        waiting: Int, workers: Int = 0, attempts: [DispatchSnapshot.Attempt] = []
    ) -> DispatchSnapshot {
        DispatchSnapshot(
            lanes: [
                .init(
                    name: "portal", slots: 1, running: attempts.count, begun: attempts.count, waiting: waiting,
                    spilled: 0, workersStarting: 0, workersIdle: workers, workersBusy: 0, workersEnding: 0,
                    workerStartFailures: 0)
            ], attempts: attempts, deferred: 0, expiring: 0, arrivalsInHand: 0, receiptsAwaited: 0, closedPermits: [],
            isStopping: false)
    }

    @Test func failedTriesRaiseAnAlertThatTheLiveFiguresShow() async throws {
        try await withReporter { reporter in
            reporter.record(rows(10, failing: 2), of: try dossier())
            let fine = try await watched("the rate of failures") { $0.contains { $0.measure.kind == .errorRate } }
            #expect(fine.first?.measure.value == 20 && fine.first?.measure.raisedAt == nil)
            reporter.record(rows(1, failing: 1), of: try dossier())
            let raised = try await watched("an alert") { $0.contains { $0.measure.raisedAt != nil } }
            #expect(raised.first?.type == "watched" && raised.first?.measure.limit == 20)
        }
    }

    @Test func whatOtherTypesTellIsNotWatched() async throws {
        try await withReporter { reporter in
            reporter.record(rows(10, failing: 10), of: try dossier(type: "other"))
            reporter.record(rows(1, failing: 0), of: try dossier())
            let measures = try await watched("the tries") { !$0.isEmpty }
            #expect(measures.first?.measure.words.hasPrefix("0 of 1 tries") == true)
        }
    }

    @Test func thresholdsAreThoseOfTheConfiguration() async throws {
        try await withReporter(settings: #"{"alert_waiting": 2, "alert_error_rate_percent": 0}"#) { reporter in
            reporter.record(rows(10, failing: 10), of: try dossier())
            reporter.publish(snapshot(waiting: 3))
            let raised = try await watched("an alert") { $0.contains { $0.measure.raisedAt != nil } }
            #expect(raised.filter { $0.measure.raisedAt != nil }.map(\.measure.kind) == [.waiting])
            #expect(!raised.contains { $0.measure.kind == .errorRate })
            reporter.publish(snapshot(waiting: 1))
            _ = try await watched("its end") { $0.allSatisfy { $0.measure.raisedAt == nil } }
        }
    }

    @Test func memoryOfTheWorkersOfItsLanesIsWatchedAsLongAsTheyLive() async throws {
        try await withReporter(memory: 3 << 30) { reporter in
            let key = AttemptKey(job: JobID(high: 1, low: 1), attempt: 1)
            let attempt = DispatchSnapshot.Attempt(
                job: JobNumber(rawValue: 1), key: key, type: 0, lane: 0, worker: WorkerID(rawValue: 1),
                beganAt: SystemClock.now().wall, timeLeft: .seconds(60))
            reporter.publish(snapshot(waiting: 0, attempts: [attempt]))
            let raised = try await watched("an alert") { $0.contains { $0.measure.raisedAt != nil } }
            #expect(raised.filter { $0.measure.raisedAt != nil }.map(\.measure.kind) == [.memory])
            reporter.publish(snapshot(waiting: 1, workers: 1))
            let idle = try await watched("one that waits") { $0.contains { $0.measure.words.hasPrefix("1 job waits") } }
            #expect(idle.contains { $0.measure.kind == .memory && $0.measure.raisedAt != nil })
            reporter.publish(snapshot(waiting: 0))
            _ = try await watched("its end") { !$0.contains { $0.measure.kind == .memory } }
        }
    }

    @Test func eachChangeIsLoggedOnce() async throws {
        let log = RecordedLog()
        try await withReporter(settings: #"{"alert_waiting": 10}"#, log: log) { reporter in
            for waiting in [10, 11, 12, 9, 13, 8, 7, 6] {
                reporter.publish(snapshot(waiting: waiting))
                _ = try await watched("\(waiting) jobs") {
                    $0.contains { $0.measure.kind == .waiting && $0.measure.value == Double(waiting) }
                }
            }
        }
        #expect(
            log.lines == [
                "warning: An alert was raised [alert: waiting, state: 11 jobs wait, the limit is 10, type: watched]",
                "notice: An alert is over [alert: waiting, state: 7 jobs wait, the limit is 10, type: watched]",
            ])
    }
}

/// Keeps what is logged.
private final class RecordedLog: LogHandler, Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }
    var logLevel: Logger.Level {
        get { .info }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        let values = (event.metadata ?? [:]).map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ")
        kept.withLock { $0.append("\(event.level): \(event.message) [\(values)]") }
    }
}
