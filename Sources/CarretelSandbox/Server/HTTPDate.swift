import CarretelCore

extension Timestamp {
    /// The moment as HTTP writes it (RFC 9110, section 5.6.7): `Fri, 20 Nov 2026 12:00:00 GMT`.
    var httpDate: String {
        let day = civilDate()
        let (year, month, dayOfMonth) = day.parts
        let time = rfc3339Milliseconds.dropFirst(11).prefix(8)
        // 1970-01-01 was a Thursday.
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((day.dayNumber % 7) + 7) % 7]
        let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
        return "\(weekday), \(dayOfMonth < 10 ? "0" : "")\(dayOfMonth) \(name) \(year) \(time) GMT"
    }
}
