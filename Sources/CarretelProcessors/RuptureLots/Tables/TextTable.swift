/// Texts, each stored once and named by a small integer in the order of first sight.
///
/// A table of some million cells holds a few thousand different codes and names; reading them through this makes no
/// String and no allocation per cell. Open addressing with linear probing, at most half full.
struct TextTable {
    private var arena: [UInt8] = []
    /// Where each text ends in the arena; it starts where the one before ends.
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// Id + 1 of the text in each slot, 0 for none.
    private var slots: [Int32]
    /// Differs from process to process, so that nobody can prepare a file of codes that all meet in one slot.
    private let seed: UInt64

    init(seed: UInt64 = UInt64.random(in: .min ... .max)) {
        self.seed = seed
        self.slots = Array(repeating: 0, count: 1_024)
    }

    var count: Int { ends.count }

    /// The id of a text, given now when it is new.
    mutating func id(of text: Span<UInt8>) -> Int32 {
        let hash = hash(text)
        let slot = slot(of: text, hash: hash)
        if slots[slot] > 0 { return slots[slot] - 1 }
        for index in 0..<text.count { arena.append(text[index]) }
        ends.append(arena.count)
        hashes.append(hash)
        let id = Int32(ends.count - 1)
        slots[slot] = id + 1
        if ends.count * 2 > slots.count { grow() }
        return id
    }

    /// The id of a text, nil when it was never seen.
    func find(_ text: Span<UInt8>) -> Int32? {
        let id = slots[slot(of: text, hash: hash(text))]
        return id > 0 ? id - 1 : nil
    }

    /// The same for a String.
    func find(_ text: String) -> Int32? {
        find(Array(text.utf8).span)
    }

    /// The bytes of a text.
    func bytes(of id: Int32) -> ArraySlice<UInt8> {
        arena[range(of: id)]
    }

    /// A text as a String.
    func text(of id: Int32) -> String {
        String(decoding: bytes(of: id), as: UTF8.self)
    }

    private func range(of id: Int32) -> Range<Int> {
        (id == 0 ? 0 : ends[Int(id) - 1])..<ends[Int(id)]
    }

    /// Multiplies and folds eight bytes at a time; the last fold is for the low bits, which pick the slot.
    private func hash(_ text: Span<UInt8>) -> UInt64 {
        var hash = seed ^ UInt64(text.count)
        var index = 0
        while index < text.count {
            let end = min(index + 8, text.count)
            var word: UInt64 = 0
            while index < end {
                word = word << 8 | UInt64(text[index])
                index += 1
            }
            let (high, low) = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            hash = high ^ low
        }
        return hash ^ (hash >> 32)
    }

    /// The slot that holds a text, or the empty one where it belongs.
    private func slot(of text: Span<UInt8>, hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] > 0 {
            let id = slots[slot] - 1
            if hashes[Int(id)] == hash, isSame(id, text) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// Whether an id's text is this one: cheaper than to look for it, where it is likely.
    func isSame(_ id: Int32, _ text: Span<UInt8>) -> Bool {
        let own = arena.span.extracting(range(of: id))
        guard own.count == text.count else { return false }
        for index in 0..<own.count where own[index] != text[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for id in 0..<ends.count {
            var slot = Int(truncatingIfNeeded: hashes[id]) & mask
            while slots[slot] > 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(id + 1)
        }
    }
}
