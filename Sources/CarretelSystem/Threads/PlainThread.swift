import CCarretelSystem
package import CarretelCore

/// A thread of its own, for work that blocks: files, SQLite, pipes. Blocking calls on Swift's shared pool, or on
/// concurrent dispatch queues, hold up everything else that runs there.
package final class PlainThread: Sendable {
    private let ended = WaitWord()

    private init() {}

    /// Starts a thread that runs `body` and ends with it.
    ///
    /// - Parameters:
    ///   - name: shown by `ps -L` and debuggers; cut to 15 bytes.
    ///   - body: all that the thread does.
    /// - Throws: ``SystemError`` when the system has no room for another thread.
    /// - Returns: the thread; letting go of it changes nothing.
    @discardableResult
    package static func start(
        name: String, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> PlainThread {
        let thread = PlainThread()
        let start = Start {
            body()
            thread.ended.advance()
        }
        let context = unsafe Unmanaged.passRetained(start)
        // The context is balanced by takeRetainedValue on the new thread, or below when there is none.
        let result = unsafe carretel_thread_start(name, runStart, context.toOpaque())
        if result < 0 { unsafe context.release() }
        _ = try checked(result, "pthread_create")
        return thread
    }

    /// Makes the calling thread wait, for what can only be looked at again.
    package static func pause(_ duration: Duration) {
        let deadline = SystemClock.now().monotonic + duration
        let word = WaitWord()
        while SystemClock.now().monotonic < deadline { word.wait(while: 0, until: deadline) }
    }

    /// Lets the calling thread stand behind all others that want the processor, setpriority(2), or the disk, ioprio_set(2).
    package static func stepBack() throws(SystemError) {
        let nice: Int32 = 10
        _ = try checked(carretel_thread_step_back(nice), "setpriority")
    }

    /// Waits until the thread's body has returned.
    ///
    /// - Parameter deadline: nil waits for ever.
    /// - Returns: whether it has returned.
    @discardableResult
    package func join(until deadline: MonotonicInstant? = nil) -> Bool {
        while ended.value == 0 {
            guard ended.wait(while: 0, until: deadline) else { return ended.value != 0 }
        }
        return true
    }
}

/// What a new thread is handed: a C function pointer cannot carry a closure.
private final class Start: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runStart(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
}
