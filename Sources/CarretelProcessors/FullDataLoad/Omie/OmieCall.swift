import CarretelCore

/// One page of one list of Omie, as it is asked for.
struct OmieCall: Sendable, Hashable {
    /// The method, which is in the body and not in the address: `ListarOS`.
    var method: String
    /// The path of the service that has it, with its slash at the end.
    var path: String
    /// The member of the answer that holds the records.
    var array: String
    /// From 1.
    var page: Int
    var pageSize: Int
    /// Tags of the request beside the page, in their order.
    var filters: [Filter] = []

    /// One of them.
    struct Filter: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// What messages call it: `ListarOS page 3`.
    var label: String { "\(method) page \(page)" }

    /// The same page cut in two, for a server that breaks over a whole one; nil for a page of an odd number of
    /// records.
    var halves: [OmieCall]? {
        guard pageSize.isMultiple(of: 2) else { return nil }
        return [2 * page - 1, 2 * page].map { half in
            var call = self
            call.page = half
            call.pageSize = pageSize / 2
            return call
        }
    }

    /// The body of its request: what Omie calls an envelope, credentials included.
    func body(for account: OmieAccount) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("call", method)
        writer.member("app_key", account.key.reveal())
        writer.member("app_secret", account.secret.reveal())
        writer.name("param")
        writer.beginArray()
        writer.beginObject()
        writer.member("pagina", page)
        writer.member("registros_por_pagina", pageSize)
        for filter in filters {
            writer.name(filter.name)
            writer.string(filter.value)
        }
        writer.endObject()
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
