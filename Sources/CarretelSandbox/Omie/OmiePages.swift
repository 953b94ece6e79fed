import CarretelCore
import Synchronization

/// Makes the pages of the lists.
struct OmiePages: Sendable {
    /// How a page is to be spoiled.
    enum Flaw: String, CaseIterable {
        /// Without `total_de_paginas`.
        case noTotal = "no-total"
        /// Without the array of records.
        case noArray = "no-array"
    }

    /// A page and what the log says of it.
    struct Page {
        var body: [UInt8]
        var records: Int
    }

    private let settings: OmieSettings
    private let places = PlaceCache()

    /// Makes pages of these records.
    init(_ settings: OmieSettings) {
        self.settings = settings
    }

    /// The list behind a method.
    func list(of method: OmieMethod) -> any OmieList {
        switch method {
        case .listServiceOrders: ServiceOrderList(settings: settings)
        case .listClients: ClientList(settings: settings, isShort: false)
        case .listClientsShort: ClientList(settings: settings, isShort: true)
        case .listSellers: SellerList(settings: settings)
        }
    }

    /// The page that a call asks for; nil when it lies past the end.
    func page(_ call: OmieCall, flaw: Flaw? = nil) -> Page? {
        let list = list(of: call.method)
        let places = call.filter.isEmpty ? nil : self.places.places(call.method, call.filter, list)
        let total = places?.count ?? list.count
        let size = min(call.size, largestPage(call.method))
        let first = (call.page - 1) * size
        guard first < total else {
            return call.method.answersPastTheEnd ? emptyPage(call) : nil
        }
        let count = min(size, total - first)
        var text = RecordText(capacity: 256 + count * list.typicalBytes)
        envelope(call, pages: (total + size - 1) / size, records: count, total: total, flaw: flaw, to: &text)
        if flaw != .noArray {
            text.text(",\"")
            text.text(call.method.arrayName)
            text.text("\":[")
            for index in first..<first + count {
                list.append(places?[index] ?? index, to: &text)
                text.text(",")
            }
            text.removeLast(1)
            text.text("]")
        }
        text.text("}")
        return Page(body: text.bytes, records: count)
    }

    /// Page sizes above it are cut to it without a word.
    private func largestPage(_ method: OmieMethod) -> Int {
        max(method == .listServiceOrders ? settings.largestServiceOrderPage : settings.largestPage, 1)
    }

    private func emptyPage(_ call: OmieCall) -> Page {
        var text = RecordText(capacity: 128)
        envelope(call, pages: 0, records: 0, total: 0, flaw: nil, to: &text)
        text.text(",\"")
        text.text(call.method.arrayName)
        text.text("\":[]}")
        return Page(body: text.bytes, records: 0)
    }

    private func envelope(
        _ call: OmieCall, pages: Int, records: Int, total: Int, flaw: Flaw?, to text: inout RecordText
    ) {
        text.text(#"{"pagina":"#)
        text.integer(call.page)
        if flaw != .noTotal {
            text.text(#","total_de_paginas":"#)
            text.integer(pages)
        }
        text.text(#","registros":"#)
        text.integer(records)
        text.text(#","total_de_registros":"#)
        text.integer(total)
    }
}

/// The places of filtered records, kept for the pages that follow.
private final class PlaceCache: Sendable {
    private struct Key: Hashable {
        var method: OmieMethod
        var filter: OmieFilter
    }

    private let kept = Mutex<[Key: [Int]]>([:])

    func places(_ method: OmieMethod, _ filter: OmieFilter, _ list: any OmieList) -> [Int] {
        let key = Key(method: method, filter: filter)
        if let places = kept.withLock({ $0[key] }) { return places }
        let places = list.places(filter)
        kept.withLock { kept in
            if kept.count >= 64 { kept = [:] }
            kept[key] = places
        }
        return places
    }
}
