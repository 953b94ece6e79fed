import CarretelCore
import CarretelProcessors
import CarretelSystem
import Logging

/// The parts of a worker process at work.
final class WorkerLoop: Sendable {
    /// How much is read at once: what a pipe holds.
    private static let readBytes = 1 << 16

    private let ports: AttemptPorts
    private let body: AttemptBody
    private let input: PipeEnd
    private let outgoing: OutgoingFrames
    private let queue = AttemptQueue()
    private let pulse = WorkerPulse()
    private let logger: Logger

    init(
        processors: [AnyProcessor], ports: AttemptPorts, input: PipeEnd, output: PipeEnd, logger: Logger
    ) {
        self.ports = ports
        self.input = input
        self.logger = logger
        body = AttemptBody(registry: ProcessorRegistry(processors), reaper: ports.reaper)
        outgoing = OutgoingFrames(to: output) { Self.end(ports, code: 0) }
    }

    /// Says `ready` and starts everything but the reader.
    func start() throws(SystemError) {
        outgoing.send(.ready(pid: ProcessSetup.pid))
        try PlainThread.start(name: "pulse") { [self] in
            pulse.run(isBusy: { queue.current != nil }) { now in
                outgoing.flush()
                queue.current?.sendDueProgress(at: now)
            }
        }
        // Lives as long as the process.
        Task { await runAttempts() }
    }

    // MARK: Running

    private func runAttempts() async {
        while true {
            guard let attempt = queue.begin() else {
                outgoing.flush()
                await queue.wait()
                continue
            }
            // With the daemon gone nothing may be started that it has not seen begin; the reader ends the process as
            // soon as it has read up to the end of the input.
            if input.isHungUp { return }
            pulse.attemptBegins()
            outgoing.hold(.began(attempt.key))
            let outcome = await body.run(attempt)
            outgoing.hold(.outcome(attempt.key, outcome))
        }
    }

    // MARK: Reading

    /// Reads frames until standard input ends, then ends the process.
    func read() -> Never {
        var splitter = LineSplitter()
        var bytes: [UInt8] = []
        while true {
            do {
                bytes.removeAll(keepingCapacity: true)
                if try input.read(atMost: Self.readBytes, appendingTo: &bytes) == .end { break }
                try take(splitter.feed(bytes))
            } catch {
                logger.critical("The frames make no sense.", metadata: ["error": "\(error)"])
                Self.end(ports, code: WorkerMain.ExitCode.protocolBroken)
            }
        }
        Self.end(ports, code: 0)
    }

    /// Kills whatever this worker has started, browsers too, and ends it. On the reader's thread, since a processor
    /// may hold all others.
    private static func end(_ ports: AttemptPorts, code: Int32) -> Never {
        ports.reaper.table.close()
        ports.reaper.table.sweep(.everything)
        ports.browsers.clear()
        ProcessSetup.exitNow(code)
    }

    private func take(_ lines: [[UInt8]]) throws(FailureReason) {
        var assigned: [WorkerAttempt] = []
        for line in lines {
            let frame = try DaemonFrame(line: line)
            if case .assign(let assignment) = frame {
                if let attempt = attempt(assignment) { assigned.append(attempt) }
                continue
            }
            try hand(&assigned)
            take(frame)
        }
        try hand(&assigned)
    }

    private func hand(_ assigned: inout [WorkerAttempt]) throws(FailureReason) {
        guard !assigned.isEmpty else { return }
        guard queue.add(assigned) else {
            throw FailureReason(
                .transient, code: "too_many_assigns",
                message: "More than \(AttemptQueue.limit) attempts were handed to one worker.")
        }
        assigned = []
    }

    private func attempt(_ assignment: Assignment) -> WorkerAttempt? {
        do throws(FailureReason) {
            return try WorkerAttempt(assignment, ports: ports, cancellation: Cancellation()) { [outgoing] frame in
                outgoing.send(frame)
            }
        } catch {
            outgoing.send(.outcome(assignment.attempt, .failed(error)))
            return nil
        }
    }

    private func take(_ frame: DaemonFrame) {
        switch frame {
        case .assign: break
        case .recall(let key):
            if case .notBegun = queue.withdraw(key) { outgoing.send(.recalled(key)) } else { outgoing.flush() }
        case .cancel(let key, let reason):
            switch queue.withdraw(key) {
            case .notBegun: outgoing.send(.outcome(key, .cancelled))
            case .running(let attempt): attempt.cancellation.cancel(reason)
            case .unknown: break
            }
        case .granted(let key, let permit): answer(key, permit, .granted)
        case .waitUntil(let key, let permit, let moment): answer(key, permit, .waitUntil(moment))
        case .answer(let key, let json):
            if let current = queue.current, current.key == key { current.answers.answer(json) }
        }
    }

    private func answer(_ key: AttemptKey, _ permit: String, _ answer: PermitDesk.Answer) {
        guard let current = queue.current, current.key == key else { return }
        current.permits.answer(permit, answer)
    }
}
