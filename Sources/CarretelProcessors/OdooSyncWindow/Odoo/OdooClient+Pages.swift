import CarretelCore

/// What a page is made of.
protocol OdooElement: Sendable {
    var id: Int64 { get }
    init?(_ value: JSONValue)
}

extension OdooRecord: OdooElement {}

/// An id alone, as `search` answers it.
private struct OdooIdentifier: OdooElement {
    let id: Int64

    init?(_ value: JSONValue) {
        guard let id = value.int64 else { return nil }
        self.id = id
    }
}

// Pages, always by id: what is written meanwhile can neither shift a page nor be read twice.
extension OdooClient {
    /// The records of a query with ids above `lastID`, ascending.
    ///
    /// - Parameters:
    ///   - query: which, and what of them.
    ///   - lastID: the last id that was read; 0 before the first.
    /// - Returns: `query.limit` of them, fewer only when there are no more.
    /// - Throws: ``OdooFailure``.
    func page(_ query: OdooQuery, after lastID: Int64) async throws(OdooFailure) -> [OdooRecord] {
        do throws(OdooFailure) {
            return try await elements(of: query.model, limit: query.limit, after: lastID) { last, limit in
                .records(Self.following(query.domain, last), fields: query.fields, limit: limit)
            }
        } catch {
            // The fields that are known may be those of before an upgrade, also those of the models that paths lead to.
            if error.kind == .badRequest || error.kind == .forbidden { session.forgetFields() }
            throw error
        }
    }

    /// All ids of a domain, ascending.
    ///
    /// - Parameters:
    ///   - model: whose records.
    ///   - domain: which of them.
    /// - Returns: the ids.
    /// - Throws: ``OdooFailure``.
    func identifiers(of model: String, domain: OdooDomain) async throws(OdooFailure) -> [Int64] {
        var ids: [Int64] = []
        while true {
            let page: [OdooIdentifier] = try await elements(
                of: model, limit: OdooLimits.idsPerPage, after: ids.last ?? 0
            ) { last, limit in .identifiers(Self.following(domain, last), limit: limit) }
            ids += page.lazy.map(\.id)
            guard page.count == OdooLimits.idsPerPage else { return ids }
        }
    }

    /// How many records a domain has.
    ///
    /// - Parameters:
    ///   - model: whose records.
    ///   - domain: which of them.
    /// - Returns: their number.
    /// - Throws: ``OdooFailure``.
    func count(of model: String, domain: OdooDomain) async throws(OdooFailure) -> Int {
        let call = OdooCall(model: model, wish: .count(domain))
        return try await settled { (link) throws(OdooFailure) in
            try await send(call, link) { (value, answer) throws(OdooFailure) in
                guard let count = value?.int64, count >= 0 else { throw answer.malformed("a number of records") }
                return Int(count)
            }
        }
    }

    /// Records by their ids, archived ones too.
    ///
    /// - Parameters:
    ///   - model: whose records.
    ///   - ids: in any order, none twice.
    ///   - fields: what is read of them beside the id.
    /// - Returns: the records by id, ascending; hidden or deleted ones are not there.
    /// - Throws: ``OdooFailure``.
    func records(of model: String, ids: [Int64], fields: [String]) async throws(OdooFailure) -> [OdooRecord] {
        let ids = ids.sorted()
        var records: [OdooRecord] = []
        for start in stride(from: 0, to: ids.count, by: OdooLimits.idsPerRequest) {
            let piece = ids[start..<min(start + OdooLimits.idsPerRequest, ids.count)]
            let domain = OdooDomain.term("id", .isIn, .list(piece.map { .integer($0) }))
            records += try await page(
                OdooQuery(model: model, domain: domain, fields: fields, limit: piece.count), after: 0)
        }
        return records
    }

    private static func following(_ domain: OdooDomain, _ last: Int64) -> OdooDomain {
        let next = OdooDomain.term("id", .greater, .integer(last))
        guard case .all(let parts) = domain else { return .all([domain, next]) }
        return .all(parts + [next])
    }

    /// Collects elements until there are `limit`, or no more: one request unless the server needs smaller pages.
    private func elements<Element: OdooElement>(
        of model: String, limit: Int, after lastID: Int64, _ wish: (Int64, Int) -> OdooCall.Wish
    ) async throws(OdooFailure) -> [Element] {
        var elements: [Element] = []
        while true {
            let wanted = limit - elements.count
            let last = elements.last?.id ?? lastID
            let (piece, size): ([Element], Int) = try await piece(model, wanted, of: limit, after: last, wish)
            elements = elements.isEmpty ? piece : elements + piece
            guard piece.count == size, elements.count < limit else { return elements }
        }
    }

    /// The next elements, as many of those wanted as the server is known to give at once.
    private func piece<Element: OdooElement>(
        _ model: String, _ wanted: Int, of limit: Int, after last: Int64, _ wish: (Int64, Int) -> OdooCall.Wish
    ) async throws(OdooFailure) -> ([Element], size: Int) {
        let label = OdooCall(model: model, wish: wish(last, 1)).label
        func size() -> Int { session.withPageSize(label) { $0.size(for: wanted) } }
        var size = size()
        let piece: [Element] = try await settled(
            shrink: {
                let isSmaller = session.withPageSize(label) { $0.broke(at: size) }
                size = session.withPageSize(label) { $0.size(for: wanted) }
                return isSmaller
            },
            { (link) throws(OdooFailure) in
                try await send(OdooCall(model: model, wish: wish(last, size)), link) {
                    (value, answer) throws(OdooFailure) in
                    try Self.read(value, answer, size: size, after: last)
                }
            })
        session.withPageSize(label) { $0.succeeded(at: size, of: limit) }
        return (piece, size)
    }

    /// Reads a page, and sees that it is what was asked for: pages that overlap or stand still would never end.
    private static func read<Element: OdooElement>(
        _ value: JSONValue?, _ answer: OdooAnswer, size: Int, after last: Int64
    ) throws(OdooFailure) -> [Element] {
        guard let value, value.kind == .array, value.count <= size else {
            throw answer.malformed("a list of at most \(size)")
        }
        var elements: [Element] = []
        elements.reserveCapacity(value.count)
        var last = last
        for value in value.elements {
            guard let element = Element(value) else { throw answer.malformed("an id in each record") }
            guard element.id > last else { throw answer.malformed("ids that ascend from \(last)") }
            last = element.id
            elements.append(element)
        }
        return elements
    }
}
