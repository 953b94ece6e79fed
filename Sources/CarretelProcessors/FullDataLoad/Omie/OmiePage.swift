import CarretelCore

/// One page of a list as Omie answered it.
struct OmiePage: Sendable {
    /// Each record's JSON as it came, on one line.
    var records: [JSONValue]
    /// How many pages there are, as the answer says: never computed, because Omie may cut the page size.
    var totalPages: Int
    /// How many records there are in all.
    var totalRecords: Int
    /// The page size with which the pages of this list are to be asked for from here on.
    var pageSize: Int

    /// Nothing: the list has no records.
    static func empty(pageSize: Int) -> OmiePage {
        OmiePage(records: [], totalPages: 0, totalRecords: 0, pageSize: pageSize)
    }

    /// Reads the envelope of a good answer.
    ///
    /// - Throws: the word for what is missing: a page without its total or its array is a failure, never an empty list.
    init(_ answer: JSONValue, to call: OmieCall) throws(Malformed) {
        guard let pages = answer["total_de_paginas"]?.int64, pages >= 0 else {
            throw Malformed(what: "total_de_paginas")
        }
        guard let total = answer["total_de_registros"]?.int64, total >= 0 else {
            throw Malformed(what: "total_de_registros")
        }
        guard let list = answer[call.array], list.kind == .array else { throw Malformed(what: call.array) }
        records = Array(list.elements)
        totalPages = Int(pages)
        totalRecords = Int(total)
        // Where there are more pages this one is full, so its length is what Omie takes for a page.
        pageSize = pages > 1 && call.page < pages && !records.isEmpty ? records.count : call.pageSize
        if let announced = answer["registros"]?.int64, announced != Int64(records.count) {
            throw Malformed(what: "registros, which says \(announced) for \(records.count) records")
        }
    }

    init(records: [JSONValue], totalPages: Int, totalRecords: Int, pageSize: Int) {
        self.records = records
        self.totalPages = totalPages
        self.totalRecords = totalRecords
        self.pageSize = pageSize
    }

    /// What a good answer lacks.
    struct Malformed: Error {
        var what: String
    }
}
