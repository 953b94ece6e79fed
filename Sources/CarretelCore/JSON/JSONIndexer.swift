/// The grammar part of the reader (RFC 8259): one pass over the bytes that makes the index and refuses what is not JSON.
///
/// It keeps the open containers on a stack of its own, at most ``JSONLimits/maxDepth``, so that no input can exhaust the
/// thread's. On a fault `open` and `top` say where it stood.
struct JSONIndexer {
    /// An array or object whose end has not been reached.
    struct Container {
        /// Its place in the index.
        var node: Int
        /// The byte that closes it; 0 around the whole text.
        var closing: UInt8
        /// Members or elements begun.
        var count = 0
        /// One bit per fingerprint of its names: a set bit means "look closer".
        var seen: UInt64 = 0

        var isObject: Bool { closing == UInt8(ascii: "}") }
    }

    /// Objects with more members are looked through for duplicates once, when they close, by sorting.
    static let smallObjectCount = 24

    let maxDepth: Int
    private(set) var open: [Container] = []
    private(set) var top = Container(node: 0, closing: 0)

    init(maxDepth: Int) {
        self.maxDepth = maxDepth
        open.reserveCapacity(min(maxDepth, 8))
    }

    /// Indexes one value and returns the offset after it.
    mutating func index(
        _ bytes: Span<UInt8>, from start: Int, into nodes: inout OutputSpan<JSONNode>
    ) throws(JSONFault) -> Int {
        var at = start
        while true {
            guard at < bytes.count else { throw JSONFault(kind: .value, offset: at) }
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                at = try string(bytes, at, into: &nodes)
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                try beginContainer(byte, at, into: &nodes)
                at = JSONScanner.skipSpace(bytes, at &+ 1)
                guard at < bytes.count, bytes[at] == top.closing else {
                    if top.isObject { at = try name(bytes, at, into: &nodes) } else { top.count = 1 }
                    continue
                }
            } else {
                at = try scalar(byte, bytes, at, into: &nodes)
            }
            // A value has ended: go on after it, closing what ends here.
            while true {
                if top.closing == 0 { return at }
                at = JSONScanner.skipSpace(bytes, at)
                guard at < bytes.count else { throw JSONFault(kind: .separator, offset: at) }
                let byte = bytes[at]
                if byte == UInt8(ascii: ",") {
                    at = JSONScanner.skipSpace(bytes, at &+ 1)
                    if top.isObject { at = try name(bytes, at, into: &nodes) } else { top.count &+= 1 }
                    break
                }
                guard byte == top.closing else { throw JSONFault(kind: .separator, offset: at) }
                at &+= 1
                try endContainer(bytes, at, in: &nodes)
            }
        }
    }

    @inline(__always)
    private func string(
        _ bytes: Span<UInt8>, _ start: Int, into nodes: inout OutputSpan<JSONNode>
    ) throws(JSONFault) -> Int {
        var isEscaped = false
        let end = try JSONScanner.endOfString(bytes, from: start &+ 1, isEscaped: &isEscaped) &+ 1
        nodes.append(
            JSONNode(.string, offset: start, length: end &- start, next: nodes.count &+ 1, isEscaped: isEscaped))
        return end
    }

    @inline(__always)
    private func scalar(
        _ byte: UInt8, _ bytes: Span<UInt8>, _ start: Int, into nodes: inout OutputSpan<JSONNode>
    ) throws(JSONFault) -> Int {
        let kind: JSONNode.Kind
        let end: Int
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            kind = .number
            end = try JSONScanner.endOfNumber(bytes, start)
        case UInt8(ascii: "t"):
            kind = .true
            end = try JSONScanner.endOfWord("true", bytes, start)
        case UInt8(ascii: "f"):
            kind = .false
            end = try JSONScanner.endOfWord("false", bytes, start)
        case UInt8(ascii: "n"):
            kind = .null
            end = try JSONScanner.endOfWord("null", bytes, start)
        default: throw JSONFault(kind: .value, offset: start)
        }
        nodes.append(JSONNode(kind, offset: start, length: end &- start, next: nodes.count &+ 1))
        return end
    }

    /// Reads a member's name and the colon after it; returns where the value starts.
    @inline(__always)
    private mutating func name(
        _ bytes: Span<UInt8>, _ start: Int, into nodes: inout OutputSpan<JSONNode>
    ) throws(JSONFault) -> Int {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else {
            throw JSONFault(kind: .name, offset: start)
        }
        var isEscaped = false
        let end = try JSONScanner.endOfString(bytes, from: start &+ 1, isEscaped: &isEscaped)
        let fingerprint =
            isEscaped
            ? JSONFingerprint.of(JSONText.decoded(bytes, from: start &+ 1, to: end))
            : JSONFingerprint.of(bytes, from: start &+ 1, to: end)
        let node = JSONNode(
            .name, offset: start, length: end &+ 1 &- start, next: Int(fingerprint), isEscaped: isEscaped)
        let bit = 1 as UInt64 &<< UInt64(fingerprint & 63)
        if top.seen & bit != 0, top.count < Self.smallObjectCount {
            try JSONDuplicates.check(node, against: top.node + 1, in: nodes.span, bytes)
        }
        top.seen |= bit
        top.count &+= 1
        nodes.append(node)
        let colon = JSONScanner.skipSpace(bytes, end &+ 1)
        guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else {
            throw JSONFault(kind: .colon, offset: colon)
        }
        return JSONScanner.skipSpace(bytes, colon &+ 1)
    }

    @inline(__always)
    private mutating func beginContainer(
        _ byte: UInt8, _ start: Int, into nodes: inout OutputSpan<JSONNode>
    ) throws(JSONFault) {
        guard open.count < maxDepth else { throw JSONFault(kind: .tooDeep, offset: start) }
        let isObject = byte == UInt8(ascii: "{")
        open.append(top)
        top = Container(node: nodes.count, closing: isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        nodes.append(JSONNode(isObject ? .object : .array, offset: start, length: 0, next: 0))
    }

    @inline(__always)
    private mutating func endContainer(
        _ bytes: Span<UInt8>, _ end: Int, in nodes: inout OutputSpan<JSONNode>
    ) throws(JSONFault) {
        if top.isObject, top.count > Self.smallObjectCount {
            try JSONDuplicates.checkAll(from: top.node + 1, count: top.count, in: nodes.span, bytes)
        }
        let start = Int(nodes[top.node].offset)
        nodes[top.node].close(length: end &- start, next: nodes.count, count: top.count)
        top = open.removeLast()
    }
}
