package import CarretelCore
package import CarretelSystem

/// The folder of answers that may serve again, shared by all workers of a spool.
///
/// An entry is replaced by two renames: first its data, then what says what the data are. Between them, and after a crash
/// there, the two do not agree; whoever takes the answer sees that by length and hash, and it counts as none. Files are
/// renamed and removed only under the folder's lock, which is held for no longer than that takes.
package struct CacheFolder: Sendable {
    /// Held while files change their names.
    static let lockName: FileName = "lock"

    private let path: String

    /// Names the folder; it is made when the first answer is kept.
    ///
    /// - Parameter path: its parent must be there.
    package init(path: String) {
        self.path = path
    }

    /// All answers, by key.
    ///
    /// - Throws: what the system refuses; a folder that is not there has no answers.
    package func list() throws(SystemError) -> [CachedAnswer] {
        guard let folder = try open() else { return [] }
        var answers: [CachedAnswer] = []
        for name in Set(try Self.files(in: folder).compactMap(CacheEntryName.init(ofFile:))) {
            if let answer = try Self.answer(name, in: folder) { answers.append(answer) }
        }
        return answers.sorted { $0.key.text < $1.key.text }
    }

    /// Removes answers.
    ///
    /// - Parameter text: only those whose key has it somewhere in it; nil removes all, and whatever is damaged.
    /// - Returns: what was removed, by key.
    /// - Throws: what the system refuses.
    package func clear(matching text: String? = nil) throws(SystemError) -> [CachedAnswer] {
        guard let folder = try open() else { return [] }
        return try Self.locked(folder) { () throws(SystemError) in
            let removed = try list().filter { answer in text.map { answer.key.text.contains($0) } ?? true }
            for answer in removed { try Self.remove(CacheEntryName(of: answer.key), from: folder) }
            if text == nil {
                for name in Set(try Self.files(in: folder).compactMap(CacheEntryName.init(ofFile:))) {
                    try Self.remove(name, from: folder)
                }
            }
            try CacheLeftovers.sweep(folder)
            try folder.sync()
            return removed
        }
    }

    /// The answer to a key, however old; nil when there is none that looks whole.
    func answer(to key: CacheKey) throws(SystemError) -> CachedAnswer? {
        guard let folder = try open(), let answer = try Self.answer(CacheEntryName(of: key), in: folder) else {
            return nil
        }
        return answer.key == key ? answer : nil
    }

    /// Opens the data of an answer; nil when they are gone.
    func openData(of answer: CachedAnswer) throws(SystemError) -> OwnedDescriptor? {
        guard let folder = try open() else { return nil }
        do throws(SystemError) {
            let data = try folder.openFile(CacheEntryName(of: answer.key).data)
            guard try data.status().kind == .regular else { return nil }
            return data
        } catch {
            guard error.isNotFound || error.isOtherKind else { throw error }
            return nil
        }
    }

    /// Removes an answer that was found damaged, unless another has taken its place meanwhile.
    func removeDamaged(_ answer: CachedAnswer) throws(SystemError) {
        guard let folder = try open() else { return }
        try Self.locked(folder) { () throws(SystemError) in
            let name = CacheEntryName(of: answer.key)
            let isReplaced = try Self.entry(name, in: folder).map { $0 != answer } ?? false
            if !isReplaced { try Self.remove(name, from: folder) }
        }
    }

    /// Opens the folder, made when it is missing.
    func openOrMake() throws(SystemError) -> Directory {
        let parts = path.split(separator: "/")
        guard let name = parts.last else {
            throw SystemError("mkdirat", code: SystemError.Code.invalid, path: path)
        }
        let parent = (path.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/")
        return try Directory.open(path: parent).openOrMakeDirectory(FileName(name), mode: 0o750)
    }

    /// Does something that nobody else does to the folder's names meanwhile.
    static func locked<Answer>(
        _ folder: Directory, _ body: () throws(SystemError) -> Answer
    ) throws(SystemError) -> Answer {
        let lock = try FileLock.acquire(lockName, in: folder, .exclusive)
        let answer = try body()
        withExtendedLifetime(lock) {}
        return answer
    }

    /// The names in the folder.
    static func files(in folder: Directory) throws(SystemError) -> [FileName] {
        var names: [FileName] = []
        var entries = try folder.entries()
        while let entry = try entries.next() { names.append(entry.name) }
        return names
    }

    /// Removes an entry: first what tells of the data.
    static func remove(_ name: CacheEntryName, from folder: Directory) throws(SystemError) {
        try unlinkIfPresent(name.entry, in: folder)
        try unlinkIfPresent(name.data, in: folder)
    }

    private static func unlinkIfPresent(_ name: FileName, in folder: Directory) throws(SystemError) {
        do throws(SystemError) {
            try folder.unlink(name)
        } catch {
            guard error.isNotFound else { throw error }
        }
    }

    /// Opens the folder; nil when there is none.
    func open() throws(SystemError) -> Directory? {
        do throws(SystemError) {
            return try Directory.open(path: path)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
    }

    /// An entry whose data are there and as long as it says.
    static func answer(_ name: CacheEntryName, in folder: Directory) throws(SystemError) -> CachedAnswer? {
        guard let answer = try entry(name, in: folder), let data = try folder.statusIfPresent(of: name.data),
            data.kind == .regular, data.size == Int64(answer.bytes)
        else { return nil }
        return answer
    }

    private static func entry(_ name: CacheEntryName, in folder: Directory) throws(SystemError) -> CachedAnswer? {
        do throws(SystemError) {
            let read = try folder.readFile(name.entry, limit: CacheEntry.maxBytes)
            return read.isWhole ? CacheEntry(parsing: read.bytes)?.answer : nil
        } catch {
            guard error.isNotFound || error.isOtherKind else { throw error }
            return nil
        }
    }
}
