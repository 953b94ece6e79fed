import CCarretelSystem

/// Files that the person at the command line names: theirs to read, wherever symbolic links lead, pipes included.
package enum OperatorFile {
    /// Reads a file up to a limit. Related system calls: open(2), read(2).
    package static func read(path: String, limit: Int) throws(SystemError) -> OwnedDescriptor.BoundedRead {
        try read(open(path: path), named: path, limit: limit)
    }

    /// As ``read(path:limit:)``, and says whose file it is and who may read it. Related system call: fstat(2).
    package static func readWithStatus(
        path: String, limit: Int
    ) throws(SystemError) -> (content: OwnedDescriptor.BoundedRead, status: FileStatus) {
        let file = try open(path: path)
        do {
            return (try file.readBounded(limit: limit), try file.status())
        } catch {
            throw SystemError(error.call, code: error.code, path: path)
        }
    }

    /// Reads standard input up to a limit; it stays open.
    package static func readStandardInput(limit: Int) throws(SystemError) -> OwnedDescriptor.BoundedRead {
        let answer = carretel_duplicate(0)
        guard answer >= 0 else { throw SystemError("fcntl(F_DUPFD_CLOEXEC)", code: answer, path: "standard input") }
        return try read(OwnedDescriptor(taking: answer), named: "standard input", limit: limit)
    }

    private static func open(path: String) throws(SystemError) -> OwnedDescriptor {
        let answer = unsafe carretel_open_input(Array(path.utf8) + [0])
        guard answer >= 0 else { throw SystemError("open", code: answer, path: path) }
        return OwnedDescriptor(taking: answer)
    }

    private static func read(
        _ file: borrowing OwnedDescriptor, named path: String, limit: Int
    ) throws(SystemError) -> OwnedDescriptor.BoundedRead {
        do {
            return try file.readBounded(limit: limit)
        } catch {
            throw SystemError(error.call, code: error.code, path: path)
        }
    }
}
