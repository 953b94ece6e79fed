import CarretelCore

/// One record of an answer: a handle of the answer's text, cheap to copy. Values are read by the type of their field,
/// because `false` stands for nothing in all of them and for itself in booleans.
struct OdooRecord: Sendable {
    let id: Int64
    private let value: JSONValue

    /// Takes an object of an answer; nil when it has no id.
    init?(_ value: JSONValue) {
        guard let id = value.member("id")?.int64 else { return nil }
        self.id = id
        self.value = value
    }

    /// The object on one line as the server gave it.
    var raw: [UInt8] { value.singleLine }

    /// Of char, text, html, selection, date and datetime, as given; nil when empty.
    func text(_ field: String) -> String? { value[field]?.string }

    /// Of integer.
    func integer(_ field: String) -> Int64? { value[field]?.int64 }

    /// Of float and monetary.
    ///
    /// - Parameters:
    ///   - field: the field's name.
    ///   - places: how many decimal places the integer stands for.
    /// - Returns: the number times 10 to the power of `places`, rounded half to even; exact unless it had to be rounded.
    ///   Nil when there is none, or when it does not fit 64 bits.
    func decimal(_ field: String, places: Int) -> (value: Int64, isExact: Bool)? {
        guard let value = value[field], value.kind == .number else { return nil }
        return ScaledDecimal.read(value.raw, places: places)
    }

    /// Of many2one, the id alone.
    func link(_ field: String) -> Int64? {
        guard let value = value[field] else { return nil }
        if let id = value.int64 { return id }
        var parts = value.elements.makeIterator()
        return parts.next()?.int64
    }

    /// Of many2one, with its label or, where the server gives the bare id, an empty one.
    func reference(_ field: String) -> (id: Int64, label: String)? {
        guard let value = value[field] else { return nil }
        if let id = value.int64 { return (id, "") }
        var parts = value.elements.makeIterator()
        guard let id = parts.next()?.int64 else { return nil }
        return (id, parts.next()?.string ?? "")
    }
}
