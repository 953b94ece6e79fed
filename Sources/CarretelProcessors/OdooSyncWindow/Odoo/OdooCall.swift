import CarretelCore

/// One call of a method of a model. All that Carretel calls only reads.
struct OdooCall: Sendable {
    /// What is wanted.
    enum Wish: Sendable {
        /// Named fields of the first records by id.
        case records(OdooDomain, fields: [String], limit: Int)
        /// The first ids.
        case identifiers(OdooDomain, limit: Int)
        /// How many records there are.
        case count(OdooDomain)
        /// The fields of the model.
        case fields
        /// Who we are: the cheapest call that every user may make.
        case user
    }

    var model: String
    var wish: Wish

    static let user = OdooCall(model: "res.users", wish: .user)

    var method: String {
        switch wish {
        case .records: "search_read"
        case .identifiers: "search"
        case .count: "search_count"
        case .fields: "fields_get"
        case .user: "context_get"
        }
    }

    /// What messages call it: `sale.order search_read`.
    var label: String { "\(model) \(method)" }

    /// Whether it asks what a model is like, so that a refusal tells that there is none.
    var asksForFields: Bool {
        if case .fields = wish { true } else { false }
    }

    /// Whether the model's name is one: it becomes part of an address.
    var isValid: Bool {
        !model.isEmpty
            && model.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "._".utf8.contains(byte)
            }
    }

    /// The body for `/jsonrpc`, credentials included.
    ///
    /// - Parameters:
    ///   - link: which database, and who we are there.
    ///   - credential: of that user.
    /// - Returns: the JSON.
    func body(over link: OdooLink, credential: Secret) -> [UInt8] {
        Self.envelope("object", "execute_kw") { writer in
            writer.string(link.database)
            writer.integer(link.server.uid ?? 0)
            writer.string(credential.reveal())
            writer.string(model)
            writer.string(method)
            writer.beginArray()
            domain?.write(to: &writer)
            writer.endArray()
            writer.beginObject()
            writeOptions(to: &writer)
            writer.endObject()
        }
    }

    /// The body for `/json/2`, where all arguments have names.
    var namedBody: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if let domain {
            writer.name("domain")
            domain.write(to: &writer)
        }
        writeOptions(to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// A call of a service of `/jsonrpc`.
    ///
    /// - Parameters:
    ///   - service: `common`, `db` or `object`.
    ///   - method: of the service.
    ///   - arguments: writes them, one after the other.
    /// - Returns: the JSON.
    static func envelope(
        _ service: StaticString, _ method: StaticString, _ arguments: (inout JSONWriter) -> Void = { _ in }
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("jsonrpc", "2.0")
        writer.member("method", "call")
        writer.member("id", 1)
        writer.name("params")
        writer.beginObject()
        writer.name("service")
        writer.word(service)
        writer.name("method")
        writer.word(method)
        writer.name("args")
        writer.beginArray()
        arguments(&writer)
        writer.endArray()
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private var domain: OdooDomain? {
        switch wish {
        case .records(let domain, _, _), .identifiers(let domain, _), .count(let domain): domain
        case .fields, .user: nil
        }
    }

    private func writeOptions(to writer: inout JSONWriter) {
        switch wish {
        case .records(_, let fields, let limit):
            Self.write(fields, named: "fields", to: &writer)
            Self.writeOrder(limit: limit, to: &writer)
        case .identifiers(_, let limit): Self.writeOrder(limit: limit, to: &writer)
        case .count: break
        case .fields: Self.write(["type", "relation", "store"], named: "attributes", to: &writer)
        case .user: return
        }
        // Archived records, too: that a record was archived is a change like any other. No language: an unknown one is
        // an error in Odoo 19.
        writer.name("context")
        writer.beginObject()
        writer.member("active_test", false)
        writer.endObject()
    }

    private static func write(_ texts: [String], named name: StaticString, to writer: inout JSONWriter) {
        writer.name(name)
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
    }

    /// Without an order the model's own is taken, and without a limit the whole table.
    private static func writeOrder(limit: Int, to writer: inout JSONWriter) {
        writer.member("limit", limit)
        writer.member("order", "id")
    }
}
