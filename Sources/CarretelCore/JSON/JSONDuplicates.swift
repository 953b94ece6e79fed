/// Finds members of one name in one object. The fingerprints in the index decide almost always without a look at the
/// characters.
enum JSONDuplicates {
    /// Throws when `name` repeats one of the members whose entries start at `first`: for small objects, one by one.
    static func check(
        _ name: JSONNode, against first: Int, in nodes: Span<JSONNode>, _ bytes: Span<UInt8>
    ) throws(JSONFault) {
        var at = first
        while at < nodes.count {
            if nodes[at].next == name.next, haveSameText(nodes[at], name, bytes) {
                throw JSONFault(kind: .duplicate, offset: name.start, related: nodes[at].start)
            }
            at = Int(nodes[at + 1].next)
        }
    }

    /// Throws when any two of `count` members repeat: for large objects, by sorting, which no choice of names makes
    /// quadratic. The fault is the earliest repetition in the text.
    static func checkAll(
        from first: Int, count: Int, in nodes: Span<JSONNode>, _ bytes: Span<UInt8>
    ) throws(JSONFault) {
        // The fingerprint above, the place in the index below: one integer to sort by.
        var keys: [UInt64] = []
        keys.reserveCapacity(count)
        var at = first
        while at < nodes.count {
            keys.append(UInt64(nodes[at].next) << 32 | UInt64(at))
            at = Int(nodes[at + 1].next)
        }
        keys.sort()
        var found: JSONFault?
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end] >> 32 == keys[start] >> 32 { end += 1 }
            if end - start > 1, let fault = firstRepetition(among: keys[start..<end], in: nodes, bytes),
                fault.offset < found?.offset ?? .max
            {
                found = fault
            }
            start = end
        }
        if let found { throw found }
    }

    /// Among names of one fingerprint, in the order of the text.
    private static func firstRepetition(
        among keys: ArraySlice<UInt64>, in nodes: Span<JSONNode>, _ bytes: Span<UInt8>
    ) -> JSONFault? {
        var names: [(text: [UInt8], offset: Int)] = []
        for key in keys {
            let node = nodes[Int(key & 0xFFFF_FFFF)]
            names.append((JSONText.characters(of: node, bytes), node.start))
        }
        names.sort { left, right in
            left.text == right.text ? left.offset < right.offset : left.text.lexicographicallyPrecedes(right.text)
        }
        var found: JSONFault?
        for (earlier, later) in zip(names, names.dropFirst())
        where earlier.text == later.text && later.offset < found?.offset ?? .max {
            found = JSONFault(kind: .duplicate, offset: later.offset, related: earlier.offset)
        }
        return found
    }

    private static func haveSameText(_ left: JSONNode, _ right: JSONNode, _ bytes: Span<UInt8>) -> Bool {
        guard !left.isEscaped, !right.isEscaped else {
            return JSONText.characters(of: left, bytes) == JSONText.characters(of: right, bytes)
        }
        guard left.length == right.length else { return false }
        for position in 0..<Int(left.length) where bytes[left.start + position] != bytes[right.start + position] {
            return false
        }
        return true
    }
}
