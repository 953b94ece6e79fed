/// One value of a parsed JSON text: a handle of the document and a place in its index, cheap to copy.
///
/// Accessors give nil for a value of another kind. Nothing is kept of what they make.
package struct JSONValue: Sendable {
    /// The six kinds of JSON values.
    package enum Kind: String, Sendable {
        case object, array, string, number, boolean, null
    }

    let storage: JSONStorage
    let node: Int

    init(storage: JSONStorage, node: Int) {
        self.storage = storage
        self.node = node
    }

    /// Checks and indexes a text that is needed for its value alone.
    ///
    /// - Throws: the first thing wrong.
    package init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        self = try JSONDocument(parsing: bytes, limits: limits).root
    }

    var entry: JSONNode { storage.nodes[node] }

    /// Which of the six it is.
    package var kind: Kind {
        switch entry.kind {
        case .object: .object
        case .array: .array
        case .string, .name: .string
        case .number: .number
        case .true, .false: .boolean
        case .null: .null
        }
    }

    /// How many members or elements it has; 0 for other kinds.
    package var count: Int { entry.count }

    /// The characters of a string.
    package var string: String? {
        guard entry.kind == .string else { return nil }
        return storage.string(of: entry)
    }

    /// The characters of a string as UTF-8.
    package var utf8: [UInt8]? {
        guard entry.kind == .string else { return nil }
        return storage.characters(of: entry)
    }

    /// A number exactly as written.
    package var numberText: String? {
        guard entry.kind == .number else { return nil }
        return String(decoding: raw, as: UTF8.self)
    }

    /// A number written without fraction and exponent that fits 64 bits; nil for all others, never rounded.
    package var int64: Int64? {
        guard entry.kind == .number else { return nil }
        var at = entry.start
        let bytes = storage.bytes
        let isNegative = bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var value: Int64 = 0
        while at < entry.end {
            let digit = Int64(bytes[at]) - 0x30
            guard (0...9).contains(digit) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) =
                isNegative
                ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !overflow, !sumOverflow else { return nil }
            value = sum
            at += 1
        }
        return value
    }

    /// `true` or `false`.
    package var boolean: Bool? {
        switch entry.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// Whether it is `null`.
    package var isNull: Bool { entry.kind == .null }

    /// The bytes as written, from the first to the last of the value.
    package var raw: ArraySlice<UInt8> { storage.bytes[entry.start..<entry.end] }

    /// The bytes as written but on one line: line breaks, which can only stand between tokens, become spaces.
    package var singleLine: [UInt8] { Array(raw).withoutLineBreaks() }
}

extension JSONStorage {
    /// The characters of a string or name.
    func string(of node: JSONNode) -> String {
        guard node.isEscaped else { return String(decoding: bytes[node.content], as: UTF8.self) }
        return String(decoding: characters(of: node), as: UTF8.self)
    }

    /// The characters of a string or name as UTF-8.
    func characters(of node: JSONNode) -> [UInt8] {
        let bytes = bytes
        return JSONText.characters(of: node, bytes.span)
    }
}

extension [UInt8] {
    /// A JSON text with its line breaks replaced by spaces. A line break inside a JSON string is always escaped, so
    /// those in the bytes stand between tokens, where a space means the same.
    package consuming func withoutLineBreaks() -> [UInt8] {
        var bytes = self
        for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == 0x0D { bytes[index] = 0x20 }
        return bytes
    }
}
