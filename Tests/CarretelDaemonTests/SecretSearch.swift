import CarretelSystem

/// Looks for secrets, in any of the ways in which they might be written.
struct SecretSearch {
    /// By their first byte, because databases are large.
    private let forms: [UInt8: [[UInt8]]]

    /// Looks for these; none of them may be empty.
    init(_ forms: [[UInt8]]) {
        self.forms = Dictionary(grouping: forms) { $0[0] }
    }

    /// Whether one of them is somewhere in these bytes.
    func finds(in bytes: [UInt8]) -> Bool {
        bytes.indices.contains { index in
            forms[bytes[index]]?.contains { bytes[index...].starts(with: $0) } ?? false
        }
    }

    /// The files below a folder that hold one of them.
    func findings(in folder: Directory, _ path: String = "") throws -> [String] {
        var found: [String] = []
        var entries = try folder.entries()
        while let entry = try entries.next() {
            let place = "\(path)/\(entry.name)"
            do {
                switch try folder.statusIfPresent(of: entry.name)?.kind {
                case .directory: found += try findings(in: folder.openDirectory(entry.name), place)
                case .regular:
                    if finds(in: try folder.readFile(entry.name, limit: 64 << 20).bytes) { found.append(place) }
                default: break
                }
            } catch let error as SystemError where error.isNotFound {
                // What has gone in the meantime shows nothing.
                continue
            }
        }
        return found
    }
}
