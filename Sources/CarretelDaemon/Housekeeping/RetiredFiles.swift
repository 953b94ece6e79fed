internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// Takes files out of folders that others work in at the same time, so that never another goes than the one meant.
///
/// unlink(2) takes a name, and under a name a newcomer may stand by then. So the file is renamed into `work/` first, seen
/// there to be the one meant, and only then removed; another is put back at once. What a crash leaves there goes at the
/// next start, like all that is unfinished.
struct RetiredFiles {
    /// What their names in `work/` begin with.
    static let prefix = "retired-"

    let layout: SpoolLayout

    /// Removes a file.
    ///
    /// - Returns: false when it was gone, or another stood under its name.
    func remove(_ name: FileName, from folder: Directory, _ expected: FileStatus) throws(SystemError) -> Bool {
        let retired = FileName("\(Self.prefix)\(UInt64.random(in: .min ... .max))")
        guard try folder.renameIfPresent(name, to: layout.work, as: retired) else { return false }
        if try layout.work.status(of: retired).isSame(as: expected) {
            try layout.work.unlink(retired)
            return true
        }
        try putBack(retired, to: folder, as: name)
        return false
    }

    private func putBack(_ retired: FileName, to folder: Directory, as name: FileName) throws(SystemError) {
        do {
            _ = try layout.work.renameIfPresent(retired, to: folder, as: name)
        } catch {
            // A third has come meanwhile. Nothing of anybody's is lost.
            guard error.isExisting else { throw error }
            _ = try layout.work.renameIfPresent(retired, to: layout.superseded, as: "\(retired).\(name)")
        }
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
