internal import CarretelCore

/// Moments as people read them.
enum PlainTime {
    /// `2026-11-20 12:00:03Z`: UTC, as in the files, to the second.
    static func text(_ moment: Timestamp) -> String {
        let text = moment.rfc3339Milliseconds
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))Z"
    }

    /// `3 min ago`, `in 2 h`, `now`.
    static func distance(_ moment: Timestamp, from now: Timestamp) -> String {
        let seconds = Duration.seconds((moment - now).wholeMilliseconds / 1_000)
        if seconds == .zero { return "now" }
        return seconds < .zero ? "\(HumanText.duration(.zero - seconds)) ago" : "in \(HumanText.duration(seconds))"
    }

    /// `3 min`: how long ago a moment was, 0 s for one that is to come.
    static func age(_ moment: Timestamp, at now: Timestamp) -> String {
        HumanText.duration(max(.zero, .seconds((now - moment).wholeMilliseconds / 1_000)))
    }
}
