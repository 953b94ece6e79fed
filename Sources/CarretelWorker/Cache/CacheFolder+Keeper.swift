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

    package func leftovers(isCancelled: () -> Bool) throws(FailureReason) -> [(name: String, bytes: Int)]? {
        try stored { () throws(SystemError) in
            guard let folder = try open() else { return [] }
            var found: [(name: String, bytes: Int)] = []
            var entries = try folder.entries()
            while let entry = try entries.next() {
                guard !isCancelled() else { return nil }
                // Without the folder's lock, which would keep all others out for as long as a large cache takes.
                guard try Self.isLeftover(entry.name, in: folder),
                    let status = try folder.statusIfPresent(of: entry.name)
                else { continue }
                found.append((entry.name.description, Int(status.size)))
            }
            return found
        }
    }

    package func removeLeftover(_ name: String) throws(FailureReason) -> Bool {
        try stored { () throws(SystemError) in
            guard let folder = try open() else { return false }
            return try Self.locked(folder) { () throws(SystemError) in
                // Under the lock nobody is between the two renames that replace an answer, so what does not agree then
                // never will.
                guard try Self.isLeftover(FileName(name), in: folder) else { return false }
                try folder.unlink(FileName(name))
                return true
            }
        }
    }

    /// Whether a file is one that a crash has left, or of an answer that is not whole. A writer that lives holds a lock on
    /// its new file.
    private static func isLeftover(_ file: FileName, in folder: Directory) throws(SystemError) -> Bool {
        if CacheLeftovers.isNew(file) { return try CacheLeftovers.isAbandoned(file, in: folder) }
        guard let name = CacheEntryName(ofFile: file), try folder.statusIfPresent(of: file) != nil else { return false }
        return try answer(name, in: folder) == nil
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
