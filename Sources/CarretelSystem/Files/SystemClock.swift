internal import CCarretelSystem
package import CarretelCore

/// The machine's clocks.
package enum SystemClock {
    /// Reads both clocks. Related system call: clock_gettime(2) with CLOCK_REALTIME and CLOCK_MONOTONIC.
    package static func now() -> Now {
        var wall: Int64 = 0
        var monotonic: Int64 = 0
        unsafe carretel_clocks(&wall, &monotonic)
        return Now(wall: Timestamp(microseconds: wall), monotonic: MonotonicInstant(nanoseconds: monotonic))
    }
}
