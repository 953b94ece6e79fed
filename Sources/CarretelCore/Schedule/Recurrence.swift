/// When something is due again and again. ``next(after:)`` is a pure function of this value and a moment.
///
/// A cron expression speaks of local times, and where clocks are set some local times do not exist or exist twice:
///
/// - A time that is skipped is due at the first moment after the gap, once however many of the expression's times lie in it.
/// - A time that comes twice is due the first time only.
/// - An expression that goes through every hour (`*` in the hour field) follows time as it passes instead: in a repeated
///   hour it is due again, and nothing is made up for a gap. Otherwise a run every 30 minutes would pause for an hour.
///
/// Vixie's cron(8) does much the same for changes of less than three hours.
package enum Recurrence: Sendable, Hashable {
    /// So long after the moment before.
    case interval(Duration)
    case cron(CronExpression, ZoneRules)

    /// The first moment after `moment` at which it is due; nil when there is none in 400 years.
    package func next(after moment: Timestamp) -> Timestamp? {
        switch self {
        case .interval(let duration): return moment + duration
        case .cron(let expression, let zone):
            let second = CronExpression.floorDivide(Int(moment.microseconds), 1_000_000).quotient
            return Self.next(expression, zone, after: second).map { Timestamp(microseconds: Int64($0) * 1_000_000) }
        }
    }

    private static func next(_ expression: CronExpression, _ zone: ZoneRules, after second: Int) -> Int? {
        var from = second + 1
        var stretch = zone.stretch(at: from)
        while true {
            // The first whole minute of the local clock from there on.
            let minute = CronExpression.floorDivide(from + stretch.offset + 59, 60).quotient
            guard let local = expression.next(atOrAfter: minute).map({ $0 * 60 }) else { return nil }
            let found = local - stretch.offset
            guard let end = stretch.end, found >= end else {
                guard !expression.isOfEveryHour, let again = endOfRepetition(stretch), found < again else {
                    return found
                }
                from = again
                if let end = stretch.end, from >= end { stretch = zone.stretch(at: end) }
                continue
            }
            let next = zone.stretch(at: end)
            if !expression.isOfEveryHour, local < end + next.offset { return end }
            (from, stretch) = (end, next)
        }
    }

    /// The moment until which clocks show times that they have shown before; nil when they were not set back.
    private static func endOfRepetition(_ stretch: ZoneRules.Stretch) -> Int? {
        guard let start = stretch.start, stretch.offset < stretch.offsetBefore else { return nil }
        return start + stretch.offsetBefore - stretch.offset
    }
}
