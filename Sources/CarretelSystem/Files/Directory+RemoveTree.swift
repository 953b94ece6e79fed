extension Directory {
    /// Removes an entry, a folder with all that is in it, never following a symbolic link. What is gone already is no
    /// error. Related system calls: unlinkat(2), getdents64(2).
    package func removeTree(_ name: FileName) throws(SystemError) {
        do throws(SystemError) {
            guard try status(of: name).kind == .directory else { return try unlink(name) }
            let folder = try openDirectory(name)
            var names: [FileName] = []
            var entries = try folder.entries()
            while let entry = try entries.next() { names.append(entry.name) }
            for name in names { try folder.removeTree(name) }
            try removeDirectory(name)
        } catch  where error.isNotFound {
            // Somebody else was quicker.
        }
    }
}
