extension JSONValue {
    /// Where it starts: the line from 1, and the column in bytes from 1. Counted on demand, from the start of the text.
    package var position: (line: Int, column: Int) {
        JSONPlace.position(of: entry.start, in: storage.bytes, textStart: storage.hadByteOrderMark ? 3 : 0)
    }

    /// Where the name of a member of this object stands, for errors about the name itself; nil when there is none.
    package func position(ofName name: String) -> (line: Int, column: Int)? {
        guard let value = self[name] else { return nil }
        return JSONPlace.position(
            of: storage.nodes[value.node - 1].start, in: storage.bytes, textStart: storage.hadByteOrderMark ? 3 : 0)
    }

    /// Its JSON pointer (RFC 6901): empty for the whole text. Found on demand, from the root.
    package var pointer: String {
        let (nodes, bytes) = (storage.nodes, storage.bytes)
        return JSONPlace.pointer(to: node, in: nodes.span, bytes.span)
    }
}

/// Finds lines, columns and pointers when somebody asks; the index does not keep them.
enum JSONPlace {
    static func position(of offset: Int, in bytes: [UInt8], textStart: Int) -> (line: Int, column: Int) {
        var line = 1
        var lineStart = textStart
        for at in textStart..<max(offset, textStart) where bytes[at] == 0x0A {
            line += 1
            lineStart = at + 1
        }
        return (line, max(offset, textStart) - lineStart + 1)
    }

    /// The pointer of an entry; of a name: that of its value. Containers on the way may still be open.
    static func pointer(to target: Int, in nodes: Span<JSONNode>, _ bytes: Span<UInt8>) -> String {
        var pointer = ""
        var container = 0
        while container < target, container < nodes.count {
            let isObject = nodes[container].kind == .object
            var child = container + 1
            var index = 0
            while true {
                let value = isObject ? child + 1 : child
                guard value < target, value < nodes.count, nodes[value].next != 0, Int(nodes[value].next) <= target
                else { break }
                child = Int(nodes[value].next)
                index += 1
            }
            guard child < nodes.count else { break }
            pointer += "/"
            pointer += isObject ? step(JSONText.characters(of: nodes[child], bytes)) : String(index)
            container = isObject ? child + 1 : child
        }
        return pointer
    }

    /// One step of a pointer: `~` and `/` are escaped (RFC 6901, section 3).
    static func step(_ name: [UInt8]) -> String {
        var step: [UInt8] = []
        for byte in name {
            switch byte {
            case UInt8(ascii: "~"): step.append(contentsOf: "~0".utf8)
            case UInt8(ascii: "/"): step.append(contentsOf: "~1".utf8)
            default: step.append(byte)
            }
        }
        return String(decoding: step, as: UTF8.self)
    }
}
