import CarretelCore
import CarretelSystem
import Synchronization

/// The worker's way to the daemon. Frames that are ready together leave in one write; a frame may be held back a
/// little for the ones that follow it.
///
/// Whoever finds nobody writing writes, with everything that the others add meanwhile: no thread of its own, no
/// wake-up. The pipe is a blocking one, so a daemon that does not read holds the worker back.
final class OutgoingFrames: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isWriting = false
        /// How many threads wait for room.
        var waiting = 0
    }

    /// With more than this unsent, whoever adds a frame waits until the daemon has read.
    static let byteLimit = 1 << 20

    private let pipe: PipeEnd
    private let state = Mutex(State())
    private let written = WaitWord()
    private let onBroken: @Sendable () -> Void

    /// Writes to `pipe`, which nobody else does.
    ///
    /// - Parameters:
    ///   - pipe: a blocking one.
    ///   - onBroken: called when the daemon does not read any more.
    init(to pipe: PipeEnd, onBroken: @escaping @Sendable () -> Void) {
        self.pipe = pipe
        self.onBroken = onBroken
    }

    /// What is held back at most; a pipe holds as much.
    static let heldBytes = 1 << 16

    /// Adds a frame that goes with the next ``flush()`` or ``send(_:)``, or now when much is held already.
    func hold(_ frame: WorkerFrame) {
        if add(frame) > Self.heldBytes { flush() }
    }

    private func add(_ frame: WorkerFrame) -> Int {
        let line = frame.encoded()
        return state.withLock { state in
            state.bytes.append(contentsOf: line)
            return state.bytes.count
        }
    }

    /// Adds a frame and sends all there is.
    func send(_ frame: WorkerFrame) {
        _ = add(frame)
        flush()
    }

    /// Sends all there is; returns at once when another thread is at it, unless there is too much unsent.
    func flush() {
        while true {
            let seen = written.value
            let step = state.withLock { state -> Step in
                if state.bytes.isEmpty { return .done }
                if state.isWriting {
                    guard state.bytes.count > Self.byteLimit else { return .done }
                    state.waiting += 1
                    return .wait
                }
                state.isWriting = true
                var bytes: [UInt8] = []
                swap(&bytes, &state.bytes)
                return .write(bytes)
            }
            switch step {
            case .done: return
            case .wait:
                written.wait(while: seen, until: nil)
                state.withLock { $0.waiting -= 1 }
            case .write(let bytes): write(bytes)
            }
        }
    }

    private enum Step {
        case done, wait
        case write([UInt8])
    }

    private func write(_ bytes: [UInt8]) {
        do {
            try pipe.writeAll(bytes)
        } catch {
            onBroken()
        }
        let isAwaited = state.withLock { state in
            state.isWriting = false
            return state.waiting > 0
        }
        if isAwaited { written.advance() }
    }
}
