import CarretelCore
import Glibc

/// The clocks of the system.
enum SandboxClock {
    /// Reads both clocks. Related system call: clock_gettime(2).
    static func now() -> Now {
        let wall = nanoseconds(of: CLOCK_REALTIME)
        return Now(
            wall: Timestamp(microseconds: wall / 1_000),
            monotonic: MonotonicInstant(nanoseconds: nanoseconds(of: CLOCK_MONOTONIC)))
    }

    private static func nanoseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        // Both clocks always exist, so the call cannot fail.
        _ = unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
