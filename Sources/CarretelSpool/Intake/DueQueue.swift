package import CarretelCore
internal import HeapModule

/// Keys with a moment each, the earliest first. Setting a key's moment again moves it.
package struct DueQueue<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Comparable, Sendable {
        let due: MonotonicInstant
        /// Keeps the order of arrival among equal moments, and tells whether the entry still counts.
        let order: Int
        let key: Key

        static func < (left: Entry, right: Entry) -> Bool { (left.due, left.order) < (right.due, right.order) }
        static func == (left: Entry, right: Entry) -> Bool { left.order == right.order }
    }

    private var heap = Heap<Entry>()
    private var current: [Key: Int] = [:]
    private var order = 0

    /// Nothing due.
    package init() {}

    /// How many keys have a moment.
    package var count: Int { current.count }

    /// Gives a key its moment, instead of the one it had.
    package mutating func set(_ key: Key, due: MonotonicInstant) {
        order += 1
        current[key] = order
        heap.insert(Entry(due: due, order: order, key: key))
        // Entries of moved keys stay in the heap until they surface; too many of them are swept out.
        if heap.count > 2 * current.count + 1_024 { sweep() }
    }

    /// Forgets a key.
    package mutating func remove(_ key: Key) {
        current[key] = nil
    }

    /// The earliest moment.
    package mutating func earliest() -> MonotonicInstant? {
        dropStale()
        return heap.min?.due
    }

    /// Takes the key with the earliest moment, when it has come.
    package mutating func popDue(at now: MonotonicInstant) -> Key? {
        dropStale()
        guard let first = heap.min, first.due <= now else { return nil }
        heap.removeMin()
        current[first.key] = nil
        return first.key
    }

    private mutating func dropStale() {
        while let first = heap.min, current[first.key] != first.order { heap.removeMin() }
    }

    private mutating func sweep() {
        heap = Heap(heap.unordered.filter { current[$0.key] == $0.order })
    }
}
