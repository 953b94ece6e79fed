import CarretelCore

/// A moment as domains and written values name it: `2026-11-20 12:00:00`, a day alone, or ISO 8601.
struct OdooMoment: Sendable, Hashable {
    var moment: Timestamp
    /// Whether the text was a day without a time.
    var isDay = false
    /// Whether the text named a zone, which 19 refuses.
    var hasZone = false

    /// Reads a text; nil when it is no moment.
    init?(_ text: String) {
        if text.utf8.count == 10 {
            guard let day = CivilDate(iso8601: text) else { return nil }
            moment = Timestamp(microseconds: Int64(day.dayNumber) * 86_400_000_000)
            isDay = true
            return
        }
        let time = text.dropFirst(11)
        guard text.utf8.count > 10, let separator = text.dropFirst(10).first, separator == " " || separator == "T"
        else { return nil }
        hasZone = time.contains { $0 == "Z" || $0 == "z" || $0 == "+" || $0 == "-" }
        guard let moment = Timestamp(rfc3339: "\(text.prefix(10))T\(time)\(hasZone ? "" : "Z")") else { return nil }
        self.moment = moment
    }
}
