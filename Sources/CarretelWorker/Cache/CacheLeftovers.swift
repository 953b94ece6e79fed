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

    /// Removes what crashes have left: files that were never finished, and data whose entry was not written any more.
    ///
    /// The folder's lock is held.
    static func sweep(_ folder: Directory) throws(SystemError) {
        let files = Set(try CacheFolder.files(in: folder))
        for file in files {
            if file.bytes.starts(with: prefix.utf8) {
                // Its writer holds a lock on it for as long as it lives.
                guard let lock = try FileLock.tryAcquire(file, in: folder, .exclusive) else { continue }
                try folder.unlink(file)
                withExtendedLifetime(lock) {}
            } else if let name = CacheEntryName(ofFile: file), !files.contains(name.entry) {
                try folder.unlink(file)
            }
        }
    }
}
