internal import CarretelCore
internal import Yams

/// A part of the configuration file that is read as a tree: what a schedule says may have any shape.
struct ConfigurationNode {
    /// The deepest that a value may be.
    private static let maxDepth = 32

    private let node: Node
    /// From 1.
    let line: Int

    init(_ node: Node) {
        self.node = node
        line = node.mark?.line ?? 1
    }

    /// The members of a mapping in their order; nil for anything else. A key that is no text is `?`.
    var members: [(name: String, value: ConfigurationNode)]? {
        node.mapping.map { mapping in mapping.map { ($0.string ?? "?", ConfigurationNode($1)) } }
    }

    /// The text of a scalar; nil for a mapping or a list.
    var text: String? { node.scalar?.string }

    /// The value as JSON on one line; nil when it is too deep. An unquoted scalar that is a JSON number stays as it is
    /// written; `true`, `false` and `null` (or nothing) are those; every other scalar is a string.
    var json: [UInt8]? {
        var writer = JSONWriter()
        return write(to: &writer, depth: 0) ? writer.bytes : nil
    }

    private func write(to writer: inout JSONWriter, depth: Int) -> Bool {
        guard depth < Self.maxDepth else { return false }
        var isWhole = true
        if let members {
            writer.beginObject()
            for (name, value) in members {
                writer.name(name)
                isWhole = value.write(to: &writer, depth: depth + 1) && isWhole
            }
            writer.endObject()
        } else if let sequence = node.sequence {
            writer.beginArray()
            for element in sequence { isWhole = Self(element).write(to: &writer, depth: depth + 1) && isWhole }
            writer.endArray()
        } else {
            writeScalar(to: &writer)
        }
        return isWhole
    }

    private func writeScalar(to writer: inout JSONWriter) {
        guard let scalar = node.scalar else { return writer.null() }
        guard scalar.style == .plain || scalar.style == .any else { return writer.string(scalar.string) }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": writer.null()
        case "true", "True", "TRUE": writer.boolean(true)
        case "false", "False", "FALSE": writer.boolean(false)
        default:
            // Whatever is no number in JSON is a word.
            let number = try? JSONValue(parsing: Array(scalar.string.utf8)).numberText
            if let number { writer.number(text: number) } else { writer.string(scalar.string) }
        }
    }
}
