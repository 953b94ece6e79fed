/// A text and the index over it, shared by all values of a document.
final class JSONStorage: Sendable {
    let bytes: [UInt8]
    let nodes: [JSONNode]
    let hadByteOrderMark: Bool

    /// Reads a text; see ``JSONDocument/init(parsing:limits:)``.
    init(parsing bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
        let start = JSONEncodingCheck.byteOrderMarkLength(bytes)
        if let fault = JSONEncodingCheck.fault(in: bytes, limits: limits) {
            throw JSONDiagnosis(bytes: bytes, textStart: start, limits: limits).error(for: fault)
        }
        var indexer = JSONIndexer(maxDepth: limits.maxDepth)
        var fault: JSONFault?
        // Every entry but an open bracket takes two bytes with its comma or colon, so the index cannot run full. Large
        // blocks cost address space only where they are not written.
        let capacity = bytes.count / 2 + limits.maxDepth + 2
        let nodes = [JSONNode](capacity: min(capacity, bytes.count + 1)) { nodes in
            do throws(JSONFault) {
                let text = bytes.span
                let first = JSONScanner.skipSpace(text, start)
                if limits.requiresObject, first < text.count, text[first] != UInt8(ascii: "{") {
                    throw JSONFault(kind: .notAnObject, offset: first)
                }
                let end = try indexer.index(text, from: first, into: &nodes)
                let rest = JSONScanner.skipSpace(text, end)
                guard rest == text.count else { throw JSONFault(kind: .trailing, offset: rest) }
            } catch {
                fault = error
            }
        }
        if let fault {
            throw JSONDiagnosis(bytes: bytes, textStart: start, limits: limits, nodes: nodes, top: indexer.top)
                .error(for: fault)
        }
        self.bytes = bytes
        self.nodes = nodes
        hadByteOrderMark = start == 3
    }
}
