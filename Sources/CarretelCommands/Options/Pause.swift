internal import CarretelCore
internal import CarretelSystem

/// Waits between two looks at a folder: short at first, longer while nothing happens.
struct Pause {
    private let longest: Duration
    private var next = Duration.milliseconds(2)

    /// Grows up to `longest`.
    init(longest: Duration = .milliseconds(50)) {
        self.longest = longest
    }

    /// Waits. Blocks the calling thread, a command's main thread, which has nothing else to do.
    mutating func wait() {
        PlainThread.pause(next)
        next = min(next * 1.25, longest)
    }
}
