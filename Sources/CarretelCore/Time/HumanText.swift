/// Quantities as people read them in messages and on the status page.
package enum HumanText {
    /// A duration in its two largest units that matter: `0 s`, `350 ms`, `1.5 s`, `90 s`, `2 min`, `2 min 5 s`,
    /// `1 h 30 min`, `3 d 4 h`. What lies below them is cut off.
    package static func duration(_ duration: Duration) -> String {
        let milliseconds = duration.wholeMilliseconds
        guard milliseconds >= 0 else { return "-" + self.duration(.milliseconds(milliseconds.magnitude)) }
        let seconds = milliseconds / 1_000
        switch milliseconds {
        case 0: return "0 s"
        case ..<1_000: return "\(milliseconds) ms"
        case ..<10_000:
            let tenths = milliseconds % 1_000 / 100
            return tenths == 0 ? "\(seconds) s" : "\(seconds).\(tenths) s"
        case ..<120_000 where seconds % 60 != 0: return "\(seconds) s"
        case ..<3_600_000: return pair(seconds, 60, "min", "s")
        case ..<86_400_000: return pair(seconds / 60, 60, "h", "min")
        default: return pair(seconds / 3_600, 24, "d", "h")
        }
    }

    /// A size in binary units with at most one decimal, rounded down: `512 B`, `1.5 KiB`, `16 MiB`.
    package static func bytes(_ count: Int) -> String {
        guard count >= 1_024 else { return "\(count) B" }
        var unit = 0
        var tenths = Double(count) * 10 / 1_024
        let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        while tenths >= 10_240, unit < units.count - 1 {
            tenths /= 1_024
            unit += 1
        }
        let whole = Int(tenths)
        return whole % 10 == 0 ? "\(whole / 10) \(units[unit])" : "\(whole / 10).\(whole % 10) \(units[unit])"
    }

    private static func pair(_ value: Int64, _ factor: Int64, _ large: String, _ small: String) -> String {
        let (whole, rest) = value.quotientAndRemainder(dividingBy: factor)
        return rest == 0 ? "\(whole) \(large)" : "\(whole) \(large) \(rest) \(small)"
    }
}
