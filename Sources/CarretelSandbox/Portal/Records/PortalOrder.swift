/// A service order as the portals show it, and what it really says.
struct PortalOrder: Sendable {
    /// One field.
    struct Field: Sendable {
        var label: String
        /// The value once it is cleaned.
        var clean: String
        /// The text that a page shows: with leading zeros, placeholders, runs of spaces, leaked words.
        var shown: String
    }

    let number: Int
    var fields: [Field]

    /// The labels that the block at the top repeats.
    static let headerLabels = ["CNPJ", "CODIGO DO CLIENTE", "NOME CLIENTE"]

    /// The fields of the block at the top.
    var header: [Field] { fields.filter { Self.headerLabels.contains($0.label) } }

    /// What a reader should have found.
    var truth: PortalTruth {
        PortalTruth(number: number, fields: fields.map { PortalTruth.Field(name: $0.label, value: $0.clean) })
    }
}

// What faults make of an order.
extension PortalOrder {
    /// All labels replaced by others, as after a portal was built anew.
    var renamed: PortalOrder {
        var order = self
        for place in fields.indices { order.fields[place].label = "Campo \(place + 1)" }
        return order
    }

    /// Without any field.
    var emptied: PortalOrder { PortalOrder(number: number, fields: []) }

    /// Without the name of the client and the status.
    var shortened: PortalOrder {
        PortalOrder(number: number, fields: fields.filter { !["NOME CLIENTE", "STATUS DA OS"].contains($0.label) })
    }
}
