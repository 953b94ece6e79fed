internal import CarretelCore

/// JSON laid out for people: a member or element a line, indented by two spaces, values as they were written.
enum PrettyJSON {
    private static let indent = "  "

    /// The text of a value, final line break included.
    static func render(_ value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        append(value, indentation: "", to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private static func append(_ value: JSONValue, indentation: String, to bytes: inout [UInt8]) {
        guard value.count > 0 else { return bytes.append(contentsOf: compact(value)) }
        let inner = indentation + indent
        let isObject = value.kind == .object
        bytes.append(UInt8(ascii: isObject ? "{" : "["))
        var isFirst = true
        func startLine() {
            bytes.append(contentsOf: ((isFirst ? "\n" : ",\n") + inner).utf8)
            isFirst = false
        }
        for (name, member) in value.members {
            startLine()
            var writer = JSONWriter()
            writer.string(name)
            bytes += writer.bytes + Array(": ".utf8)
            append(member, indentation: inner, to: &bytes)
        }
        for element in value.elements {
            startLine()
            append(element, indentation: inner, to: &bytes)
        }
        bytes.append(contentsOf: ("\n" + indentation).utf8)
        bytes.append(UInt8(ascii: isObject ? "}" : "]"))
    }

    private static func compact(_ value: JSONValue) -> [UInt8] {
        switch value.kind {
        case .object: Array("{}".utf8)
        case .array: Array("[]".utf8)
        default: Array(value.raw)
        }
    }
}
