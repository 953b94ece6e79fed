internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// The files of the journal. Damaged ones are moved aside, never deleted: there may be more in them than we can read.
struct JournalFiles {
    private static let suffixes = ["", "-wal", "-shm"]

    let layout: SpoolLayout

    /// Moves what there is to `NAME.damaged-TIME`.
    ///
    /// - Returns: what was moved, in sentences.
    func moveAside(at moment: Timestamp) throws(SystemError) -> [String] {
        var notes: [String] = []
        for suffix in Self.suffixes {
            let name = FileName("\(Daemon.journalName)\(suffix)")
            let target = FileName("\(Daemon.journalName).damaged-\(moment.microseconds)\(suffix)")
            guard try layout.state.renameIfPresent(name, to: layout.state, as: target) else { continue }
            notes.append("Moved \(name) aside, to \(target).")
        }
        try layout.state.sync()
        return notes
    }
}
