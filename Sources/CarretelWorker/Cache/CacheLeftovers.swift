import CarretelSystem

/// Files of the cache folder that no entry is made of.
enum CacheLeftovers {
    /// What the names of files begin with that are not in their place yet.
    private static let prefix = ".new-"

    /// Makes a file to be filled and renamed. Its lock keeps it from being swept; held by whoever has the answer.
    ///
    /// The folder's lock is held.
    static func begin(in folder: Directory) throws(SystemError) -> (name: FileName, lock: FileLock) {
        while true {
            let name = FileName("\(prefix)\(UInt64.random(in: .min ... .max))")
            if let lock = try FileLock.tryAcquire(name, in: folder, .exclusive) { return (name, lock) }
        }
    }

    /// What crashes have left: files that were never finished, and data whose entry was not written any more. Those of a
    /// writer that lives are not among them, because it holds a lock on them; the lock that was taken here goes with each.
    ///
    /// The folder's lock is held.
    static func find(in folder: Directory) throws(SystemError) -> [(file: FileName, lock: FileLock?)] {
        let files = Set(try CacheFolder.files(in: folder))
        var found: [(file: FileName, lock: FileLock?)] = []
        for file in files {
            if isNew(file) {
                guard let lock = try FileLock.tryAcquire(file, in: folder, .exclusive) else { continue }
                found.append((file, lock))
            } else if let name = CacheEntryName(ofFile: file), !files.contains(name.entry) {
                found.append((file, nil))
            }
        }
        return found
    }

    /// Removes what crashes have left.
    ///
    /// The folder's lock is held.
    static func sweep(_ folder: Directory) throws(SystemError) {
        for (file, lock) in try find(in: folder) {
            try folder.unlink(file)
            withExtendedLifetime(lock) {}
        }
    }

    /// Whether a file is one that is not in its place yet, by its name.
    static func isNew(_ file: FileName) -> Bool { file.bytes.starts(with: prefix.utf8) }

    /// Whether nobody writes such a file any more; false when it is gone.
    static func isAbandoned(_ file: FileName, in folder: Directory) throws(SystemError) -> Bool {
        guard try folder.statusIfPresent(of: file)?.kind == .regular else { return false }
        return try !FileLock.isHeld(file, in: folder)
    }

    /// Whether a file that is no entry's is the cache's all the same.
    static func isOwn(_ file: FileName) -> Bool { file == CacheFolder.lockName || isNew(file) }
}
