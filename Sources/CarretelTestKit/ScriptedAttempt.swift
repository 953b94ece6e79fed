package import CarretelCore
import Synchronization

/// An attempt in memory for the tests of processors: what the processor is given is set beforehand, what it does is
/// kept for the test to look at.
///
/// What outlives an attempt is handed on from one to the next: ``staging`` with the data files that a later attempt may
/// go on with, and ``answers``.
package final class ScriptedAttempt: AttemptContext {
    package let key: AttemptKey
    package let name: String
    package let parameters: JSONValue
    package let settings: JSONValue
    package let checkpoint: JSONValue?
    package let profile: Profile
    package let datasets: any DatasetSource
    /// The data files of the job's attempts.
    package let staging: ScriptedStaging
    /// What ``cache`` holds.
    package let answers: ScriptedCache
    /// The upstream behind ``http``.
    package let upstream: any HTTPClient
    /// What ``now`` shows; only the test and ``wait(_:)`` move it.
    package let clock: ManualClock
    /// Rows of upstream systems; none unless the test gives a store.
    package let business: any BusinessStore
    /// Reads pages; nothing unless the test gives a parser.
    package let html: any HTMLParser
    /// Real or scripted browsers; none unless the test gives them.
    package let browsers: any BrowserPool
    /// The files of a spool; none unless the test gives them.
    package let housekeeping: any Housekeeping
    package let attemptsLeft: Int
    package let timeLimit: Duration?
    package let startLimits: [LaneDescriptor.StartLimit]
    package let readySince: Timestamp?
    let state: Mutex<State>

    struct State {
        var isCancelled = false
        var isOutOfTime = false
        var looksBeforeCancel: Int?
        var cancelAfterReports: Int?
        var progress: [Progress] = []
        var warnings: [Warning] = []
        var checkpoints: [[UInt8]] = []
        var rows: [StatisticsRow] = []
        var refusedFiles: [String: FailureReason] = [:]
        var permits: [(permit: String, outcome: PermitOutcome?)] = []
        var chores: [JournalChore] = []
        /// What the journal is told to answer, the next first; nil for none, as where there is no journal.
        var choreAnswers: [ChoreReport]?
        /// By permit, until when it is closed.
        var closings: [String: Timestamp] = [:]
    }

    /// Prepares an attempt.
    ///
    /// - Parameters:
    ///   - parameters: the job's `parameters` as JSON text.
    ///   - settings: what the configuration says for the type, as JSON text.
    ///   - checkpoint: what an earlier attempt left, as JSON text.
    ///   - profile: what the configuration says of the upstream system.
    ///   - datasets: where datasets come from, in memory or not.
    ///   - http: what answers requests; for most tests a ``ScriptedHTTP``. Without one each is refused.
    ///   - cache: answers of earlier jobs.
    ///   - business: rows of upstream systems; without one every use fails.
    ///   - html: reads pages; without one none can be read.
    ///   - browsers: without any every use fails.
    ///   - housekeeping: the files of a spool; without any every use fails.
    ///   - attemptsLeft: how many attempts follow this one at most.
    ///   - timeLimit: of the attempt; the test ends its time itself.
    ///   - startLimits: of the lane.
    ///   - readySince: since when the job could have begun.
    ///   - staging: of an earlier attempt, to go on with its data files.
    ///   - name: the job's NAME.
    ///   - attempt: the attempt's number.
    ///   - clock: the attempt's clock.
    /// - Throws: `JSONError` when a text is not JSON.
    package init(
        parameters: String = "{}", settings: String = "{}", checkpoint: String? = nil,
        profile: Profile = Profile(name: Profile.standardName, system: ""),
        datasets: any DatasetSource = ScriptedDatasets(), http: any HTTPClient = ScriptedHTTP(),
        cache: ScriptedCache = ScriptedCache(), business: any BusinessStore = NoBusinessStore(),
        html: any HTMLParser = NoHTMLParser(), browsers: any BrowserPool = NoBrowsers(),
        housekeeping: any Housekeeping = NoHousekeeping(), attemptsLeft: Int = 0,
        timeLimit: Duration? = nil, startLimits: [LaneDescriptor.StartLimit] = [], readySince: Timestamp? = nil,
        staging: ScriptedStaging = ScriptedStaging(), name: String = "job", attempt: Int = 1,
        clock: ManualClock = ManualClock()
    ) throws(JSONError) {
        self.key = AttemptKey(job: JobID(high: 1, low: 1), attempt: attempt)
        self.name = name
        self.parameters = try JSONValue(parsing: Array(parameters.utf8))
        self.settings = try JSONValue(parsing: Array(settings.utf8))
        var stored: JSONValue?
        if let checkpoint { stored = try JSONValue(parsing: Array(checkpoint.utf8)) }
        self.checkpoint = stored
        self.profile = profile
        self.datasets = datasets
        self.upstream = http
        self.answers = cache
        self.business = business
        self.html = html
        self.browsers = browsers
        self.housekeeping = housekeeping
        self.attemptsLeft = attemptsLeft
        self.timeLimit = timeLimit
        self.startLimits = startLimits
        self.readySince = readySince
        self.staging = staging
        self.clock = clock
        self.state = Mutex(State())
    }

    // What the test sets.

    /// Asks the attempt to end.
    package func cancel() { state.withLock { $0.isCancelled = true } }
    /// Asks the attempt to end because its time limit is reached.
    package func endTime() {
        state.withLock { state in
            state.isOutOfTime = true
            state.isCancelled = true
        }
    }
    /// Lets the processor look at ``isCancelled`` that often before it turns true.
    package func cancel(afterLooks looks: Int) { state.withLock { $0.looksBeforeCancel = looks } }
    /// Asks the attempt to end with the report of that number, from 1.
    package func cancel(withReport report: Int) { state.withLock { $0.cancelAfterReports = report } }
    /// Makes opening a data file of that name fail.
    package func refuseDataFile(named name: String, with reason: FailureReason) {
        state.withLock { $0.refusedFiles[name] = reason }
    }

    /// Closes a permit, as its upstream does by a release that says so: who asks for it then waits, or is told.
    package func close(permit: String, until moment: Timestamp) { state.withLock { $0.closings[permit] = moment } }

    // What the test looks at.

    /// All that was reported, in order.
    package var reported: [Progress] { state.withLock { $0.progress } }
    package var warnings: [Warning] { state.withLock { $0.warnings } }
    package var checkpoints: [[UInt8]] { state.withLock { $0.checkpoints } }
    /// The rows for statistics that came with checkpoints, in order.
    package var rows: [StatisticsRow] { state.withLock { $0.rows } }
    /// The permits asked for, in order, with the outcome given back or nil while held.
    package var permits: [(permit: String, outcome: PermitOutcome?)] { state.withLock { $0.permits } }
    /// A data file of this attempt, finished or not; nil when it was never opened.
    package func dataFile(named name: String) -> ScriptedDataFile? { staging.file(named: name, ofAttempt: key.attempt) }
}

extension ScriptedAttempt {
    package var isCancelled: Bool {
        state.withLock { state in
            if let looks = state.looksBeforeCancel {
                if looks <= 0 { state.isCancelled = true }
                state.looksBeforeCancel = looks - 1
            }
            return state.isCancelled
        }
    }

    package var isOutOfTime: Bool { state.withLock { $0.isOutOfTime } }

    package var http: any HTTPClient { ScriptedAttemptHTTP(attempt: self) }

    package var cache: any AnswerCache { ScriptedAttemptCache(attempt: self) }

    package var now: Now { clock.now }

    /// Moves the clocks instead of waiting.
    package func wait(_ duration: Duration) async { clock.advance(by: duration) }

    package func report(_ progress: Progress) {
        state.withLock { state in
            state.progress.append(progress)
            if state.progress.count == state.cancelAfterReports { state.isCancelled = true }
        }
    }

    package func warn(_ warning: Warning) { state.withLock { $0.warnings.append(warning) } }

    package func saveCheckpoint(_ json: [UInt8], rows: [StatisticsRow]) {
        state.withLock { state in
            state.checkpoints.append(json)
            state.rows += rows
        }
    }
}
