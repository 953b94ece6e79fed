package import CarretelCore
package import CarretelProcessors
package import CarretelSystem
import Synchronization

/// Runs one attempt in this very process, without a daemon: `carretel process FILE`.
package struct AttemptRunner: Sendable {
    /// From the request to end an attempt until it is given up.
    package var cancelGrace = Duration.seconds(5)

    private let registry: ProcessorRegistry
    private let ports: AttemptPorts

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - processors: the job types that it can run.
    ///   - datasets: what jobs read by name.
    ///   - http: the way to upstream systems.
    ///   - cache: answers that may serve again; nil for a run that leaves no trace.
    ///   - business: rows of upstream systems.
    ///   - housekeeping: the files of a spool, for maintenance.
    ///   - html: reads pages.
    ///   - browsers: real ones.
    ///   - reaper: of a process that is a child subreaper (``ProcessSetup/becomeSubreaper()``), not sweeping after
    ///     each child.
    package init(
        processors: [AnyProcessor], datasets: any DatasetSource, http: any HTTPClient = NoHTTP(),
        cache: CacheFolder? = nil, business: any BusinessStore = NoBusinessStore(),
        housekeeping: any Housekeeping = NoHousekeeping(), html: any HTMLParser = NoHTMLParser(),
        browsers: any BrowserPool = NoBrowsers(), reaper: ChildReaper
    ) {
        registry = ProcessorRegistry(processors)
        ports = AttemptPorts(
            datasets: datasets, http: http, cacheFolder: cache, business: business, housekeeping: housekeeping,
            html: html, browsers: browsers, reaper: reaper)
    }

    /// Runs an attempt, within its time limit.
    ///
    /// Blocks the calling thread, a command's main thread: that is what keeps the limit even when a processor ignores
    /// cancellation and burns every thread of Swift's pool. Such an attempt goes on behind the returned outcome, so
    /// the process should then end.
    ///
    /// - Parameters:
    ///   - assignment: the attempt; its staging folder is made when the first data file is.
    ///   - cancellation: ends the attempt earlier.
    ///   - listen: gets every frame of the attempt but its outcome, on any thread. Permits are granted at once, unless
    ///     their upstream has closed the door: alone there is nobody to share with.
    /// - Returns: the outcome; at the limit `.failed` with the policy reason `timed_out`.
    package func run(
        _ assignment: Assignment, cancellation: Cancellation = Cancellation(),
        listen: @escaping @Sendable (WorkerFrame) -> Void
    ) -> ProcessorOutcome {
        let desks = Mutex<(permits: PermitDesk, answers: AnswerDesk)?>(nil)
        let permits = LonePermits()
        let ending = Ending()
        do throws(FailureReason) {
            let attempt = try WorkerAttempt(assignment, ports: ports, cancellation: cancellation) { frame in
                listen(frame)
                if let (permit, answer) = permits.answer(to: frame) {
                    desks.withLock { $0 }?.permits.answer(permit, answer)
                }
                if case .request = frame { desks.withLock { $0 }?.answers.answer(ChoreAnswer.refused(.noJournal).json) }
            }
            desks.withLock { $0 = (attempt.permits, attempt.answers) }
            let body = AttemptBody(registry: registry, reaper: ports.reaper)
            // Owned by `ending`, which this thread waits for, except for an attempt that ignores its end.
            Task { ending.set(await body.run(attempt)) }
        } catch {
            return .failed(error)
        }
        return wait(for: ending, assignment, cancellation)
    }

    private func wait(for ending: Ending, _ assignment: Assignment, _ cancellation: Cancellation) -> ProcessorOutcome {
        let begin = SystemClock.now().monotonic
        let timedOut = ProcessorOutcome.failed(
            FailureReason(
                .policy, code: "timed_out",
                message: "The attempt reached its limit of \(assignment.timeout.wholeMilliseconds) ms."))
        if let outcome = ending.wait(until: begin + assignment.timeout) { return outcome }
        cancellation.cancel(.deadline)
        let outcome = ending.wait(until: SystemClock.now().monotonic + cancelGrace)
        if outcome == nil { ports.reaper.table.sweep(.strangersAndUnpooled) }
        // Work that was done before the limit bit is not thrown away.
        return outcome == .cancelled ? timedOut : outcome ?? timedOut
    }
}

/// An outcome that one thread waits for.
private final class Ending: Sendable {
    private let outcome = Mutex<ProcessorOutcome?>(nil)
    private let isSet = WaitWord()

    func set(_ outcome: ProcessorOutcome) {
        self.outcome.withLock { $0 = outcome }
        isSet.advance()
    }

    func wait(until deadline: MonotonicInstant) -> ProcessorOutcome? {
        while isSet.value == 0 {
            guard isSet.wait(while: 0, until: deadline) else { break }
        }
        return outcome.withLock { $0 }
    }
}
