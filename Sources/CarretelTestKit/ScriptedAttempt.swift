package import CarretelCore
import Synchronization

/// An attempt in memory for the tests of processors: what the processor is given is set beforehand, what it does is
/// kept for the test to look at.
package final class ScriptedAttempt: AttemptContext {
    package let key: AttemptKey
    package let name: String
    package let parameters: JSONValue
    package let settings: JSONValue
    package let checkpoint: JSONValue?
    package let datasets: any DatasetSource
    /// What ``now`` shows; only the test and ``wait(_:)`` move it.
    package let clock: ManualClock
    private let state: Mutex<State>

    private struct State {
        var isCancelled = false
        var looksBeforeCancel: Int?
        var cancelAfterReports: Int?
        var progress: [Progress] = []
        var warnings: [Warning] = []
        var checkpoints: [[UInt8]] = []
        var files: [String: ScriptedDataFile] = [:]
        var refusedFiles: [String: FailureReason] = [:]
        var permits: [(permit: String, outcome: PermitOutcome?)] = []
    }

    /// Prepares an attempt.
    ///
    /// - Parameters:
    ///   - parameters: the job's `parameters` as JSON text.
    ///   - settings: what the configuration says for the type, as JSON text.
    ///   - checkpoint: what an earlier attempt left, as JSON text.
    ///   - datasets: where datasets come from, in memory or not.
    ///   - name: the job's NAME.
    ///   - attempt: the attempt's number.
    ///   - clock: the attempt's clock.
    /// - Throws: `JSONError` when a text is not JSON.
    package init(
        parameters: String = "{}", settings: String = "{}", checkpoint: String? = nil,
        datasets: any DatasetSource = ScriptedDatasets(),
        name: String = "job", attempt: Int = 1, clock: ManualClock = ManualClock()
    ) throws(JSONError) {
        self.key = AttemptKey(job: JobID(high: 1, low: 1), attempt: attempt)
        self.name = name
        self.parameters = try JSONValue(parsing: Array(parameters.utf8))
        self.settings = try JSONValue(parsing: Array(settings.utf8))
        var stored: JSONValue?
        if let checkpoint { stored = try JSONValue(parsing: Array(checkpoint.utf8)) }
        self.checkpoint = stored
        self.datasets = datasets
        self.clock = clock
        self.state = Mutex(State())
    }

    // What the test sets.

    /// Asks the attempt to end.
    package func cancel() { state.withLock { $0.isCancelled = true } }
    /// Lets the processor look at ``isCancelled`` that often before it turns true.
    package func cancel(afterLooks looks: Int) { state.withLock { $0.looksBeforeCancel = looks } }
    /// Asks the attempt to end with the report of that number, from 1.
    package func cancel(withReport report: Int) { state.withLock { $0.cancelAfterReports = report } }
    /// Makes opening a data file of that name fail.
    package func refuseDataFile(named name: String, with reason: FailureReason) {
        state.withLock { $0.refusedFiles[name] = reason }
    }

    // What the test looks at.

    /// All that was reported, in order.
    package var reported: [Progress] { state.withLock { $0.progress } }
    package var warnings: [Warning] { state.withLock { $0.warnings } }
    package var checkpoints: [[UInt8]] { state.withLock { $0.checkpoints } }
    /// The permits asked for, in order, with the outcome given back or nil while held.
    package var permits: [(permit: String, outcome: PermitOutcome?)] { state.withLock { $0.permits } }
    /// The content of a data file, finished or not; nil when it was never opened.
    package func dataFile(named name: String) -> ScriptedDataFile? { state.withLock { $0.files[name] } }
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

    package func saveCheckpoint(_ json: [UInt8]) { state.withLock { $0.checkpoints.append(json) } }

    package func makeDataFile(named name: String) throws(FailureReason) -> any DataFileWriter {
        let file = ScriptedDataFile(name: name)
        let refusal: FailureReason? = state.withLock { state in
            if let reason = state.refusedFiles[name] { return reason }
            state.files[name] = file
            return nil
        }
        if let refusal { throw refusal }
        return file
    }

    /// Grants at once, unless the attempt is cancelled.
    package func acquire(permit: String) async throws(FailureReason) {
        guard !isCancelled else {
            throw FailureReason(.policy, code: "cancelled", message: "The attempt was asked to end.")
        }
        state.withLock { $0.permits.append((permit, nil)) }
    }

    package func release(permit: String, outcome: PermitOutcome) {
        state.withLock { state in
            guard let index = state.permits.lastIndex(where: { $0.permit == permit && $0.outcome == nil }) else {
                return
            }
            state.permits[index].outcome = outcome
        }
    }
}
