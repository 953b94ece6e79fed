internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Clears `work/` at a start: what attempts and publications of an earlier daemon left there. Folders of unended jobs
/// stay, because a later attempt may go on with what is in them.
struct WorkFolder {
    /// Deeper folders are not entered: a processor's staging folder has no reason to be deeper.
    private static let maxDepth = 8

    let layout: SpoolLayout
    let journal: Journal

    func clear() throws {
        var folders: [JobID] = []
        var files: [FileName] = []
        var entries = try layout.work.entries()
        while let entry = try entries.next() {
            guard entry.name != SpoolLayout.lockName else { continue }
            if try !isFolder(entry, in: layout.work) {
                files.append(entry.name)
            } else if let id = JobID(text: entry.name.description) {
                folders.append(id)
            } else {
                try remove(entry.name, in: layout.work, depth: 0)
            }
        }
        for file in files { try layout.work.unlink(file) }
        for chunk in folders.chunks(of: Recovery.batchCount) {
            let unended = Set(try journal.states(of: Array(chunk)).filter { $0.state != .ended }.map(\.id))
            for id in chunk where !unended.contains(id) {
                try remove(FileName(id.text), in: layout.work, depth: 0)
            }
        }
    }

    private func isFolder(_ entry: DirectoryEntry, in folder: Directory) throws(SystemError) -> Bool {
        if let kind = entry.kind { return kind == .directory }
        return try folder.status(of: entry.name).kind == .directory
    }

    private func remove(_ name: FileName, in parent: Directory, depth: Int) throws(SystemError) {
        guard depth < Self.maxDepth else { return }
        let folder = try parent.openDirectory(name)
        var names: [(name: FileName, isFolder: Bool)] = []
        var entries = try folder.entries()
        while let entry = try entries.next() {
            names.append((entry.name, try isFolder(entry, in: folder)))
        }
        for (name, isFolder) in names {
            if isFolder { try remove(name, in: folder, depth: depth + 1) } else { try folder.unlink(name) }
        }
        try parent.removeDirectory(name)
    }
}
