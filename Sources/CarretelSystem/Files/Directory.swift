internal import CCarretelSystem

/// An open folder. Everything that outsiders can write is reached through one, by single names that are never followed
/// through a symbolic link, so that nobody can swap the ground under a path.
package final class Directory: Sendable {
    /// The open folder itself.
    package let descriptor: OwnedDescriptor
    /// Where it was when it was opened: for messages and for programs that need a path.
    package let path: String

    init(taking descriptor: Int32, path: String) {
        self.descriptor = OwnedDescriptor(taking: descriptor)
        self.path = path
    }

    /// Opens a folder that the operator named; symbolic links on the way are the operator's. Related system call:
    /// open(2).
    package static func open(path: String) throws(SystemError) -> Directory {
        let terminated = Array(path.utf8) + [0]
        let answer = unsafe carretel_open_path(terminated, CARRETEL_OPEN_DIRECTORY)
        guard answer >= 0 else { throw SystemError("open", code: answer, path: path) }
        return Directory(taking: answer, path: path)
    }

    /// Opens a folder in this one. Related system call: openat(2).
    ///
    /// - Throws: ELOOP or ENOTDIR when it is a symbolic link.
    package func openDirectory(_ name: FileName) throws(SystemError) -> Directory {
        let answer = try checked(name) { unsafe carretel_open($0, $1, CARRETEL_OPEN_DIRECTORY, 0) }
        guard answer >= 0 else { throw failure("openat", answer, name) }
        return Directory(taking: answer, path: "\(path)/\(name)")
    }

    /// Opens a folder some levels below this one, by a relative path that neither leaves this folder nor meets a
    /// symbolic link. Related system call: openat2(2) with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS.
    package func openDirectory(beneath relativePath: String) throws(SystemError) -> Directory {
        let descriptor = try open(beneath: relativePath, how: CARRETEL_OPEN_DIRECTORY)
        return Directory(taking: descriptor.release(), path: "\(path)/\(relativePath)")
    }

    /// Opens a file some levels below this one for reading; see ``openDirectory(beneath:)``.
    package func openFile(beneath relativePath: String) throws(SystemError) -> OwnedDescriptor {
        try open(beneath: relativePath, how: CARRETEL_OPEN_READ)
    }

    private func open(beneath relativePath: String, how: Int32) throws(SystemError) -> OwnedDescriptor {
        guard !relativePath.utf8.contains(0) else {
            throw SystemError("openat2", code: SystemError.Code.invalid, path: "\(path)/\(relativePath)")
        }
        let terminated = Array(relativePath.utf8) + [0]
        let answer = unsafe carretel_open_beneath(descriptor.rawValue, terminated, how, 0)
        guard answer >= 0 else { throw SystemError("openat2", code: answer, path: "\(path)/\(relativePath)") }
        return OwnedDescriptor(taking: answer)
    }

    /// How a file of a folder is opened.
    package enum Access: Sendable {
        /// To read; waits neither for the writer of a FIFO nor for a terminal.
        case read
        /// A new file to write; EEXIST when the name is taken.
        case create(mode: UInt32)
        /// To append, made when missing.
        case append(mode: UInt32)
        /// An existing file to read and write.
        case update
        /// To read and write, made when missing.
        case updateOrCreate(mode: UInt32)
    }

    /// Opens a file of this folder, never through a symbolic link. Related system call: openat(2).
    package func openFile(_ name: FileName, _ access: Access = .read) throws(SystemError) -> OwnedDescriptor {
        let (how, mode): (Int32, UInt32) =
            switch access {
            case .read: (CARRETEL_OPEN_READ, 0)
            case .create(let mode): (CARRETEL_OPEN_CREATE, mode)
            case .append(let mode): (CARRETEL_OPEN_APPEND, mode)
            case .update: (CARRETEL_OPEN_UPDATE, 0)
            case .updateOrCreate(let mode): (CARRETEL_OPEN_UPDATE_OR_CREATE, mode)
            }
        let answer = try checked(name) { unsafe carretel_open($0, $1, how, mode) }
        guard answer >= 0 else { throw failure("openat", answer, name) }
        return OwnedDescriptor(taking: answer)
    }

    /// What the system says of an entry, the link itself where it is one. Related system call: fstatat(2).
    package func status(of name: FileName) throws(SystemError) -> FileStatus {
        var found = carretel_status()
        let answer = try checked(name) { unsafe carretel_status_of($0, $1, &found) }
        guard answer >= 0 else { throw failure("fstatat", answer, name) }
        return FileStatus(found)
    }

    /// As ``status(of:)``, with nil for an entry that is not there.
    package func statusIfPresent(of name: FileName) throws(SystemError) -> FileStatus? {
        do {
            return try status(of: name)
        } catch  where error.isNotFound {
            return nil
        }
    }

    func failure(_ call: String, _ code: Int32, _ name: FileName) -> SystemError {
        SystemError(call, code: code, path: "\(path)/\(name)")
    }

    func checked(
        _ name: FileName, _ call: (Int32, [UInt8]) throws(SystemError) -> Int32
    ) throws(SystemError) -> Int32 {
        guard name.isComponent else {
            throw SystemError("name", code: SystemError.Code.invalid, path: "\(path)/\(name)")
        }
        return try call(descriptor.rawValue, name.terminated)
    }
}
