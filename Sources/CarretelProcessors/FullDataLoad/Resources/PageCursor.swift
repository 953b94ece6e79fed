import CarretelCore

/// How far the pages of one resource are read: what a checkpoint keeps, so that another attempt goes on at the next page.
struct PageCursor: Sendable, Hashable {
    /// The page to ask for next, from 1.
    var nextPage = 1
    /// The page size to ask with.
    var pageSize: Int
    /// How many pages Omie says there are; nil before its first answer.
    var announced: Int?
    /// How many records it says there are; the most it ever said during the load.
    var announcedRecords = 0
    /// How many records were got.
    var records = 0
    /// How many of them the job's search let through.
    var kept = 0
    /// When the first page was asked for.
    var loadedAt: Timestamp
    /// How long the loading took so far, in microseconds, over all attempts.
    var microseconds: Int64 = 0

    var fetched: Int { nextPage - 1 }

    /// The pages that are to be read: those announced, up to the limit. Nil before the first answer.
    func wanted(limit: Int?) -> Int? { announced.map { min($0, limit ?? $0) } }

    /// Whether all of them are read.
    func isDone(limit: Int?) -> Bool { wanted(limit: limit).map { fetched >= $0 } ?? false }
}

extension PageCursor {
    /// Writes it as one JSON object.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("next_page", nextPage)
        writer.member("page_size", pageSize)
        writer.name("announced")
        if let announced { writer.integer(announced) } else { writer.null() }
        writer.member("announced_records", announcedRecords)
        writer.member("records", records)
        writer.member("kept", kept)
        writer.member("loaded_at", loadedAt.microseconds)
        writer.member("microseconds", microseconds)
        writer.endObject()
    }

    /// Reads what ``write(to:)`` wrote; nil for anything else.
    init?(_ json: JSONValue?) {
        guard let json, let nextPage = json["next_page"]?.int64, let pageSize = json["page_size"]?.int64,
            let records = json["records"]?.int64, let kept = json["kept"]?.int64,
            let total = json["announced_records"]?.int64, let loadedAt = json["loaded_at"]?.int64,
            let microseconds = json["microseconds"]?.int64, nextPage >= 1, pageSize >= 1
        else { return nil }
        self.init(
            nextPage: Int(nextPage), pageSize: Int(pageSize), announced: json["announced"]?.int64.map { Int($0) },
            announcedRecords: Int(total), records: Int(records), kept: Int(kept),
            loadedAt: Timestamp(microseconds: loadedAt), microseconds: microseconds)
    }
}
