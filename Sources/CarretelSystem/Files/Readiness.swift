internal import CCarretelSystem
internal import CarretelCore

/// Waits for descriptors. Related system call: poll(2).
package enum Readiness {
    /// Waits until one of the descriptors has data or was hung up, or until the timeout.
    ///
    /// - Parameters:
    ///   - descriptors: at most 8; −1 is left out.
    ///   - timeout: rounded up to milliseconds; nil waits for ever.
    /// - Returns: for each descriptor whether it is ready.
    /// - Throws: what the call says.
    package static func wait(_ descriptors: [Int32], timeout: Duration?) throws(SystemError) -> [Bool] {
        var ready = [UInt8](repeating: 0, count: descriptors.count)
        let milliseconds = timeout.map { max(0, ($0.wholeMicroseconds + 999) / 1_000) } ?? -1
        let answer = unsafe carretel_poll_readable(descriptors, &ready, Int32(descriptors.count), milliseconds)
        guard answer >= 0 else { throw SystemError("poll", code: answer) }
        return ready.map { $0 != 0 }
    }
}
