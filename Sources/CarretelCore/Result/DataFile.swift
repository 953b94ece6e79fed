/// A data file of a large result: listed, sized and hashed, so that a reader can prove it whole.
package struct DataFile: Sendable, Hashable {
    /// The file's name inside the result's data folder: one path component, checked with ``isValidName(_:)``.
    package var name: String
    /// How many records it holds.
    package var records: Int
    /// Its length.
    package var bytes: Int
    /// The SHA-256 of its content.
    package var sha256: ContentHash

    /// Describes a data file.
    package init(name: String, records: Int, bytes: Int, sha256: ContentHash) {
        self.name = name
        self.records = records
        self.bytes = bytes
        self.sha256 = sha256
    }

    /// Whether a name may be published: one visible ASCII component of letters, digits, `.`, `_`, `-`, at most 100
    /// bytes and not starting with a dot. A worker is not trusted to stay inside its folder.
    package static func isValidName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != UInt8(ascii: "."), name.utf8.count <= 100 else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
