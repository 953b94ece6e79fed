internal import CarretelCore
internal import CarretelSystem

/// The folder of a result's data files: published whole, holding what the outcome named and nothing else.
struct DataFolder {
    let layout: SpoolLayout

    /// Turns an attempt's staging folder into the published one. Doing it again is harmless.
    func publish(staging: String, files: [DataFile], as name: FileName) throws(SystemError) {
        let folder: Directory
        do {
            folder = try layout.root.openDirectory(beneath: staging)
        } catch {
            // Moved by an earlier daemon that got as far as this.
            guard error.isNotFound else { throw error }
            return
        }
        try removeUnnamed(in: folder, keeping: files)
        try folder.setMode(PublishedModes.folder)
        let parts = staging.split(separator: "/")
        guard parts.count == 3 else { throw SystemError("renameat2", code: SystemError.Code.invalid, path: staging) }
        let parent = try layout.work.openDirectory(FileName(parts[1]))
        try moveAside(name)
        try parent.rename(FileName(parts[2]), to: layout.results, as: name, .noReplace)
        try removeIfEmpty(FileName(parts[1]))
    }

    /// Gives a duplicate its own names for its leader's data files: hard links, no copy.
    ///
    /// - Returns: whether all of them were still there: their reader may be quick to take them away.
    func share(published: String, files: [DataFile], for id: JobID, as name: FileName) throws(SystemError) -> Bool {
        let source: Directory
        do {
            source = try layout.root.openDirectory(beneath: published)
        } catch {
            guard error.isNotFound else { throw error }
            return false
        }
        var isWhole = true
        let temporary = FileName("\(id.text).data")
        let folder = try layout.work.openOrMakeDirectory(temporary, mode: PublishedModes.folder)
        for file in files {
            do {
                try source.link(FileName(file.name), to: folder, as: FileName(file.name))
            } catch {
                guard error.isExisting || error.isNotFound else { throw error }
                isWhole = isWhole && error.isExisting
            }
        }
        try folder.setMode(PublishedModes.folder)
        try moveAside(name)
        try layout.work.rename(temporary, to: layout.results, as: name, .noReplace)
        return isWhole
    }

    /// What a processor left beside its data files is not for readers.
    private func removeUnnamed(in folder: Directory, keeping files: [DataFile]) throws(SystemError) {
        let named = Set(files.map { FileName($0.name) })
        var entries = try folder.entries()
        while let entry = try entries.next() {
            guard !named.contains(entry.name) else { continue }
            if entry.kind == .directory {
                try folder.rename(entry.name, to: layout.work, as: FileName("left-\(entry.inode)"), .noReplace)
            } else {
                try folder.unlink(entry.name)
            }
        }
    }

    /// A folder in the way is an older job's; it moves with the rest of that job's files.
    private func moveAside(_ name: FileName) throws(SystemError) {
        guard try layout.results.statusIfPresent(of: name) != nil else { return }
        let superseding = Superseding(layout: layout)
        try superseding.moveData(name)
    }

    private func removeIfEmpty(_ name: FileName) throws(SystemError) {
        do {
            try layout.work.removeDirectory(name)
        } catch {
            // Earlier attempts may have left folders of their own; the next start clears them.
            guard error.code == SystemError.Code.notEmpty || error.isExisting || error.isNotFound else { throw error }
        }
    }
}
