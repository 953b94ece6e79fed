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
        guard let (origin, name) = Self.origin(of: item, place), let folder = try self.folder(origin),
            let status = try folder.statusIfPresent(of: name), status.mark == item.mark
        else { return .gone }
        guard try !isNeeded(name, in: folder, place) else { return .inUse }
        if status.kind == .directory { return try removeData(name, in: folder, item) }
        let retired = RetiredFiles(layout: layout)
        switch KeptName.role(of: name, in: place) {
        case .lead(let companion) where companion.description.hasSuffix(".data"):
            return try removeResult(name, data: companion, from: folder, of: origin, status)
        case .lead(let events):
            return try retired.removeProgress(name, events: events, from: folder, of: origin, status)
        case .item, .companion:
            guard try retired.remove(name, from: folder, of: origin, status) else { return .gone }
            try removeIfOver(origin)
            return .removed(files: 1)
        case .stranger: return .gone
        }
    }

    /// Whether a thing stays because somebody needs it; what is gone is not needed.
    func isNeeded(_ item: KeptItem, in place: KeptPlace) throws -> Bool {
        guard place != .archive, let (origin, name) = Self.origin(of: item, place), let folder = try folder(origin),
            try folder.statusIfPresent(of: name) != nil
        else { return false }
        return try isNeeded(name, in: folder, place)
    }

    // MARK: - Folders

    private static func origin(of item: KeptItem, _ place: KeptPlace) -> (FileOrigin, FileName)? {
        guard place == .archive else { return (FileOrigin(place: place), FileName(item.name)) }
        let parts = item.name.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let day = KeptName.day(FileName(parts[0])) else { return nil }
        return (FileOrigin(place: place, day: day), FileName(parts[1]))
    }

    /// Nil for a day whose folder is gone.
    private func folder(_ origin: FileOrigin) throws(SystemError) -> Directory? {
        guard let day = origin.day else { return layout.folder(of: origin.place) }
        do throws(SystemError) {
            return try layout.archive.openDirectory(FileName(day.text))
        } catch  where error.isNotFound {
            return nil
        }
    }

    /// The folder of a day goes with the last of its files, unless a job of that day may still come: ``DayFolders``.
    private func removeIfOver(_ origin: FileOrigin) throws(SystemError) {
        guard let day = origin.day, DayFolders.isOver(day, at: SystemClock.now().wall) else { return }
        _ = try layout.archive.removeIfEmpty(FileName(day.text))
    }

    // MARK: - Results and their data

    private func removeResult(
        _ name: FileName, data: FileName, from folder: Directory, of origin: FileOrigin, _ status: FileStatus
    ) throws(SystemError) -> Removal {
        // Opened before the result goes, as long as the data are known to be its own.
        let data = (name: data, folder: try ownData(data, of: status, in: folder))
        let retired = RetiredFiles(layout: layout)
        guard try retired.remove(name, from: folder, of: origin, status) else { return .gone }
        let files = try data.folder.map { (own) throws(SystemError) in
            try retired.empty(own, called: data.name, in: folder)
        }
        return .removed(files: 1 + (files ?? 0))
    }

    /// The data of a result come to their place before it does. Younger ones are a newcomer's, which may stand beside an
    /// older result until its own has moved away, or were touched since; both are left, as data without a result.
    private func ownData(
        _ name: FileName, of result: FileStatus, in folder: Directory
    ) throws(SystemError) -> Directory? {
        guard let data = try data(name, in: folder) else { return nil }
        return try data.descriptor.status().since <= result.since ? data : nil
    }

    private func data(_ name: FileName, in folder: Directory) throws(SystemError) -> Directory? {
        guard try folder.statusIfPresent(of: name)?.kind == .directory else { return nil }
        return try folder.openDirectory(name)
    }

    private func removeData(_ name: FileName, in folder: Directory, _ item: KeptItem) throws(SystemError) -> Removal {
        // What was opened is what is emptied, so that is what has to be the one meant.
        guard let data = try data(name, in: folder), try data.descriptor.status().mark == item.mark else {
            return .gone
        }
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
        case .progress where text.hasSuffix(".events.jsonl"):
            return try !saysEnd(name, in: folder) && isNameHeld(text.dropLast(".events.jsonl".count))
        case .progress: return try !saysEnd(name, in: folder)
        default: return false
        }
    }

    /// Whether a result is one of a job that has ended and left `active/`. One that does not say whose it is stays.
    private func isPublished(_ name: FileName, in folder: Directory) throws -> Bool {
        guard let reader, let id = try PublishedResult(layout: layout, resultName: "").jobID(of: name, in: folder)
        else { return false }
        // A row that retention has removed was of an ended job. Of any other unknown one, nothing is known.
        guard let state = try reader.states(of: [id])[id] else { return try reader.mayBePurged(id) }
        let active = ActiveFileName(id: id, name: state.name).fileName
        return try state.state == .ended && layout.active.statusIfPresent(of: active) == nil
    }

    /// Whether a job that has not ended writes, or may write, its events under a result name: `NAME` or `NAME.ID`.
    private func isNameHeld(_ resultName: some StringProtocol) throws -> Bool {
        guard let reader else { return true }
        var selectors: [JobSelector] = [.name(String(resultName))]
        let ending = resultName.suffix(JobID.textLength)
        if resultName.dropLast(ending.count).last == ".", let id = KeptName.leadingID(ending) {
            selectors.append(.id(id))
        }
        return try selectors.contains { try reader.show($0).contains { $0.state != .ended } }
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
