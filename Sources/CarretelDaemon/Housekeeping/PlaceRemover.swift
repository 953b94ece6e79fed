internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Removes what a look has found and nobody needs.
struct PlaceRemover {
    /// More of a progress file than it ever has before its `state`.
    static let progressBytes = 1 << 16
    /// The last line of an events file is short when it says that all is over.
    private static let eventsTailBytes = 4_096

    let layout: SpoolLayout
    /// Nil where there is no journal; results then stay.
    let reader: HistoryReader?

    /// Removes one thing; see ``Housekeeping/remove(_:from:)``.
    func remove(_ item: KeptItem, from place: KeptPlace) throws -> Removal {
        let (folder, name) = try place == .archive ? day(of: item) : (layout.folder(of: place), FileName(item.name))
        guard let folder, let status = try folder.statusIfPresent(of: name), status.mark == item.mark else {
            return .gone
        }
        guard try !isNeeded(name, in: folder, place) else { return .inUse }
        if status.kind == .directory { return try removeData(name, of: folder) }
        var files = 0
        switch KeptName.role(of: name, in: place) {
        case .lead(let companion):
            // Opened before the lead goes, as long as it is known to be its own.
            let data = try self.data(companion, in: folder)
            let events = try folder.statusIfPresent(of: companion)
            guard try RetiredFiles(layout: layout).remove(name, from: folder, status) else { return .gone }
            files = 1
            if let data {
                files += try RetiredFiles(layout: layout).empty(data, called: companion, in: folder)
            } else if let events, events.kind == .regular {
                files += try RetiredFiles(layout: layout).remove(companion, from: folder, events) ? 1 : 0
            }
        case .item, .companion:
            guard try RetiredFiles(layout: layout).remove(name, from: folder, status) else { return .gone }
            files = 1
        case .stranger: return .gone
        }
        if place == .archive { try removeDayIfOver(of: item) }
        return .removed(files: files)
    }

    // MARK: - Folders

    private func day(of item: KeptItem) throws(SystemError) -> (Directory?, FileName) {
        let parts = item.name.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return (nil, FileName(item.name)) }
        do throws(SystemError) {
            return (try layout.archive.openDirectory(FileName(parts[0])), FileName(parts[1]))
        } catch  where error.isNotFound {
            return (nil, FileName(parts[1]))
        }
    }

    /// The folder of a day goes with the last of its files, unless a job of that day may still come: ``DayFolders``.
    private func removeDayIfOver(of item: KeptItem) throws(SystemError) {
        guard let text = item.name.split(separator: "/").first, let day = KeptName.day(FileName(text)),
            DayFolders.isOver(day, at: SystemClock.now().wall)
        else { return }
        _ = try layout.archive.removeIfEmpty(FileName(text))
    }

    private func data(_ name: FileName, in folder: Directory) throws(SystemError) -> Directory? {
        guard try folder.statusIfPresent(of: name)?.kind == .directory else { return nil }
        return try folder.openDirectory(name)
    }

    private func removeData(_ name: FileName, of folder: Directory) throws(SystemError) -> Removal {
        guard let data = try data(name, in: folder) else { return .gone }
        let files = try RetiredFiles(layout: layout).empty(data, called: name, in: folder)
        // Something of somebody else's is in it.
        return files > 0 ? .removed(files: files) : .inUse
    }

    // MARK: - Who needs it

    private func isNeeded(_ name: FileName, in folder: Directory, _ place: KeptPlace) throws -> Bool {
        let text = name.description
        switch place {
        case .results where text.hasSuffix(".result.json"), .superseded where text.hasSuffix(".result.json"):
            return try !isPublished(name, in: folder)
        case .progress: return try !saysEnd(name, in: folder)
        default: return false
        }
    }

    /// Whether a result is one of a job that has ended and left `active/`. One that does not say whose it is stays.
    private func isPublished(_ name: FileName, in folder: Directory) throws -> Bool {
        guard let reader, let id = try PublishedResult(layout: layout, resultName: "").jobID(of: name, in: folder)
        else { return false }
        // A row that retention has removed was of an ended job.
        guard let state = try reader.states(of: [id])[id] else { return true }
        let active = ActiveFileName(id: id, name: state.name).fileName
        return try state.state == .ended && layout.active.statusIfPresent(of: active) == nil
    }

    /// Whether progress says that its job has ended, and events that no more will come.
    private func saysEnd(_ name: FileName, in folder: Directory) throws -> Bool {
        guard name.description.hasSuffix(".progress.json") else {
            let file = try folder.openFile(name)
            let size = try file.status().size
            let tail = try file.read(upTo: Self.eventsTailBytes, at: max(0, size - Int64(Self.eventsTailBytes)))
            let line = tail.split(separator: UInt8(ascii: "\n")).last ?? []
            return String(decoding: line, as: UTF8.self).contains("\"completo\":true")
        }
        return try ProgressMark(name, in: folder)?.hasEnded ?? false
    }
}

/// What a progress file says of its job.
struct ProgressMark {
    let id: JobID
    let hasEnded: Bool

    /// Reads a file; nil for one that is none of ours.
    init?(_ name: FileName, in folder: Directory) throws(SystemError) {
        let bytes = try folder.readFile(name, limit: PlaceRemover.progressBytes).bytes
        // What is wrong with text that is no progress makes no difference: it is left alone.
        guard let json = try? JSONValue(parsing: bytes), let text = json["job"]?["id"]?.string,
            let id = JobID(text: text), let state = json["state"]?.string
        else { return nil }
        self.id = id
        hasEnded = JobStatus(rawValue: state) != nil
    }
}
