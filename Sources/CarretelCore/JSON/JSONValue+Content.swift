extension JSONValue {
    /// The value of a member of an object; nil when there is none or this is no object.
    ///
    /// Looks through the members one by one: for objects with many members and many questions use ``members``.
    package subscript(name: String) -> JSONValue? {
        guard entry.kind == .object, entry.count > 0 else { return nil }
        var name = name
        return name.withUTF8 { wanted in
            // The span does not outlive the closure.
            let characters = unsafe Span(_unsafeElements: wanted)
            let fingerprint = JSONFingerprint.of(characters, from: 0, to: characters.count)
            let end = Int(entry.next)
            var at = node + 1
            while at < end {
                let candidate = storage.nodes[at]
                if candidate.next == fingerprint, storage.isName(candidate, characters) {
                    return JSONValue(storage: storage, node: at + 1)
                }
                at = Int(storage.nodes[at + 1].next)
            }
            return nil
        }
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
    func isName(_ node: JSONNode, _ characters: Span<UInt8>) -> Bool {
        guard !node.isEscaped else {
            let text = self.characters(of: node)
            guard text.count == characters.count else { return false }
            return text.indices.allSatisfy { text[$0] == characters[$0] }
        }
        let content = node.content
        guard content.count == characters.count else { return false }
        let text = bytes
        for position in 0..<characters.count where text[content.lowerBound + position] != characters[position] {
            return false
        }
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
