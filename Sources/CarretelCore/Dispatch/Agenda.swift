/// Keeps one due moment for each of some things, the earliest in front: a binary heap that knows where each entry is, so
/// that a moment can be moved or dropped and nothing stale is left behind.
struct Agenda<Key: Hashable & Sendable>: Sendable {
    private var entries: [(due: MonotonicInstant, key: Key)] = []
    private var positions: [Key: Int] = [:]

    /// The earliest moment and what is due then.
    var first: (due: MonotonicInstant, key: Key)? { entries.first }
    var count: Int { entries.count }

    /// Sets, moves or (with nil) drops the moment of a key.
    mutating func set(_ key: Key, _ due: MonotonicInstant?) {
        if let position = positions[key] {
            if let due { move(at: position, to: due) } else { remove(at: position) }
        } else if let due {
            entries.append((due, key))
            positions[key] = entries.count - 1
            siftUp(entries.count - 1)
        }
    }

    private mutating func move(at position: Int, to due: MonotonicInstant) {
        let old = entries[position].due
        guard old != due else { return }
        entries[position].due = due
        if due < old { siftUp(position) } else { siftDown(position) }
    }

    private mutating func remove(at position: Int) {
        positions[entries[position].key] = nil
        let last = entries.removeLast()
        guard position < entries.count else { return }
        let removed = entries[position].due
        entries[position] = last
        positions[last.key] = position
        if last.due < removed { siftUp(position) } else { siftDown(position) }
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].due < entries[parent].due else { return }
            swap(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in (2 * parent + 1)...(2 * parent + 2)
            where child < entries.count && entries[child].due < entries[least].due {
                least = child
            }
            guard least != parent else { return }
            swap(parent, least)
            parent = least
        }
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        entries.swapAt(left, right)
        positions[entries[left].key] = left
        positions[entries[right].key] = right
    }
}
