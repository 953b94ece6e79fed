package import CarretelCore
package import CarretelSystem

/// Writes the progress and event files of jobs (docs/file-formats.md): progress replaced atomically, events appended.
package struct ProgressFiles: Sendable {
    /// How much of an events file is read back to find where it ended: more than the longest line.
    private static let tailBytes = FrameLimits.maxLineBytes + (1 << 20)

    private let layout: SpoolLayout

    /// Writes into this spool.
    package init(layout: SpoolLayout) {
        self.layout = layout
    }

    /// Replaces a job's progress document in one step. Not synced: after a power cut the journal knows better.
    package func replaceProgress(resultName: String, id: JobID, document: [UInt8]) throws(SystemError) {
        let temporary = FileName("\(id.text).progress.json")
        let file = try layout.work.openFile(temporary, .updateOrCreate(mode: PublishedModes.file))
        try file.truncate(to: 0)
        try file.writeAll(document)
        try file.close()
        let target = ResultNames(resultName: resultName).progress
        try layout.work.rename(temporary, to: layout.progress, as: target, .replace)
    }

    /// Replaces a job's progress document for the first time: the files of an older job move away before. They usually
    /// have by then, when the newcomer was accepted.
    package func takeOver(resultName: String, id: JobID, document: [UInt8]) throws(SystemError) {
        let name = ResultNames(resultName: resultName).progress
        let superseding = Superseding(layout: layout)
        try layout.handover.alone { () throws(SystemError) in
            let owner = try superseding.owner(ofProgress: name)
            if owner != id { try superseding.moveProgress(resultName: resultName, id: owner) }
            try replaceProgress(resultName: resultName, id: id, document: document)
        }
    }

    /// Whether there is a progress file of this very job under a name.
    package func hasProgress(resultName: String, id: JobID) throws(SystemError) -> Bool {
        let name = ResultNames(resultName: resultName).progress
        return try PublishedResult(layout: layout, resultName: "").jobID(of: name, in: layout.progress) == id
    }

    /// Opens a job's events file to append to it.
    ///
    /// - Returns: the file, cut to its last whole line, and the `seq` of that line; 0 for a new file.
    package func openEvents(resultName: String) throws(SystemError) -> EventsFile {
        let name = ResultNames(resultName: resultName).events
        let lastSequence = try cutToWholeLines(name)
        let file = try layout.progress.openFile(name, .append(mode: PublishedModes.file))
        return EventsFile(descriptor: file, lastSequence: lastSequence)
    }

    /// A torn last line is what a killed daemon leaves.
    private func cutToWholeLines(_ name: FileName) throws(SystemError) -> Int {
        guard try layout.progress.statusIfPresent(of: name) != nil else { return 0 }
        let file = try layout.progress.openFile(name, .update)
        let size = try file.status().size
        let start = max(0, size - Int64(Self.tailBytes))
        let tail = try file.read(upTo: Int(size - start), at: start)
        let whole = tail.lastIndex(of: UInt8(ascii: "\n")).map { Array(tail[...$0]) } ?? []
        if whole.count != tail.count { try file.truncate(to: start + Int64(whole.count)) }
        return EventLine.lastSequence(in: whole)
    }
}

/// An events file open for appending.
package final class EventsFile: Sendable {
    private let descriptor: OwnedDescriptor
    /// The `seq` of the last line that was there when it was opened; 0 when there was none.
    package let lastSequence: Int

    init(descriptor: consuming OwnedDescriptor, lastSequence: Int) {
        self.descriptor = descriptor
        self.lastSequence = lastSequence
    }

    /// Appends whole lines in one write.
    package func append(_ lines: [UInt8]) throws(SystemError) {
        try descriptor.writeAll(lines)
    }
}
