import CarretelCore

/// The chance in one record: it follows from seed, resource and place alone, so any page can be made by itself.
struct RecordDice {
    /// Streams that must not repeat each other.
    enum Stream: UInt64 {
        case serviceOrder = 1
        case services, clients, sellers, dates, portalOrder, portalMarkup
    }

    private var generator: SeededGenerator

    /// The chance of one stream in the record at a place of its resource.
    init(seed: UInt64, stream: Stream, index: Int) {
        // A first round of mixing, because seeds that differ by little would give sequences that overlap.
        var mixer = SeededGenerator(seed: seed &+ stream.rawValue &* 0xA076_1D64_78BD_642F)
        generator = SeededGenerator(seed: mixer.next() ^ (UInt64(index) &* 0xE703_7ED1_A0B4_28DB))
    }

    /// A number from 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int {
        Int(generator.next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// One of several literals.
    mutating func one(of words: [StaticString]) -> StaticString {
        words[below(words.count)]
    }

    /// One of several values.
    mutating func one<Value>(of values: [Value]) -> Value {
        values[below(values.count)]
    }

    /// True once in `count` times on average.
    mutating func once(in count: Int) -> Bool {
        below(count) == 0
    }
}
