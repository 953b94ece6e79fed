import CCarretelSystem

/// A descriptor that one thread waits on and any other can make readable (eventfd(2)).
package final class Wakeup: Sendable {
    /// To be added to an ``Epoll``; readable after ``signal()`` until ``clear()``.
    package let descriptor: Int32

    /// Makes it, not yet signalled.
    ///
    /// - Throws: ``SystemError`` when the process has no descriptor left.
    package init() throws(SystemError) {
        descriptor = try checked(carretel_eventfd(), "eventfd")
    }

    deinit { carretel_close(descriptor) }

    /// Wakes the waiting thread. Signals before the next ``clear()`` count as one.
    package func signal() {
        // It can fail only on a descriptor that is not an eventfd, and this one is until deinit.
        carretel_eventfd_signal(descriptor)
    }

    /// Takes note of the signal. Call it before looking at what the signal stands for.
    package func clear() {
        carretel_eventfd_clear(descriptor)
    }
}
