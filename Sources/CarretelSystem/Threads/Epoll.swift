import CCarretelSystem
package import CarretelCore

/// Waits for many descriptors at once (epoll(7)), level-triggered. One thread waits; any may add and remove.
package final class Epoll: Sendable {
    /// What to wait for. A hang-up is always reported.
    package struct Interest: OptionSet, Sendable {
        package let rawValue: UInt32
        package static let readable = Interest(rawValue: UInt32(CARRETEL_READABLE))
        package static let writable = Interest(rawValue: UInt32(CARRETEL_WRITABLE))

        /// Wraps the bits of `carretel_processes.h`.
        package init(rawValue: UInt32) { self.rawValue = rawValue }
    }

    /// One descriptor that has something to say.
    package struct Ready: Sendable, Hashable {
        /// The tag given when it was added.
        package var tag: UInt64
        package var isReadable: Bool
        package var isWritable: Bool
        /// The other side is closed; what it sent before may still be there to read.
        package var isHungUp: Bool
    }

    /// At most this many are reported by one ``wait(until:)``; the others by the next.
    package static let batchLimit = 64

    private let descriptor: Int32

    /// Makes an empty set.
    ///
    /// - Throws: ``SystemError``.
    package init() throws(SystemError) {
        descriptor = try checked(carretel_epoll_create(), "epoll_create1")
    }

    deinit { carretel_close(descriptor) }

    /// Adds a descriptor; it must be removed before it is closed.
    ///
    /// - Throws: ``SystemError``.
    package func add(_ descriptor: Int32, tag: UInt64, for interest: Interest) throws(SystemError) {
        _ = try checked(carretel_epoll_add(self.descriptor, descriptor, interest.rawValue, tag), "epoll_ctl")
    }

    /// Changes what is waited for.
    ///
    /// - Throws: ``SystemError``.
    package func modify(_ descriptor: Int32, tag: UInt64, for interest: Interest) throws(SystemError) {
        _ = try checked(carretel_epoll_modify(self.descriptor, descriptor, interest.rawValue, tag), "epoll_ctl")
    }

    /// Takes a descriptor out.
    ///
    /// - Throws: ``SystemError``.
    package func remove(_ descriptor: Int32) throws(SystemError) {
        _ = try checked(carretel_epoll_remove(self.descriptor, descriptor), "epoll_ctl")
    }

    /// Waits until something is ready.
    ///
    /// - Parameter deadline: when to give up, to the millisecond above; nil waits for ever.
    /// - Returns: what is ready; empty at the deadline or when a signal came in between.
    /// - Throws: ``SystemError``.
    package func wait(until deadline: MonotonicInstant? = nil) throws(SystemError) -> [Ready] {
        let milliseconds = deadline.map { millisecondsLeft(until: $0) } ?? -1
        return try unsafe withUnsafeTemporaryAllocation(of: carretel_ready.self, capacity: Self.batchLimit) {
            buffer throws(SystemError) in
            let result = unsafe carretel_epoll_wait(
                descriptor, buffer.baseAddress, Int32(Self.batchLimit), milliseconds)
            let count = try checked(result, "epoll_wait")
            return unsafe buffer.prefix(Int(count)).map { ready in
                Ready(
                    tag: ready.tag, isReadable: ready.what & UInt32(CARRETEL_READABLE) != 0,
                    isWritable: ready.what & UInt32(CARRETEL_WRITABLE) != 0,
                    isHungUp: ready.what & UInt32(CARRETEL_HUNG_UP) != 0)
            }
        }
    }

    private func millisecondsLeft(until deadline: MonotonicInstant) -> Int32 {
        let nanoseconds = deadline.nanoseconds.subtractingReportingOverflow(carretel_monotonic_nanoseconds())
        guard !nanoseconds.overflow, nanoseconds.partialValue > 0 else { return 0 }
        // Rounded up: waking early would only make the caller wait once more for nothing.
        return Int32(clamping: (nanoseconds.partialValue - 1) / 1_000_000 + 1)
    }
}
