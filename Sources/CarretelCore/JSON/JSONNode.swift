/// One entry of the index over a JSON text: a value, or the name of a member. 16 bytes.
///
/// The entries stand in the order of the text. A member is its name's entry and then its value's; an array or object
/// is its own entry and then those of its content, which ``next`` skips. Nothing is copied from the text.
struct JSONNode: BitwiseCopyable, Sendable {
    /// What an entry stands for.
    enum Kind: UInt32 {
        case object, array, string, number, `true`, `false`, null, name
    }

    /// Where it starts in the text: the quote, bracket or first character.
    var offset: UInt32
    /// How many bytes it takes, quotes and brackets included; 0 while a container is open.
    var length: UInt32
    /// The entry after this value and all that it contains; 0 while a container is open. For a name, which is always
    /// followed by its value, the fingerprint of its characters instead (``JSONFingerprint``).
    var next: UInt32
    /// The kind in the low 3 bits, then whether a string has escapes, then the count of elements or members.
    private var tag: UInt32

    @inline(__always)
    init(_ kind: Kind, offset: Int, length: Int, next: Int, isEscaped: Bool = false) {
        self.offset = UInt32(truncatingIfNeeded: offset)
        self.length = UInt32(truncatingIfNeeded: length)
        self.next = UInt32(truncatingIfNeeded: next)
        tag = kind.rawValue | (isEscaped ? 8 : 0)
    }

    var kind: Kind { Kind(rawValue: tag & 7) ?? .null }
    var isEscaped: Bool { tag & 8 != 0 }
    var count: Int { Int(tag >> 4) }
    var start: Int { Int(offset) }
    var end: Int { Int(offset) + Int(length) }

    /// The bytes between the quotes of a string or name.
    var content: Range<Int> { (start + 1)..<(end - 1) }

    @inline(__always)
    mutating func close(length: Int, next: Int, count: Int) {
        self.length = UInt32(truncatingIfNeeded: length)
        self.next = UInt32(truncatingIfNeeded: next)
        tag |= UInt32(truncatingIfNeeded: count) << 4
    }
}
