internal import CCarretelSystem

/// A lock on a file of a folder, held until it is let go or the process ends, however it ends. Related system call:
/// fcntl(2) with F_OFD_SETLK, whose locks belong to the open file and work on network file systems too.
package final class FileLock: Sendable {
    /// Who else may hold it.
    package enum Mode: Sendable {
        /// Nobody.
        case exclusive
        /// Others that share.
        case shared
    }

    private let descriptor: OwnedDescriptor

    private init(taking descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// Said, and not left to the close: a child between fork(2) and its program shares the open file, and would keep it.
    /// A refusal is left to the close.
    deinit { _ = carretel_unlock(descriptor.rawValue) }

    /// Takes a lock if nobody is in the way; the file is made when missing and never removed.
    ///
    /// - Returns: nil when somebody holds it.
    package static func tryAcquire(
        _ name: FileName, in directory: Directory, _ mode: Mode
    ) throws(SystemError) -> FileLock? {
        try acquire(name, in: directory, mode, waiting: false)
    }

    /// Takes a lock, waiting for as long as it takes.
    package static func acquire(_ name: FileName, in directory: Directory, _ mode: Mode) throws(SystemError) -> FileLock
    {
        while true {
            if let lock = try acquire(name, in: directory, mode, waiting: true) { return lock }
        }
    }

    private static func acquire(
        _ name: FileName, in directory: Directory, _ mode: Mode, waiting: Bool
    ) throws(SystemError) -> FileLock? {
        let descriptor = try directory.openFile(name, .updateOrCreate(mode: 0o640))
        let answer = carretel_lock(descriptor.rawValue, mode == .exclusive ? 1 : 0, waiting ? 1 : 0)
        guard answer >= 0 else { throw directory.failure("fcntl(F_OFD_SETLK)", answer, name) }
        return answer == 0 ? FileLock(taking: descriptor) : nil
    }

    /// Writes the holder's mark (a process id) into the locked file, for ``isHeld(_:in:)``'s askers and for people.
    package func note(_ text: String) throws(SystemError) {
        try descriptor.truncate(to: 0)
        try descriptor.writeAll(Array(text.utf8))
    }

    /// Whether somebody holds a lock, without taking it even for a moment: a daemon that starts just then must not be
    /// turned away by an asker.
    ///
    /// - Returns: false too when the file does not exist.
    package static func isHeld(_ name: FileName, in directory: Directory) throws(SystemError) -> Bool {
        do throws(SystemError) {
            let descriptor = try directory.openFile(name)
            let answer = carretel_lock_is_held(descriptor.rawValue)
            guard answer >= 0 else { throw directory.failure("fcntl(F_OFD_GETLK)", answer, name) }
            return answer == 1
        } catch  where error.isNotFound {
            return false
        }
    }
}
