extension JSONValue {
    /// The value of a member of an object; nil when there is none or this is no object.
    ///
    /// Looks through the members one by one: for objects with many members and many questions use ``members``.
    package subscript(name: String) -> JSONValue? {
        var name = name
        return name.withUTF8 { characters in
            // The span does not outlive the closure.
            member(unsafe Span(_unsafeElements: characters))
        }
    }

    /// The same for a name known here.
    package func member(_ name: StaticString) -> JSONValue? {
        // The literal's own bytes, which live as long as the program.
        member(unsafe Span(_unsafeStart: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    private func member(_ name: Span<UInt8>) -> JSONValue? {
        storage.member(name, of: node).map { JSONValue(storage: storage, node: $0) }
    }

    /// The members of an object in the order of the text; empty for other kinds.
    package var members: JSONMembers {
        JSONMembers(storage: storage, first: node + 1, count: entry.kind == .object ? entry.count : 0)
    }

    /// The elements of an array in their order; empty for other kinds.
    package var elements: JSONElements {
        JSONElements(storage: storage, first: node + 1, count: entry.kind == .array ? entry.count : 0)
    }
}

extension JSONStorage {
    /// The entry of the value of a member of the object at `node`.
    fileprivate func member(_ name: Span<UInt8>, of node: Int) -> Int? {
        guard nodes[node].kind == .object else { return nil }
        let fingerprint = JSONFingerprint.of(name, from: 0, to: name.count)
        let end = Int(nodes[node].next)
        var at = node &+ 1
        while at < end {
            if nodes[at].next == fingerprint, isName(nodes[at], name) { return at &+ 1 }
            at = Int(nodes[at &+ 1].next)
        }
        return nil
    }

    private func isName(_ node: JSONNode, _ name: Span<UInt8>) -> Bool {
        if node.isEscaped {
            let text = characters(of: node)
            return text.count == name.count && text.indices.allSatisfy { text[$0] == name[$0] }
        }
        guard Int(node.length) == name.count + 2 else { return false }
        let start = node.start + 1
        for position in 0..<name.count where bytes[start + position] != name[position] { return false }
        return true
    }
}

/// The members of an object in the order of the text.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    private let storage: JSONStorage
    private var at: Int
    private var remaining: Int

    init(storage: JSONStorage, first: Int, count: Int) {
        self.storage = storage
        at = first
        remaining = count
    }

    package var underestimatedCount: Int { remaining }

    package mutating func next() -> (name: String, value: JSONValue)? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        let name = storage.string(of: storage.nodes[at])
        let value = JSONValue(storage: storage, node: at + 1)
        at = Int(value.entry.next)
        return (name, value)
    }
}

/// The elements of an array in their order.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
    private let storage: JSONStorage
    private var at: Int
    private var remaining: Int

    init(storage: JSONStorage, first: Int, count: Int) {
        self.storage = storage
        at = first
        remaining = count
    }

    package var underestimatedCount: Int { remaining }

    package mutating func next() -> JSONValue? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        let value = JSONValue(storage: storage, node: at)
        at = Int(value.entry.next)
        return value
    }
}
