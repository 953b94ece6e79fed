internal import CCarretelSystem

/// Writes to a standard stream that stays open for the life of the process.
package enum StandardStream {
    /// Writes all of it, or as much as the other side takes before it goes away.
    ///
    /// - Returns: whether everything was written.
    @discardableResult
    package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { buffer in
                unsafe carretel_write(descriptor, buffer.baseAddress, UInt64(buffer.count))
            }
            guard count > 0 else { return false }
            written += Int(count)
        }
        return true
    }
}
