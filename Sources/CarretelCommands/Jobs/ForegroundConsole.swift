internal import CarretelCore
internal import CarretelSystem
internal import CarretelWorker
internal import Synchronization

/// What an attempt in the foreground says, and what the person at the keyboard says to it.
///
/// A thread of its own, because the processor may burn every thread of Swift's pool and the attempt holds the main one.
final class ForegroundConsole: Sendable {
    private struct State {
        var warnings: [Warning] = []
        var view = ProgressView(state: "running")
        var isNew = false
    }

    private static let interval = Duration.milliseconds(50)
    /// 128 + SIGINT, as a shell says it.
    private static let interruptedCode: Int32 = 130

    private let state = Mutex(State())
    private let ended = WaitWord()

    /// The warnings so far.
    var warnings: [Warning] { state.withLock { $0.warnings } }

    /// Takes a frame of the attempt, on any thread.
    func take(_ frame: WorkerFrame) {
        state.withLock { state in
            switch frame {
            case .progress(_, let progress):
                state.view.progress.merge(progress)
                state.isNew = true
            case .warning(_, let warning): state.warnings.append(warning)
            default: break
            }
        }
    }

    /// Runs `body` with the console at work.
    func attend<Value>(name: String, cancellation: Cancellation, _ body: () -> Value) throws -> Value {
        try Interrupts.startCounting()
        let thread = try PlainThread.start(name: "console") { [self] in loop(name: name, cancellation) }
        let value = body()
        ended.advance()
        thread.join()
        return value
    }

    private func loop(name: String, _ cancellation: Cancellation) {
        let meter = ProgressMeter.onStandardError(name: name)
        while ended.value == 0 {
            ended.wait(while: 0, until: SystemClock.now().monotonic + Self.interval)
            if let view = newView() { meter.show(view, at: SystemClock.now().monotonic) }
            obey(cancellation, meter)
        }
        meter.clear()
    }

    private func newView() -> ProgressView? {
        state.withLock { state in
            defer { state.isNew = false }
            return state.isNew ? state.view : nil
        }
    }

    /// The first Ctrl-C asks the attempt to end, the second ends the process.
    private func obey(_ cancellation: Cancellation, _ meter: ProgressMeter) {
        let count = Interrupts.count
        if count > 1 { ProcessSetup.exitNow(Self.interruptedCode) }
        guard count == 1, cancellation.reason == nil else { return }
        meter.clear()
        StandardError.write("The job is asked to end; Ctrl-C once more ends it at once.")
        cancellation.cancel(.requested)
    }
}
