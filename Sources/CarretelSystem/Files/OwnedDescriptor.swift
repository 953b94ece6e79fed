internal import CCarretelSystem

/// An open file that closes when its owner lets it go. Everything written through it is checked.
package struct OwnedDescriptor: ~Copyable, Sendable {
    /// The descriptor's number, for calls that borrow it.
    package let rawValue: Int32

    /// Takes over a descriptor that nobody else will close.
    package init(taking rawValue: Int32) {
        self.rawValue = rawValue
    }

    deinit {
        // Nobody is left to tell. Where the answer matters (written files), ``close()`` was called instead.
        _ = carretel_close(rawValue)
    }

    /// Closes and checks. Related system call: close(2).
    package consuming func close() throws(SystemError) {
        let descriptor = rawValue
        discard self
        let answer = carretel_close(descriptor)
        guard answer >= 0 else { throw SystemError("close", code: answer) }
    }

    /// Gives the descriptor away: whoever gets the number closes it.
    package consuming func release() -> Int32 {
        let descriptor = rawValue
        discard self
        return descriptor
    }

    /// What the system says of the open file. Related system call: fstat(2).
    package func status() throws(SystemError) -> FileStatus {
        var found = carretel_status()
        let answer = unsafe carretel_status(rawValue, &found)
        guard answer >= 0 else { throw SystemError("fstat", code: answer) }
        return FileStatus(found)
    }

    /// Sets the permission bits. Related system call: fchmod(2).
    package func setMode(_ mode: UInt32) throws(SystemError) {
        let answer = carretel_set_mode(rawValue, mode)
        guard answer >= 0 else { throw SystemError("fchmod", code: answer) }
    }

    /// Cuts or extends the file. Related system call: ftruncate(2).
    package func truncate(to length: Int64) throws(SystemError) {
        let answer = carretel_truncate(rawValue, length)
        guard answer >= 0 else { throw SystemError("ftruncate", code: answer) }
    }

    /// Makes content and size durable, not the name. A failure is final. Related system call: fsync(2).
    package func sync() throws(SystemError) {
        let answer = carretel_sync(rawValue)
        guard answer >= 0 else { throw SystemError("fsync", code: answer) }
    }

    /// As ``sync()`` without times and modes. Related system call: fdatasync(2).
    package func syncData() throws(SystemError) {
        let answer = carretel_sync_data(rawValue)
        guard answer >= 0 else { throw SystemError("fdatasync", code: answer) }
    }
}
