package import CarretelCore

/// Numbers and days as they are written in Brazil.
package enum BrazilianText {
    /// A scaled integer with exactly so many places shown, halves to the even neighbour: `1.234,50`.
    package static func decimal(_ scaled: Int128, places: Int, shown: Int) -> String {
        var divisor: Int128 = 1
        for _ in shown..<max(places, shown) { divisor *= 10 }
        let rounded = ExactRounding.halfToEven(scaled, over: divisor) ?? scaled / divisor
        let digits = String(rounded.magnitude)
        let padded = String(repeating: "0", count: max(0, shown + 1 - digits.count)) + digits
        let whole = grouped(padded.dropLast(shown))
        return (rounded < 0 ? "-" : "") + whole + (shown > 0 ? "," + padded.suffix(shown) : "")
    }

    /// A quantity in thousandths without needless places: `1.234`, `0,5`.
    static func quantity(_ scaled: Int128) -> String {
        var text = decimal(scaled, places: 3, shown: 3)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(",") { text.removeLast() }
        return text
    }

    /// A value in hundred-thousandths, to the cent.
    static func money(_ scaled: Int128) -> String {
        "R$ " + decimal(scaled, places: OrderValue.places, shown: 2)
    }

    /// A count: `4.225`.
    package static func count(_ count: Int) -> String { decimal(Int128(count), places: 0, shown: 0) }

    /// `20/11/2026`.
    package static func date(_ date: CivilDate) -> String {
        let (year, month, day) = date.parts
        return "\(twoDigits(day))/\(twoDigits(month))/\(year)"
    }

    /// `20/11/2026 08:15`, in São Paulo.
    static func moment(_ moment: Timestamp) -> String {
        let offset = Timestamp.saoPauloOffsetSeconds
        let day: Int64 = 86_400_000_000
        let local = (moment.microseconds + Int64(offset) * 1_000_000) % day
        let ofDay = Int((local < 0 ? local + day : local) / 1_000_000)
        return date(moment.civilDate(offsetSeconds: offset))
            + " \(twoDigits(ofDay / 3_600)):\(twoDigits(ofDay / 60 % 60))"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func grouped(_ digits: Substring) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(".") }
            text.append(digit)
        }
        return text
    }
}
