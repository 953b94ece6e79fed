internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// Where a file of Carretel's is: its place, and the day in `archive/`.
struct FileOrigin: Hashable {
    let place: KeptPlace
    /// Of `archive/` alone.
    var day: CivilDate?

    /// The folder, made again when a day's has gone meanwhile.
    func folder(of layout: SpoolLayout) throws(SystemError) -> Directory {
        guard let day else { return layout.folder(of: place) }
        return try layout.archive.openOrMakeDirectory(FileName(day.text), mode: PublishedModes.archiveFolder)
    }
}

/// What a removal is about, in the name of the folder in `work/` that it takes a file to: a folder's name is there before
/// the file comes, whole, and needs no content that a crash could tear.
struct RetiredNote: Hashable {
    /// What such names begin with.
    static let prefix = "retired-"

    /// Tells two of the same file apart.
    private let number: UInt64
    let origin: FileOrigin
    private let inode: UInt64
    private let size: Int64
    private let modifiedNanoseconds: Int64

    init(_ origin: FileOrigin, meaning status: FileStatus) {
        number = .random(in: .min ... .max)
        self.origin = origin
        inode = status.identity.inode
        size = status.identity.size
        modifiedNanoseconds = status.identity.modifiedNanoseconds
    }

    /// Reads ``fileName``; nil for any other name.
    init?(_ name: FileName) {
        guard let text = name.text, text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5 || parts.count == 6, let number = UInt64(parts[0]), let inode = UInt64(parts[1]),
            let size = Int64(parts[2]), let modified = Int64(parts[3]),
            let place = KeptPlace(rawValue: String(parts[4]))
        else { return nil }
        let day = parts.count == 6 ? KeptName.day(FileName(parts[5])) : nil
        guard (place == .archive) == (day != nil), (place == .archive) == (parts.count == 6) else { return nil }
        self.number = number
        origin = FileOrigin(place: place, day: day)
        self.inode = inode
        self.size = size
        modifiedNanoseconds = modified
    }

    /// `retired-NUMBER.INODE.SIZE.MTIME.PLACE`, and `.DAY` for `archive/`.
    var fileName: FileName {
        let day = origin.day.map { ".\($0.text)" } ?? ""
        return FileName(
            "\(Self.prefix)\(number).\(inode).\(size).\(modifiedNanoseconds).\(origin.place.rawValue)\(day)")
    }

    /// Whether a file is the one that was meant: a rename changes none of this.
    func means(_ status: FileStatus) -> Bool {
        status.kind == .regular && status.identity.inode == inode && status.size == size
            && status.identity.modifiedNanoseconds == modifiedNanoseconds
    }

    /// A name of its own for what cannot go back because its name is taken, no longer than a name may be.
    func spareName(for name: FileName) -> FileName {
        let tail = name.description.suffix(Self.spareLetters).drop { $0 == "." }
        return FileName("\(Self.prefix)\(number).\(tail)")
    }

    /// A name has 255 bytes at most, and a letter up to four.
    private static let spareLetters = 48
}
