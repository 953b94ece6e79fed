import CarretelCore

/// Where another attempt of the job goes on: the resources that are done, and how far the one in hand is.
struct LoadCheckpoint: Sendable {
    /// One resource with the file that holds its records.
    struct Part: Sendable, Hashable {
        var cursor: PageCursor
        var mark: DataFileMark
        /// Whether it is done, cached answers included.
        var isDone: Bool
        var isFromCache: Bool
    }

    var parts: [LoadResource: Part] = [:]

    init() {}

    /// Reads what ``bytes`` gave; what cannot be read is loaded anew.
    init(_ json: JSONValue?) {
        guard let json, json["schema"]?.string == Self.schema else { return }
        for resource in LoadResource.allCases {
            guard let part = json[resource.rawValue], let cursor = PageCursor(part["cursor"]),
                let mark = DataFileMark(part["file"]), let isDone = part["done"]?.boolean
            else { continue }
            parts[resource] = Part(
                cursor: cursor, mark: mark, isDone: isDone, isFromCache: part["from_cache"]?.boolean ?? false)
        }
    }

    private static let schema = "full-data-load/1"

    /// One JSON object.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("schema", Self.schema)
        for resource in LoadResource.allCases {
            guard let part = parts[resource] else { continue }
            writer.name(resource.rawValue)
            writer.beginObject()
            writer.name("cursor")
            part.cursor.write(to: &writer)
            writer.name("file")
            part.mark.write(to: &writer)
            writer.member("done", part.isDone)
            writer.member("from_cache", part.isFromCache)
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }
}
