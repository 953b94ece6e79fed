internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Finds and removes what work that is over has left behind. Each kind says why it is safe beside a running daemon.
struct LeftoverFinder {
    /// How many ids the journal is asked about at a time.
    private static let batchCount = 500

    let layout: SpoolLayout
    let reader: HistoryReader
    let now: Timestamp
    let isCancelled: () -> Bool

    /// Nil when the look was ended early.
    func look(for leftover: Leftover) throws -> [KeptItem]? {
        let found =
            switch leftover {
            case .staging: try owned(in: layout.work)
            case .bodies: try bodies()
            case .progress: try progress()
            case .dayFolders: try DayFolders(layout: layout).empty(at: now)
            case .cache: [KeptItem]()
            }
        return isCancelled() ? nil : found
    }

    /// Removes one of them after another look at whether it may go.
    func remove(_ item: KeptItem, leftBy leftover: Leftover) throws -> Removal {
        let name = FileName(item.name)
        switch leftover {
        case .staging: return try remove(name, from: layout.work, item)
        case .bodies:
            guard let folder = try bodiesFolder() else { return .gone }
            return try remove(name, from: folder, item)
        case .progress:
            guard let mark = try ProgressMark(name, in: layout.progress), !mark.hasEnded else { return .gone }
            guard try isStillOver(mark.id) else { return .inUse }
            return try removeProgress(name, item)
        case .dayFolders: return try layout.archive.removeIfEmpty(name) ? .removed(files: 1) : .gone
        case .cache: return .gone
        }
    }

    // MARK: - Files and folders with a job's id

    /// An attempt's folder, a result or progress before its rename, data that are being shared: all bear the id of their
    /// job. Those of a job that has ended, whose job file has left `active/` (which is the last step of publication) and
    /// that nobody has touched for an hour are nobody's: the attempt's worker was killed within seconds of its end. So are
    /// those of a job that retention has removed. Every start does the same.
    ///
    /// What bears no id was put aside to be removed (`left-`, and `retired-`, where a newcomer goes back to its place:
    /// ``RetiredFiles``) or is not ours.
    private func owned(in folder: Directory) throws -> [KeptItem] {
        var found: [(item: KeptItem, id: JobID?)] = []
        var entries = try folder.entries()
        while !isCancelled(), let entry = try entries.next() {
            let text = entry.name.description
            let isPutAside = text.hasPrefix(RetiredNote.prefix) || text.hasPrefix("left-")
            let id = KeptName.leadingID(text)
            guard isPutAside || id != nil, let status = try folder.statusIfPresent(of: entry.name), isSettled(status)
            else { continue }
            let bytes = status.kind == .directory ? try folder.bytes(in: entry.name) : Int(status.size)
            found.append((KeptItem(name: text, since: status.since, bytes: bytes, mark: status.mark), id))
        }
        let ended = try ended(found.compactMap(\.id))
        return found.filter { $0.id.map(ended.contains) ?? true }.map(\.item)
    }

    /// `state/bodies/ID.json` is read while its job has not ended. It goes with the end; what a crash in between has left
    /// is never read again, as its row holds no mark of it any more.
    private func bodies() throws -> [KeptItem] {
        guard let folder = try bodiesFolder() else { return [] }
        return try owned(in: folder)
    }

    private func bodiesFolder() throws(SystemError) -> Directory? {
        do throws(SystemError) {
            return try layout.state.openDirectory("bodies")
        } catch  where error.isNotFound {
            return nil
        }
    }

    private func remove(_ name: FileName, from folder: Directory, _ item: KeptItem) throws -> Removal {
        guard let status = try folder.statusIfPresent(of: name), status.mark == item.mark else { return .gone }
        if let id = KeptName.leadingID(item.name), try !isStillOver(id) { return .inUse }
        if let note = RetiredNote(name) {
            return .removed(files: try RetiredFiles(layout: layout).settle(note) ?? 0)
        }
        var files = 1
        if status.kind == .directory {
            let tree = try folder.openDirectory(name)
            var entries = try tree.entries()
            while try entries.next() != nil { files += 1 }
        }
        try folder.removeTree(name)
        return .removed(files: files)
    }

