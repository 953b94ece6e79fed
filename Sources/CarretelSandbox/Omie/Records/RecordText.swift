import CarretelCore

/// The bytes of records, written piece by piece: pages are made at several hundred MB/s, so no value is ever a `String`.
///
/// What is given as a literal goes in as it stands, so it has to be JSON already, non-ASCII escaped.
struct RecordText {
    /// The text so far.
    private(set) var bytes: [UInt8] = []

    /// Starts an empty text.
    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends a literal.
    @inline(__always)
    mutating func text(_ text: StaticString) {
        // The literal's own bytes, which live as long as the program.
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends bytes.
    mutating func append(_ other: [UInt8]) {
        bytes.append(contentsOf: other)
    }

    /// Takes back what was appended last: the comma after the last element.
    mutating func removeLast(_ count: Int) {
        bytes.removeLast(count)
    }

    /// Appends a number, not negative.
    mutating func integer(_ value: Int) {
        var width = 1
        var bound = 10
        while value >= bound, width < 18 {
            width += 1
            bound &*= 10
        }
        padded(value, width: width)
    }

    /// Appends the last `width` digits of a number, zeros in front.
    mutating func padded(_ value: Int, width: Int) {
        let start = bytes.count
        for _ in 0..<width { bytes.append(0x30) }
        var rest = UInt(bitPattern: value)
        var place = start + width
        while place > start, rest > 0 {
            place -= 1
            bytes[place] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
        }
    }

    /// Appends an amount in hundredths as JSON writes it: `450`, `1350.5`, `67.53`.
    mutating func amount(_ hundredths: Int) {
        if hundredths < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = Int(hundredths.magnitude).quotientAndRemainder(dividingBy: 100)
        integer(whole)
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        if fraction % 10 == 0 { padded(fraction / 10, width: 1) } else { padded(fraction, width: 2) }
    }

    /// Appends a day as `dd/mm/aaaa`.
    mutating func date(_ dayNumber: Int) {
        let (year, month, day) = CivilDate(dayNumber: dayNumber).parts
        padded(day, width: 2)
        bytes.append(UInt8(ascii: "/"))
        padded(month, width: 2)
        bytes.append(UInt8(ascii: "/"))
        padded(year, width: 4)
    }

    /// Appends a time of day, in seconds, as `hh:mm:ss`.
    mutating func time(_ second: Int) {
        padded(second / 3_600, width: 2)
        bytes.append(UInt8(ascii: ":"))
        padded(second / 60 % 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        padded(second % 60, width: 2)
    }

    /// Appends an integration code between quotes: often absent, and then sometimes sixty spaces rather than nothing.
    mutating func integrationCode(_ prefix: StaticString, _ index: Int, _ dice: inout RecordDice) {
        switch dice.below(3) {
        case 0: text(#""""#)
        case 1: text(#""                                                            ""#)
        default:
            text("\"")
            text(prefix)
            padded(index, width: 6)
            text("\"")
        }
    }
}
