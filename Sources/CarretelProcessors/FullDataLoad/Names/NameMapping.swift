import CarretelCore

/// Codes with the names that people know them by, one key per entity: `client_mapping.json`, `seller_mapping.json`.
struct NameMapping: Sendable {
    static let clients = NameMapping(
        fileName: "client_mapping.json", codes: ["codigo_cliente_omie", "codigo_cliente", "codigo_cliente_integracao"],
        names: ["nome_fantasia", "razao_social"], title: "Cliente")
    static let sellers = NameMapping(
        fileName: "seller_mapping.json", codes: ["codigo"], names: ["nome"], title: "Vendedor")

    let fileName: String
    /// Where the code is: the first of these that is there.
    let codes: [String]
    /// Where the name is: the first of these with anything in it.
    let names: [String]
    /// Stands before the code of one that has no name.
    let title: String

    /// The code and the name of a record; nil for one without a code.
    func entry(of record: JSONValue) -> (code: String, name: String)? {
        let code = codes.lazy.compactMap { name -> String? in
            let value = record[name]
            let text = value?.numberText ?? value?.string.map(Self.trimmed)
            return text?.isEmpty == false ? text : nil
        }.first
        guard let code else { return nil }
        // Decoded first, because a blank may come as an entity.
        let texts = names.lazy.compactMap { record[$0]?.string.map { Self.trimmed(HTMLEntities.decoded($0)) } }
        return (code, texts.first { !$0.isEmpty } ?? "\(title) \(code)")
    }

    /// Absent texts may come as 60 spaces.
    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
