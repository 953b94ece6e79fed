/// How far a data file was at a moment at which all of it was on disk: what a checkpoint names, so that a later attempt
/// goes on exactly there.
package struct DataFileMark: Sendable, Hashable {
    /// The attempt in whose staging folder it is.
    package var attempt: Int
    package var name: String
    package var bytes: Int
    package var records: Int
    /// Of the first ``bytes`` bytes.
    package var sha256: ContentHash

    /// Joins the members.
    package init(attempt: Int, name: String, bytes: Int, records: Int, sha256: ContentHash) {
        self.attempt = attempt
        self.name = name
        self.bytes = bytes
        self.records = records
        self.sha256 = sha256
    }

    /// Reads what ``write(to:)`` wrote; nil for anything else.
    package init?(_ json: JSONValue?) {
        guard let json, let attempt = json["attempt"]?.int64, let name = json["name"]?.string,
            let bytes = json["bytes"]?.int64, let records = json["records"]?.int64, attempt >= 1, bytes >= 0,
            records >= 0, DataFile.isValidName(name),
            let sha256 = json["sha256"]?.string.flatMap({ ContentHash(hexadecimal: $0) })
        else { return nil }
        self.init(attempt: Int(attempt), name: name, bytes: Int(bytes), records: Int(records), sha256: sha256)
    }

    /// Writes it as one JSON object.
    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("attempt", attempt)
        writer.member("name", name)
        writer.member("bytes", bytes)
        writer.member("records", records)
        writer.member("sha256", sha256)
        writer.endObject()
    }
}
