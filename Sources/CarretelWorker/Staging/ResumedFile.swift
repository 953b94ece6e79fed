import CarretelCore
import CarretelSystem

/// A data file of an earlier attempt that was found to begin as a checkpoint says: open, positioned at the mark.
struct ResumedFile: ~Copyable {
    /// How much is read and hashed at once.
    private static let pieceBytes = 1 << 20

    let mark: DataFileMark
    let descriptor: OwnedDescriptor
    /// What is before the mark.
    let content: WrittenContent

    /// Looks for the file in a folder and hashes it up to the mark.
    ///
    /// - Returns: nil when it is not there, shorter, or not what was marked.
    static func find(_ mark: DataFileMark, in folder: Directory) throws(SystemError) -> ResumedFile? {
        guard let descriptor = try open(FileName(mark.name), in: folder) else { return nil }
        let status = try descriptor.status()
        // A file with a second name is somebody else's too, and must not be cut.
        guard status.kind == .regular, status.linkCount == 1, status.size >= Int64(mark.bytes) else { return nil }
        var content = WrittenContent()
        while content.bytes < mark.bytes {
            let piece = try descriptor.read(upTo: min(pieceBytes, mark.bytes - content.bytes))
            guard !piece.isEmpty else { return nil }
            content.digest.update(piece)
            content.bytes += piece.count
        }
        guard content.digest.value == mark.sha256 else { return nil }
        return ResumedFile(mark: mark, descriptor: descriptor, content: content)
    }

    private static func open(_ name: FileName, in folder: Directory) throws(SystemError) -> OwnedDescriptor? {
        do throws(SystemError) {
            return try folder.openFile(name, .update)
        } catch {
            guard error.isNotFound || error.isOtherKind else { throw error }
            return nil
        }
    }

    /// Cuts off what was written after the mark, durably.
    borrowing func cut() throws(SystemError) {
        try descriptor.truncate(to: Int64(mark.bytes))
        try descriptor.sync()
    }
}

extension SystemError {
    /// Something is there, but not a file or folder to be opened: a symbolic link, a folder for a file, a socket.
    var isOtherKind: Bool {
        [Code.symbolicLink, Code.isDirectory, Code.notDirectory, Code.noDevice].contains(code)
    }
}
