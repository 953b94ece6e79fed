internal import CarretelCore
internal import CarretelSystem

/// The day folders of `archive/`, the one in use kept open.
struct ArchiveFolder {
    private let parent: Directory
    private let mode: UInt32
    private var current: (day: String, folder: Directory)?

    init(parent: Directory, mode: UInt32) {
        self.parent = parent
        self.mode = mode
    }

    /// The folder of that moment's day in UTC, made when missing.
    mutating func folder(for moment: Timestamp) throws(SystemError) -> Directory {
        let day = moment.civilDate(offsetSeconds: 0).text
        if let current, current.day == day { return current.folder }
        try current?.folder.sync()
        let folder = try parent.openOrMakeDirectory(FileName(day), mode: mode)
        try parent.sync()
        current = (day, folder)
        return folder
    }

    /// Makes the names in the folder in use durable.
    func sync() throws(SystemError) {
        try current?.folder.sync()
    }
}