    // MARK: - Progress

    /// Progress that says that its job waits or runs, of one that has ended for an hour: a crash came before its last
    /// words. The result tells what became of it, and nothing will be written there any more.
    private func progress() throws -> [KeptItem] {
        var found: [(item: KeptItem, id: JobID)] = []
        var entries = try layout.progress.entries()
        while !isCancelled(), let entry = try entries.next() {
            guard entry.name.description.hasSuffix(".progress.json"),
                let status = try layout.progress.statusIfPresent(of: entry.name), status.kind == .regular,
                isSettled(status), let mark = try ProgressMark(entry.name, in: layout.progress), !mark.hasEnded
            else { continue }
            let item = KeptItem(
                name: entry.name.description, since: status.since, bytes: Int(status.size), mark: status.mark)
            found.append((item, mark.id))
        }
        let ended = try ended(found.map(\.id))
        return found.filter { ended.contains($0.id) }.map(\.item)
    }

    private func removeProgress(_ name: FileName, _ item: KeptItem) throws -> Removal {
        guard let status = try layout.progress.statusIfPresent(of: name), status.mark == item.mark else { return .gone }
        let events = FileName(item.name.dropLast(".progress.json".count) + ".events.jsonl")
        return try RetiredFiles(layout: layout).removeProgress(
            name, events: events, from: layout.progress, of: FileOrigin(place: .progress), status)
    }

    // MARK: - Jobs

    private func isSettled(_ status: FileStatus) -> Bool { now - status.since >= Leftover.settledAfter }

    /// Those of the jobs that have ended an hour ago and are published, or that the journal has forgotten.
    private func ended(_ ids: [JobID]) throws -> Set<JobID> {
        var ended: Set<JobID> = []
        for chunk in ids.chunks(of: Self.batchCount) where !isCancelled() {
            let states = try reader.states(of: Array(chunk))
            for id in chunk where try isOver(id, states[id]) { ended.insert(id) }
        }
        return ended
    }

    private func isOver(_ id: JobID, _ state: JournalledState?) throws -> Bool {
        if let end = state?.ended, now - end.finishedAt < Leftover.settledAfter { return false }
        return try isPublished(id, state)
    }

    /// Whether what a look has found to be over is so still; an end never becomes younger.
    private func isStillOver(_ id: JobID) throws -> Bool { try isPublished(id, reader.states(of: [id])[id]) }

    /// Whether a job has ended and its file has left `active/`, or retention may have removed its row. What bears another
    /// id that the journal does not know is left to the next start.
    private func isPublished(_ id: JobID, _ state: JournalledState?) throws -> Bool {
        guard let state else { return try reader.mayBePurged(id) }
        guard state.state == .ended else { return false }
        return try layout.active.statusIfPresent(of: ActiveFileName(id: state.id, name: state.name).fileName) == nil
    }
}

/// The empty day folders of `archive/`.
struct DayFolders {
    let layout: SpoolLayout

    /// Whether no job of that day comes any more. The publisher makes the folder of a job's last day and keeps the one in
    /// use open, so that those of today and the days around it stay even when they are empty.
    static func isOver(_ day: CivilDate, at now: Timestamp) -> Bool {
        now.civilDate(offsetSeconds: 0) - day > 2
    }

    func empty(at now: Timestamp) throws(SystemError) -> [KeptItem] {
        var found: [KeptItem] = []
        var entries = try layout.archive.entries()
        while let entry = try entries.next() {
            guard let day = KeptName.day(entry.name), Self.isOver(day, at: now),
                try layout.archive.kind(of: entry) == .directory
            else { continue }
            var files = try layout.archive.openDirectory(entry.name).entries()
            guard try files.next() == nil else { continue }
            found.append(KeptItem(name: entry.name.description, since: day.endInUTC, bytes: 0))
        }
        return found
    }
}
