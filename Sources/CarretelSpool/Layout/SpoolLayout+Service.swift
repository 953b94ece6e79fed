internal import CarretelCore
package import CarretelSystem

/// What a daemon holds while it serves a spool; let go when the process ends, however it ends.
package struct SpoolLocks: Sendable {
    /// `state/lock`: one daemon for these databases.
    package let state: FileLock
    /// `work/lock`: one daemon for this spool, whatever its state folder.
    package let work: FileLock
}

extension SpoolLayout {
    /// The name of the daemon's lock in `state/` and in `work/`.
    package static let lockName: FileName = "lock"
    /// The name in `state/` of the lock that workers share while they live.
    package static let workersLockName: FileName = "workers.lock"

    /// Checks that the spool can be served: files can be renamed between its folders, and databases work in its state
    /// folder.
    ///
    /// - Throws: ``SpoolFailure/Code/crossDevice`` or ``SpoolFailure/Code/remoteState``.
    package func checkService() throws(SpoolFailure) {
        let device = try device(of: work)
        let renamedBetween = [
            incoming, progress, results, superseded, control, controlDone, archive, failed, rejected, active,
        ]
        for folder in renamedBetween where try self.device(of: folder) != device {
            throw SpoolFailure(
                .crossDevice,
                "\(folder.path) is on another file system than \(work.path): files are renamed between the folders of "
                    + "a spool, so all of them must be on one.")
        }
        let kind = try checked(state) { () throws(SystemError) in try state.fileSystemKind() }
        guard !kind.isRemote else {
            throw SpoolFailure(
                .remoteState,
                "The state folder \(state.path) is on \(kind.name): SQLite needs a local disk. Set `state_directory` "
                    + "to a folder on one; the rest of the spool may stay.")
        }
    }

    private func device(of folder: Directory) throws(SpoolFailure) -> UInt64 {
        try checked(folder) { () throws(SystemError) in try folder.descriptor.status().identity.device }
    }

    private func checked<Answer>(
        _ folder: Directory, _ ask: () throws(SystemError) -> Answer
    ) throws(SpoolFailure) -> Answer {
        do throws(SystemError) {
            return try ask()
        } catch {
            throw SpoolFailure(.system, "The folder \(folder.path) cannot be looked at.", cause: error)
        }
    }

    /// Keeps other daemons off the spool and its databases.
    ///
    /// - Parameter mark: what others find in the lock files: this process's id.
    /// - Returns: the locks, to be held for as long as the spool is served.
    /// - Throws: ``SpoolFailure/Code/locked`` when another daemon is there.
    package func lockForService(mark: String) throws(SpoolFailure) -> SpoolLocks {
        SpoolLocks(state: try lock(in: state, mark), work: try lock(in: work, mark))
    }

    /// Whether a daemon serves the spool. Takes no lock, so that a daemon that starts just now is not turned away.
    package func isServed() throws(SystemError) -> Bool {
        try FileLock.isHeld(Self.lockName, in: work)
    }

    /// The mark that the daemon left in its lock: its process id while ``isServed()``.
    package func serviceMark() throws(SystemError) -> String {
        String(decoding: try work.readFile(Self.lockName, limit: 64).bytes, as: UTF8.self)
    }

    private func lock(in directory: Directory, _ mark: String) throws(SpoolFailure) -> FileLock {
        let taken = try checked(directory) { () throws(SystemError) in
            let lock = try FileLock.tryAcquire(Self.lockName, in: directory, .exclusive)
            try lock?.note(mark)
            return lock
        }
        if let taken { return taken }
        let holder = try checked(directory) { () throws(SystemError) in
            try directory.readFile(Self.lockName, limit: 64).bytes
        }
        throw SpoolFailure(
            .locked,
            "Another daemon (process \(String(decoding: holder, as: UTF8.self))) holds "
                + "\(directory.path)/\(Self.lockName).")
    }
}
