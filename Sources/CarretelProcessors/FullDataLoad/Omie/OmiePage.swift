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

    /// More pages or records than these no account has: what says so is no answer to be believed.
    private static let maxPages: Int64 = 10_000_000
    private static let maxRecords: Int64 = 10_000_000_000

    /// Reads the envelope of a good answer.
    ///
    /// - Throws: the word for what is missing: a page without its total or its array is a failure, never an empty list.
    init(_ answer: JSONValue, to call: OmieCall) throws(Malformed) {
        guard let pages = answer["total_de_paginas"]?.int64, 0...Self.maxPages ~= pages else {
            throw Malformed(what: "total_de_paginas")
        }
        guard let total = answer["total_de_registros"]?.int64, 0...Self.maxRecords ~= total else {
            throw Malformed(what: "total_de_registros")
        }
        guard (pages == 0) == (total == 0) else {
            throw Malformed(what: "total_de_paginas, which says \(pages) for \(total) records")
        }
        guard let list = answer[call.array], list.kind == .array else { throw Malformed(what: call.array) }
        records = Array(list.elements)
        totalPages = Int(pages)
        totalRecords = Int(total)
        pageSize = Self.pageSize(call, pages: pages, total: total, records: records.count)
        if let number = answer["pagina"]?.int64, number != Int64(call.page) {
            throw Malformed(what: "pagina, which says \(number)")
        }
        if records.isEmpty, total > 0, Int64(call.page) <= pages {
            throw Malformed(what: "\(call.array), which is empty though there are \(total) records")
        }
        if let announced = answer["registros"]?.int64, announced != Int64(records.count) {
            throw Malformed(what: "registros, which says \(announced) for \(records.count) records")
        }
    }

    /// The first page tells what Omie takes for a page when the size asked for does not explain how many there are. Later
    /// ones tell nothing: one that is short must not shift those after it.
    private static func pageSize(_ call: OmieCall, pages: Int64, total: Int64, records: Int) -> Int {
        let asked = Int64(call.pageSize)
        let isExplained = pages == total / asked + (total % asked == 0 ? 0 : 1)
        return call.page > 1 || pages < 2 || records == 0 || isExplained ? call.pageSize : records
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
