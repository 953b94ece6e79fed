internal import CarretelCore
internal import CarretelSystem

/// Counts what is in a folder, within bounds: a million files must not hold up `status`.
struct FolderCensus {
    /// At most so many entries are listed: about 2 ms a folder, and there are five.
    static let maxEntries = 5_000
    /// At most so many are looked at one by one, which takes about 1 ms.
    static let maxLooks = 500

    var maxEntries = Self.maxEntries
    var maxLooks = Self.maxLooks

    /// What was counted.
    struct Count: Sendable {
        var count = 0
        var isAtLeast = false
        var bytes = 0
        var bytesAreAtLeast = false
        var oldest: Timestamp?
    }

    /// Counts the regular files for which `counts` is true. A name is all that it is given.
    func count(_ folder: Directory, where counts: (FileName) -> Bool) throws(SystemError) -> Count {
        var result = Count()
        var listed = 0
        var entries = try folder.entries()
        while let entry = try entries.next() {
            guard listed < maxEntries else {
                result.isAtLeast = true
                result.bytesAreAtLeast = true
                break
            }
            listed += 1
            guard entry.kind == .regular || entry.kind == nil, counts(entry.name) else { continue }
            result.count += 1
            guard result.count <= maxLooks else {
                result.bytesAreAtLeast = true
                continue
            }
            try look(at: entry.name, in: folder, &result)
        }
        return result
    }

    private func look(at name: FileName, in folder: Directory, _ result: inout Count) throws(SystemError) {
        // Gone since it was listed: taken, published or removed.
        guard let status = try folder.statusIfPresent(of: name) else { return }
        result.bytes += Int(status.size)
        let modified = Timestamp(microseconds: status.identity.modifiedNanoseconds / 1_000)
        result.oldest = min(result.oldest ?? modified, modified)
    }
}

extension FileName {
    /// Whether it is surely the name of a job file: plain ASCII ending in `.json`. The rule itself looks at every
    /// character's kind, which takes longer than listing the name.
    var isPlainJobName: Bool {
        let bytes = bytes
        guard bytes.first != UInt8(ascii: "."), bytes.count <= JobName.maxBytes else { return false }
        return bytes.suffix(5).elementsEqual(".json".utf8) && bytes.allSatisfy { 0x20..<0x7F ~= $0 && $0 != 0x7E }
    }

    /// Whether it has the form of a claimed job file, `ID~NAME.json`: nothing else is put into `active/`.
    var isClaimed: Bool {
        let bytes = bytes
        guard bytes.count > JobID.textLength else { return false }
        return bytes[bytes.startIndex + JobID.textLength] == UInt8(ascii: "~")
    }
}
