package import CarretelCore
import CarretelSystem

extension CacheFolder: CacheKeeper {
    package func eachAnswer(_ body: (CachedAnswer) -> Bool) throws(FailureReason) -> Int {
        try stored { () throws(SystemError) in
            guard let folder = try open() else { return 0 }
            var strangers = 0
            var entries = try folder.entries()
            while let entry = try entries.next() {
                guard let name = CacheEntryName(ofFile: entry.name) else {
                    if !CacheLeftovers.isOwn(entry.name) { strangers += 1 }
                    continue
                }
                // Its data are not an answer of their own.
                guard entry.name == name.entry, let answer = try Self.answer(name, in: folder) else { continue }
                guard body(answer) else { break }
            }
            return strangers
        }
    }

    package func remove(_ key: CacheKey, loadedAt: Timestamp) throws(FailureReason) -> Int? {
        try stored { () throws(SystemError) in
            guard let folder = try open() else { return nil }
            return try Self.locked(folder) { () throws(SystemError) in
                guard let answer = try answer(to: key), answer.loadedAt == loadedAt else { return nil }
                try Self.remove(CacheEntryName(of: key), from: folder)
                return 2
            }
        }
    }

    package func leftovers() throws(FailureReason) -> [(name: String, bytes: Int)] {
        try stored { () throws(SystemError) in
            guard let folder = try open() else { return [] }
            return try Self.locked(folder) { () throws(SystemError) in
                var found: [(name: String, bytes: Int)] = []
                for file in try Self.leftoverFiles(in: folder) {
                    guard let status = try folder.statusIfPresent(of: file.name) else { continue }
                    found.append((file.name.description, Int(status.size)))
                }
                return found
            }
        }
    }

    package func removeLeftover(_ name: String) throws(FailureReason) -> Bool {
        try stored { () throws(SystemError) in
            guard let folder = try open() else { return false }
            return try Self.locked(folder) { () throws(SystemError) in
                guard let file = try Self.leftoverFiles(in: folder).first(where: { $0.name == FileName(name) }) else {
                    return false
                }
                try folder.unlink(file.name)
                return true
            }
        }
    }

    /// What crashes have left, and the files of answers that are not whole. Under the folder's lock nobody is between the
    /// two renames that replace an answer, so what does not agree never will.
    private static func leftoverFiles(
        in folder: Directory
    ) throws(SystemError) -> [(name: FileName, lock: FileLock?)] {
        var found = try CacheLeftovers.find(in: folder).map { (name: $0.file, lock: $0.lock) }
        let files = Set(try files(in: folder))
        for file in files {
            guard let name = CacheEntryName(ofFile: file), name.entry == file else { continue }
            guard try answer(name, in: folder) == nil else { continue }
            found.append((file, nil))
            if files.contains(name.data) { found.append((name.data, nil)) }
        }
        return found
    }

    private func stored<Answer>(_ body: () throws(SystemError) -> Answer) throws(FailureReason) -> Answer {
        do throws(SystemError) {
            return try body()
        } catch {
            throw FailureReason(
                .transient, code: "storage_failed", message: "The cache of answers cannot be cleared: \(error).")
        }
    }
}
