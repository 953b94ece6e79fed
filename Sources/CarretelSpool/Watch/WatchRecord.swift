package import CarretelSystem

/// One thing that `carretel-watch` said; the head of its source describes the form.
package struct WatchRecord: Sendable, Hashable {
    /// What happened.
    package enum Kind: Sendable, Hashable {
        /// All folders are watched from now on.
        case ready
        /// An entry was made.
        case created
        /// A file that was open for writing was closed.
        case written
        /// An entry was renamed in.
        case renamedIn
        /// An entry's mode, owner or times changed.
        case attributesChanged
        /// The folder itself is gone, moved or unmounted.
        case folderGone
        /// Events were lost.
        case overflow
    }

    package var kind: Kind
    /// The folder's place in the list that the program was started with.
    package var folder: Int
    /// The entry; nil for records about no entry.
    package var name: FileName?

    /// Describes a record.
    package init(_ kind: Kind, folder: Int = 0, name: FileName? = nil) {
        self.kind = kind
        self.folder = folder
        self.name = name
    }
}

/// Cuts the watcher's output into records, however the pipe cut it.
package struct WatchRecordParser: Sendable {
    /// No record is longer: a kind, an index and a file name of at most 255 bytes.
    private static let maxRecordBytes = 300

    private var rest: [UInt8] = []

    /// Nothing read yet.
    package init() {}

    /// Takes the next bytes.
    ///
    /// - Returns: the records that are whole. What is no record comes as an overflow, because something was lost.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [WatchRecord] {
        var records: [WatchRecord] = []
        for byte in bytes {
            if byte == 0 {
                records.append(record(rest) ?? WatchRecord(.overflow))
                rest.removeAll(keepingCapacity: true)
            } else if rest.count < Self.maxRecordBytes {
                rest.append(byte)
            }
        }
        return records
    }

    private func record(_ bytes: [UInt8]) -> WatchRecord? {
        let parts = bytes.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard let first = parts.first, first.count == 1, let kind = kind(of: first.first) else { return nil }
        guard parts.count > 1 else { return WatchRecord(kind) }
        guard let folder = Int(String(decoding: parts[1], as: UTF8.self)) else { return nil }
        return WatchRecord(kind, folder: folder, name: parts.count > 2 ? FileName(bytes: parts[2]) : nil)
    }

    private func kind(of letter: UInt8?) -> WatchRecord.Kind? {
        switch letter {
        case UInt8(ascii: "r"): .ready
        case UInt8(ascii: "c"): .created
        case UInt8(ascii: "w"): .written
        case UInt8(ascii: "m"): .renamedIn
        case UInt8(ascii: "a"): .attributesChanged
        case UInt8(ascii: "g"): .folderGone
        case UInt8(ascii: "o"): .overflow
        default: nil
        }
    }
}
