import CarretelCore
import CarretelSystem

extension CacheFolder {
    /// How much is copied at once.
    static let pieceBytes = 1 << 20

    /// Keeps a copy of a file as an answer, in place of an older one.
    ///
    /// - Parameters:
    ///   - file: open for reading at its beginning.
    ///   - answer: what it holds.
    /// - Throws: what the system refuses; EINVAL when the file does not hold that, or the facts are no JSON object.
    func keep(_ file: borrowing OwnedDescriptor, as answer: CachedAnswer) throws(SystemError) {
        // A closure could not lend the descriptor on, so the copy is made between the two halves.
        let (folder, new, entry) = try begin(answer)
        do throws(SystemError) {
            try Self.copy(file, of: answer, to: new.name, in: folder)
            try finish(answer, entry, data: new.name, in: folder)
        } catch {
            // Swept one day; there is room sooner this way, and the first failure is the one to tell.
            try? folder.unlink(new.name)
            throw error
        }
        withExtendedLifetime(new.lock) {}
    }

    /// Keeps bytes as an answer, in place of an older one.
    ///
    /// - Throws: as ``keep(_:as:)-(OwnedDescriptor,_)``.
    func keep(_ content: [UInt8], as answer: CachedAnswer) throws(SystemError) {
        let (folder, new, entry) = try begin(answer)
        do throws(SystemError) {
            let file = try folder.openFile(new.name, .update)
            try file.writeAll(content)
            try file.sync()
            try file.close()
            try finish(answer, entry, data: new.name, in: folder)
        } catch {
            // As above.
            try? folder.unlink(new.name)
            throw error
        }
        withExtendedLifetime(new.lock) {}
    }

    private func begin(
        _ answer: CachedAnswer
    ) throws(SystemError) -> (folder: Directory, new: (name: FileName, lock: FileLock), entry: [UInt8]) {
        let entry = CacheEntry(answer).encoded()
        guard entry.count <= CacheEntry.maxBytes, CacheEntry(parsing: entry) != nil else {
            throw SystemError(
                "write", code: SystemError.Code.invalid, path: answer.key.text,
                message: "The facts are no JSON object of up to \(CacheEntry.maxBytes) bytes")
        }
        let folder = try openOrMake()
        let new = try Self.locked(folder) { () throws(SystemError) in
            try CacheLeftovers.sweep(folder)
            return try CacheLeftovers.begin(in: folder)
        }
        return (folder, new, entry)
    }

    private func finish(
        _ answer: CachedAnswer, _ entry: [UInt8], data: FileName, in folder: Directory
    ) throws(SystemError) {
        try Self.locked(folder) { () throws(SystemError) in
            try Self.put(data: data, entry, of: CacheEntryName(of: answer.key), in: folder)
        }
    }

    private static func copy(
        _ file: borrowing OwnedDescriptor, of answer: CachedAnswer, to name: FileName, in folder: Directory
    ) throws(SystemError) {
        let copy = try folder.openFile(name, .update)
        var content = WrittenContent()
        while true {
            let piece = try file.read(upTo: pieceBytes)
            guard !piece.isEmpty else { break }
            try copy.writeAll(piece)
            content.digest.update(piece)
            content.bytes += piece.count
        }
        guard content.bytes == answer.bytes, content.digest.value == answer.sha256 else {
            throw SystemError(
                "read", code: SystemError.Code.invalid, path: answer.key.text,
                message: "The file is not the one that was finished")
        }
        try copy.sync()
        try copy.close()
    }

    /// The two renames, with everything that they show on disk before.
    private static func put(
        data: FileName, _ entry: [UInt8], of name: CacheEntryName, in folder: Directory
    ) throws(SystemError) {
        let new = try CacheLeftovers.begin(in: folder)
        let file = try folder.openFile(new.name, .update)
        try file.writeAll(entry)
        try file.sync()
        try file.close()
        try folder.rename(data, to: folder, as: name.data, .replace)
        try folder.rename(new.name, to: folder, as: name.entry, .replace)
        try folder.sync()
        withExtendedLifetime(new.lock) {}
    }
}
