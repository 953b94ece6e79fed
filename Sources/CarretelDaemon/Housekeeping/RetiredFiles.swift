internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// Takes files out of folders that others work in at the same time, so that never another goes than the one meant.
///
/// unlink(2) takes a name, and under a name a newcomer may stand by then. So the file is renamed into a folder of its own
/// in `work/` first, seen there to be the one meant, and only then removed; another is put back at once. The folder's name
/// says what was meant and where it was (``RetiredNote``), so that after a crash in between the next start, or maintenance
/// itself, ends it the same way.
struct RetiredFiles {
    let layout: SpoolLayout

    /// Removes a file.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - folder: where it is.
    ///   - origin: says the same, for who has to put another back.
    ///   - expected: what was seen of it.
    /// - Returns: false when it was gone, or another stood under its name.
    /// - Throws: what the system refuses.
    func remove(
        _ name: FileName, from folder: Directory, of origin: FileOrigin, _ expected: FileStatus
    ) throws(SystemError) -> Bool {
        let note = RetiredNote(origin, meaning: expected)
        let shelf = try layout.work.openOrMakeDirectory(note.fileName, mode: 0o700)
        var isGone = false
        if try folder.renameIfPresent(name, to: shelf, as: name) { isGone = try settle(name, on: shelf, note) }
        _ = try layout.work.removeIfEmpty(note.fileName)
        return isGone
    }

    /// Removes progress and before it its events, so that no events are left that nothing says the end of.
    ///
    /// - Parameters:
    ///   - name: the progress file's name.
    ///   - events: the events file's.
    ///   - folder: where both are.
    ///   - origin: says the same.
    ///   - expected: what was seen of the progress.
    /// - Returns: what became of the two.
    /// - Throws: what the system refuses.
    func removeProgress(
        _ name: FileName, events: FileName, from folder: Directory, of origin: FileOrigin, _ expected: FileStatus
    ) throws(SystemError) -> Removal {
        let own = try folder.statusIfPresent(of: events)
        // A newcomer moves the older progress away before the older events, and writes its own after both. So as long as
        // the progress is there, the events that were seen before are its own.
        guard try folder.statusIfPresent(of: name)?.mark == expected.mark else { return .gone }
        var files = 0
        if let own, own.kind == .regular, try remove(events, from: folder, of: origin, own) { files += 1 }
        if try remove(name, from: folder, of: origin, expected) { files += 1 }
        return files > 0 ? .removed(files: files) : .gone
    }

    /// Ends what a crash has cut off, wherever it was: what was meant is removed, anything else goes back to its place.
    func settleAll() throws(SystemError) {
        var notes: [RetiredNote] = []
        var entries = try layout.work.entries()
        while let entry = try entries.next() {
            if let note = RetiredNote(entry.name) { notes.append(note) }
        }
        for note in notes { _ = try settle(note) }
    }

    /// Ends one removal that a crash has cut off.
    ///
    /// - Returns: how many files went; nil when there was no such folder.
    func settle(_ note: RetiredNote) throws(SystemError) -> Int? {
        guard try layout.work.statusIfPresent(of: note.fileName)?.kind == .directory else { return nil }
        let shelf = try layout.work.openDirectory(note.fileName)
        var names: [FileName] = []
        var entries = try shelf.entries()
        while let entry = try entries.next() { names.append(entry.name) }
        var files = 0
        for name in names where try settle(name, on: shelf, note) { files += 1 }
        _ = try layout.work.removeIfEmpty(note.fileName)
        return files
    }

    /// - Returns: whether it was what was meant, and is gone.
    private func settle(
        _ name: FileName, on shelf: Directory, _ note: RetiredNote
    ) throws(SystemError) -> Bool {
        if try note.means(shelf.status(of: name)) {
            try shelf.unlink(name)
            return true
        }
        do {
            _ = try shelf.renameIfPresent(name, to: note.origin.folder(of: layout), as: name)
        } catch {
            // A third has come meanwhile. Nothing of anybody's is lost.
            guard error.isExisting else { throw error }
            _ = try shelf.renameIfPresent(name, to: layout.superseded, as: spareName(for: name, on: shelf, note))
        }
        return false
    }

    /// A result that cannot go back is named as one whose name was used again, so that its job is seen to have one.
    private func spareName(
        for name: FileName, on shelf: Directory, _ note: RetiredNote
    ) throws(SystemError) -> FileName {
        let ending = ".result.json"
        guard name.description.hasSuffix(ending),
            let id = try PublishedResult(layout: layout, resultName: "").jobID(of: name, in: shelf)
        else { return note.spareName(for: name) }
        let moved = FileName("\(name.description.dropLast(ending.count)).\(id.text)\(ending)")
        return try layout.superseded.statusIfPresent(of: moved) == nil ? moved : note.spareName(for: name)
    }

    /// Removes the files of a folder and then the folder, by a descriptor that was opened while it was known whose it is:
    /// whatever stands under its name meanwhile keeps its files, and a folder with files is not removed.
    ///
    /// - Returns: how many names went.
    func empty(_ folder: Directory, called name: FileName, in parent: Directory) throws(SystemError) -> Int {
        var files: [FileName] = []
        var entries = try folder.entries()
        while let entry = try entries.next() {
            if try folder.kind(of: entry) == .regular { files.append(entry.name) }
        }
        for file in files { try folder.unlink(file) }
        return files.count + (try parent.removeIfEmpty(name) ? 1 : 0)
    }
}

extension Directory {
    /// Removes a folder unless there is something in it.
    ///
    /// - Returns: whether it went.
    func removeIfEmpty(_ name: FileName) throws(SystemError) -> Bool {
        do {
            try removeDirectory(name)
            return true
        } catch {
            let isKept = error.code == SystemError.Code.notEmpty || error.isExisting || error.isNotFound
            guard isKept || error.code == SystemError.Code.notDirectory else { throw error }
            return false
        }
    }
}
