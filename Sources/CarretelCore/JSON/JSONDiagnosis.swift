/// Makes the error for people out of a fault: where it is, what was expected there, what was found and how to mend it.
struct JSONDiagnosis {
    let bytes: [UInt8]
    /// 3 when the text starts with a byte order mark, else 0.
    let textStart: Int
    let limits: JSONLimits
    /// The index as far as it got.
    var nodes: [JSONNode] = []
    /// The innermost container that was open.
    var top = JSONIndexer.Container(node: 0, closing: 0)

    func error(for fault: JSONFault) -> JSONError {
        let isTruncated = isTruncation(fault)
        var message = "Expected \(expectation(of: fault)), found \(finding(of: fault))."
        if isTruncated, top.closing != 0 {
            let (line, column) = place(nodes[top.node].start)
            let name = top.isObject ? "object" : "array"
            message += " The \(name) opened at line \(line), column \(column) is not closed."
        }
        let (line, column) = place(fault.offset)
        return JSONError(
            code: isTruncated ? .truncated : code(of: fault.kind, at: fault.offset), message: message,
            hint: isTruncated ? "It may have been written or copied only in part." : hint(for: fault),
            pointer: pointer(of: fault), line: line, column: column, byteOffset: fault.offset)
    }

    func place(_ offset: Int) -> (line: Int, column: Int) {
        JSONPlace.position(of: offset, in: bytes, textStart: textStart)
    }

    /// Whether nothing is wrong but the end. Too many bytes are never too few.
    private func isTruncation(_ fault: JSONFault) -> Bool {
        if case .tooLarge = fault.kind { return false }
        return fault.offset >= bytes.count
    }

    private func code(of kind: JSONFault.Kind, at offset: Int) -> JSONError.Code {
        switch kind {
        case .value, .word, .name, .colon, .separator, .digit, .leadingZero, .stringEnd, .control, .escape,
            .hexadecimal:
            .syntax
        case .highSurrogate, .lowSurrogate: .loneSurrogate
        case .utf8: JSONEncodingCheck.windows1252Character(at: offset, in: bytes) == nil ? .invalidUTF8 : .encoding
        case .duplicate: .duplicateMember
        case .tooDeep: .tooDeep
        case .trailing: .trailingText
        case .notAnObject: .notAnObject
        case .encoding: .encoding
        case .tooLarge: .tooLarge
        }
    }

    /// The pointer of the value that a fault is in: the one being read, or the container when it is between two.
    private func pointer(of fault: JSONFault) -> String {
        guard top.closing != 0 else { return "" }
        switch fault.kind {
        case .separator, .name: return container
        case .duplicate: return container + "/" + JSONPlace.step(Array(name(at: fault.offset).utf8))
        default: break
        }
        guard top.isObject else { return "\(container)/\(top.count - 1)" }
        return isAfterName ? JSONPlace.pointer(to: nodes.count - 1, in: nodes.span, bytes.span) : container
    }

    private var container: String {
        JSONPlace.pointer(to: top.node, in: nodes.span, bytes.span)
    }

    /// Whether the last thing read was the name of a member, so that its colon or value is in hand.
    private var isAfterName: Bool { nodes.last?.kind == .name }

    /// The name of the member in hand, or else of the last member read.
    var lastName: String? {
        guard top.isObject, top.count > 0 else { return nil }
        var at = top.node + 1
        while at + 1 < nodes.count, nodes[at + 1].next != 0, Int(nodes[at + 1].next) < nodes.count {
            at = Int(nodes[at + 1].next)
        }
        return shortened(JSONText.characters(of: nodes[at], bytes.span))
    }

    /// The name whose opening quote is at `offset`.
    func name(at offset: Int) -> String {
        var isEscaped = false
        // Never nil: the string was scanned before it was found to be repeated.
        guard let end = try? JSONScanner.endOfString(bytes.span, from: offset + 1, isEscaped: &isEscaped) else {
            return ""
        }
        return String(decoding: JSONText.decoded(bytes.span, from: offset + 1, to: end), as: UTF8.self)
    }

    /// Names are quoted in messages only so far, cut between characters.
    private func shortened(_ text: [UInt8]) -> String {
        let name = String(decoding: text, as: UTF8.self)
        return name.count <= 60 ? name : name.prefix(60) + "…"
    }

    /// The last byte before `offset` that is not white space.
    func previousByte(before offset: Int) -> (byte: UInt8, offset: Int)? {
        for at in stride(from: min(offset, bytes.count) - 1, through: textStart, by: -1) {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: continue
            default: return (bytes[at], at)
            }
        }
        return nil
    }
}
