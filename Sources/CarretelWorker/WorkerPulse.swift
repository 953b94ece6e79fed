import CarretelCore
import CarretelSystem
import Synchronization

/// The worker's clock: a thread that sends frames held back and progress whose time has come, for processors that
/// compute without ever letting go of their thread. It sleeps when nothing runs.
final class WorkerPulse: Sendable {
    /// How long a held frame waits at most while attempts are short.
    static let quick = Duration.milliseconds(5)
    /// How often a long attempt's progress is looked at.
    static let slow = ProgressThrottle.interval
    /// How long after the beginning of an attempt the pulse stays quick.
    static let quickTime = Duration.seconds(1)

    private struct State {
        var lastBegin = MonotonicInstant(nanoseconds: 0)
        var isQuick = false
    }

    private let state = Mutex(State())
    private let wakeup = WaitWord()

    /// Notes that an attempt begins. Costs a system call only when the last beginning is long past.
    func attemptBegins() {
        let now = SystemClock.now().monotonic
        let wakes = state.withLock { state in
            state.lastBegin = now
            defer { state.isQuick = true }
            return !state.isQuick
        }
        if wakes { wakeup.advance() }
    }

    /// Runs for ever, calling `beat` with the time.
    ///
    /// - Parameters:
    ///   - isBusy: whether an attempt runs.
    ///   - beat: called at each beat.
    func run(isBusy: () -> Bool, beat: (MonotonicInstant) -> Void) {
        while true {
            let seen = wakeup.value
            let now = SystemClock.now().monotonic
            beat(now)
            let isQuick = state.withLock { state in
                state.isQuick = now - state.lastBegin < Self.quickTime
                return state.isQuick
            }
            wakeup.wait(while: seen, until: isQuick ? now + Self.quick : isBusy() ? now + Self.slow : nil)
        }
    }
}
