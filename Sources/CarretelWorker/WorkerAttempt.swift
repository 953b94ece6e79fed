import CarretelCore
import CarretelSystem
import Synchronization

/// One attempt as its processor sees it, with everything it asks for carried out or sent to the daemon.
final class WorkerAttempt: AttemptContext {
    /// Takes frames to the daemon.
    typealias Send = @Sendable (WorkerFrame) -> Void

    /// A result's `warnings` are for people; beyond these only one more says that there were more.
    static let warningLimit = 1_000

    let assignment: Assignment
    let parameters: JSONValue
    let settings: JSONValue
    let checkpoint: JSONValue?
    let http: any HTTPClient
    let cache: any AnswerCache
    /// Those of this attempt, which end with it.
    let ownBrowsers: AttemptBrowsers
    let cancellation: Cancellation
    let permits = PermitDesk()
    let answers = AnswerDesk()
    let send: Send
    private let ports: AttemptPorts
    private let staging: StagingFolder
    private let progress = Mutex(ProgressThrottle())
    private let warningCount = Mutex(0)

    /// Reads an assignment.
    ///
    /// - Throws: transient `assignment_invalid` when its parameters, settings or checkpoint are not JSON, which the daemon has
    ///   checked before.
    init(
        _ assignment: Assignment, ports: AttemptPorts, cancellation: Cancellation, send: @escaping Send
    ) throws(FailureReason) {
        self.assignment = assignment
        parameters = try Self.parse(assignment.parameters)
        settings = try Self.parse(assignment.settings.isEmpty ? Array("{}".utf8) : assignment.settings)
        checkpoint = assignment.checkpoint.isEmpty ? nil : try Self.parse(assignment.checkpoint)
        self.ports = ports
        self.cancellation = cancellation
        self.send = send
        let staging = StagingFolder(path: assignment.staging, attempt: assignment.attempt.attempt)
        self.staging = staging
        http = AttemptHTTP(client: ports.http, cancellation: cancellation)
        ownBrowsers = AttemptBrowsers(pool: ports.browsers, cancellation: cancellation)
        cache = ports.cacheFolder.map { FolderCache(folder: $0, staging: staging) } ?? NoCache()
        _ = cancellation.listen { [permits, answers] in
            permits.cancel()
            answers.cancel()
        }
    }

    private static func parse(_ bytes: [UInt8]) throws(FailureReason) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw FailureReason(.transient, code: "assignment_invalid", message: "The assignment: \(error.message)")
        }
    }

    var key: AttemptKey { assignment.attempt }
    var name: String { assignment.name }
    var profile: Profile { assignment.profile ?? Profile(name: Profile.standardName, system: "") }
    var datasets: any DatasetSource { ports.datasets }
    var business: any BusinessStore { ports.business }
    var housekeeping: any Housekeeping { ports.housekeeping }
    var html: any HTMLParser { ports.html }
    var browsers: any BrowserPool { ownBrowsers }
    var attemptsLeft: Int { assignment.attemptsLeft }
    var startLimits: [LaneDescriptor.StartLimit] { assignment.startLimits }
    var readySince: Timestamp? { assignment.readySince }
    var reaper: ChildReaper { ports.reaper }
    var isCancelled: Bool { cancellation.reason != nil }
    var isOutOfTime: Bool { cancellation.reason == .deadline }
    var timeLimit: Duration? { assignment.timeout }
    var now: Now { SystemClock.now() }

    // MARK: Saying

    func report(_ progress: Progress) {
        let now = now.monotonic
        if let due = self.progress.withLock({ $0.offer(progress, at: now) }) { send(.progress(key, due)) }
    }

    /// Sends what the throttle has kept, when its time has come.
    func sendDueProgress(at now: MonotonicInstant) {
        if let due = progress.withLock({ $0.due(at: now) }) { send(.progress(key, due)) }
    }

    /// Sends what the throttle has kept, before the outcome.
    func sendLastProgress() {
        if let last = progress.withLock({ $0.last() }) { send(.progress(key, last)) }
    }

    func warn(_ warning: Warning) {
        let count = warningCount.withLock { count in
            count += 1
            return count
        }
        if count <= Self.warningLimit { send(.warning(key, warning)) }
        if count == Self.warningLimit + 1 {
            send(
                .warning(
                    key,
                    Warning(
                        code: "warnings_cut", message: "Only the first \(Self.warningLimit) warnings are shown.")))
        }
    }

    func saveCheckpoint(_ json: [UInt8], rows: [StatisticsRow]) { send(.checkpoint(key, json, rows: rows)) }

    func makeDataFile(named name: String) throws(FailureReason) -> any DataFileWriter {
        try staging.makeDataFile(named: name)
    }

    func readLines(of file: DataFile, _ body: ([UInt8]) throws(FailureReason) -> Void) throws(FailureReason) {
        try staging.readLines(named: file.name, body)
    }

    func readLines(
        upTo mark: DataFileMark, _ body: ([UInt8]) throws(FailureReason) -> Void
    ) throws(FailureReason) {
        try staging.readLines(named: mark.name, bytes: mark.bytes, body)
    }

    func resumeDataFile(_ mark: DataFileMark) throws(FailureReason) -> (any DataFileWriter)? {
        try staging.resumeDataFile(mark)
    }
}
