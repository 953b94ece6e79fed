internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// Looks through the folders of a spool for what may go.
struct PlaceLooker {
    /// How often a look asks whether it is to end.
    private static let stepCount = 64

    let layout: SpoolLayout
    let isCancelled: () -> Bool

    /// Looks through a place of files.
    ///
    /// - Returns: nil when the look was ended early.
    func look(at place: KeptPlace, _ request: LookRequest) throws(SystemError) -> KeptView? {
        var found = OldestItems(request)
        guard place != .archive else { return try lookAtArchive(&found) ? found.finish() : nil }
        return try look(into: layout.folder(of: place), place, &found) ? found.finish() : nil
    }

    /// Day after day. A file of a day counts as old as the day's end, because the time in the file is its writer's.
    private func lookAtArchive(_ found: inout OldestItems) throws(SystemError) -> Bool {
        var days: [(day: CivilDate, name: FileName)] = []
        var entries = try layout.archive.entries()
        while let entry = try entries.next() {
            if let day = KeptName.day(entry.name), try layout.archive.kind(of: entry) == .directory {
                days.append((day, entry.name))
            } else {
                found.leaveAlone()
            }
        }
        for (day, name) in days.sorted(by: { $0.day < $1.day }) {
            let end = day.endInUTC
            if let before = found.request.before, end >= before { return true }
            // Only a look that counts reads days again that are done with.
            if let after = found.request.after, end < after.since, !found.request.counts { continue }
            if found.isEnough { return true }
            let folder: Directory
            do throws(SystemError) {
                folder = try layout.archive.openDirectory(name)
            } catch  where error.isNotFound {
                continue
            }
            guard try look(into: folder, .archive, &found, prefix: "\(name)/", since: end) else { return false }
        }
        return true
    }

    private func look(
        into folder: Directory, _ place: KeptPlace, _ found: inout OldestItems, prefix: String = "",
        since: Timestamp? = nil
    ) throws(SystemError) -> Bool {
        var entries = try folder.entries()
        var count = 0
        while let entry = try entries.next() {
            count += 1
            if count % Self.stepCount == 0, isCancelled() { return false }
            // The files of a day are all of the same age.
            if since != nil, found.isEnough { return true }
            try look(at: entry, in: folder, place, &found, prefix: prefix, since: since)
        }
        return true
    }

    private func look(
        at entry: DirectoryEntry, in folder: Directory, _ place: KeptPlace, _ found: inout OldestItems,
        prefix: String, since: Timestamp?
    ) throws(SystemError) {
        let role = KeptName.role(of: entry.name, in: place)
        guard role != .stranger, let status = try folder.statusIfPresent(of: entry.name) else {
            if role == .stranger { found.leaveAlone() }
            return
        }
        let isData = entry.name.description.hasSuffix(".data")
        let isFolder = status.kind == .directory
        guard isFolder || status.kind == .regular, place.mayHoldFolders ? isFolder == isData : !isFolder else {
            return found.leaveAlone()
        }
        var bytes = isFolder ? try folder.bytes(in: entry.name) : Int(status.size)
        switch role {
        case .companion(let lead):
            if try folder.statusIfPresent(of: lead) != nil { return }
        case .lead(let companion):
            bytes += try folder.bytes(of: companion)
        case .item, .stranger: break
        }
        found.add(
            KeptItem(
                name: prefix + entry.name.description, since: since ?? status.since, bytes: bytes, mark: status.mark))
    }
}

extension KeptPlace {
    /// Whether results with data are there.
    fileprivate var mayHoldFolders: Bool { self == .results || self == .superseded }
}

extension SpoolLayout {
    /// The folder of a place; of `archive/` that of its days.
    func folder(of place: KeptPlace) -> Directory {
        switch place {
        case .archive: archive
        case .failed: failed
        case .rejected: rejected
        case .results: results
        case .superseded: superseded
        case .progress: progress
        case .controlDone: controlDone
        // Its own keeper looks after it; this is the folder that it is in.
        case .cache: state
        }
    }
}

extension CivilDate {
    /// The moment at which the day is over everywhere that counts in UTC.
    var endInUTC: Timestamp {
        Timestamp(microseconds: Int64(dayNumber + 1) * 86_400_000_000)
    }
}

extension Directory {
    /// What an entry is, asked for where the listing does not say; nil when it is gone.
    func kind(of entry: DirectoryEntry) throws(SystemError) -> FileStatus.Kind? {
        if let kind = entry.kind { return kind }
        return try statusIfPresent(of: entry.name)?.kind
    }

    /// The bytes of a file, or of the files in a folder; 0 for nothing.
    func bytes(of name: FileName) throws(SystemError) -> Int {
        guard let status = try statusIfPresent(of: name) else { return 0 }
        return status.kind == .directory ? try bytes(in: name) : Int(status.size)
    }

    /// The bytes of the files in a folder, not of those in folders of it, which data have not.
    func bytes(in name: FileName) throws(SystemError) -> Int {
        do throws(SystemError) {
            let folder = try openDirectory(name)
            var bytes = 0
            var entries = try folder.entries()
            while let entry = try entries.next() { bytes += Int(try folder.statusIfPresent(of: entry.name)?.size ?? 0) }
            return bytes
        } catch  where error.isNotFound {
            return 0
        }
    }
}
