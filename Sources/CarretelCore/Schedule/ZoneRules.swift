/// How far the clocks of a place are ahead of UTC, for every moment: the content of a file of the time zone database.
package struct ZoneRules: Sendable, Hashable {
    /// A moment at which clocks are set.
    struct Transition: Sendable, Hashable {
        /// Seconds since 1970 in UTC.
        var at: Int
        /// Seconds ahead of UTC from then on.
        var offset: Int
    }

    /// A time during which clocks are not set.
    struct Stretch: Sendable, Hashable {
        /// Its first second; nil when it has no beginning.
        var start: Int?
        /// The first second after it; nil when it has no end.
        var end: Int?
        var offset: Int
        /// The offset before ``start``.
        var offsetBefore: Int
    }

    /// No clocks are ever set: UTC, or so many seconds ahead of it.
    package static let utc = ZoneRules(firstOffset: 0, transitions: [], later: nil)

    private let firstOffset: Int
    /// By time, each with another offset than the one before.
    private let transitions: [Transition]
    /// What holds after the last of them.
    private let later: YearlyZoneRule?

    /// Joins what a file says.
    ///
    /// - Parameters:
    ///   - firstOffset: before the first transition.
    ///   - transitions: in the order of their moments.
    ///   - later: the rule for the time after them; nil when nothing changes any more.
    init(firstOffset: Int, transitions: [Transition], later: YearlyZoneRule?) {
        self.firstOffset = firstOffset
        self.transitions = Self.tidied(transitions, after: firstOffset)
        self.later = later
    }

    /// Seconds that clocks are ahead of UTC at a moment.
    package func offset(at moment: Timestamp) -> Int {
        stretch(at: CronExpression.floorDivide(Int(moment.microseconds), 1_000_000).quotient).offset
    }

    /// The time without a setting of clocks around a moment.
    func stretch(at second: Int) -> Stretch {
        guard let last = transitions.last, second < last.at else { return laterStretch(at: second) }
        // The number of transitions up to the moment.
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= second { low = middle + 1 } else { high = middle }
        }
        return Self.stretch(low, in: transitions, firstOffset)
    }

    private func laterStretch(at second: Int) -> Stretch {
        let known = transitions.suffix(1)
        let before = transitions.dropLast().last?.offset ?? firstOffset
        guard let later else { return Self.stretch(known.count, in: Array(known), before) }
        let year = CivilDate(dayNumber: CronExpression.floorDivide(second, 86_400).quotient).parts.year
        let yearly = (year - 1...year + 2).flatMap { later.transitions(inYear: $0) }
            .filter { transition in known.allSatisfy { $0.at < transition.at } }
        let all = Self.tidied(Array(known) + yearly, after: before)
        return Self.stretch(all.count { $0.at <= second }, in: all, before)
    }

    private static func stretch(_ passed: Int, in transitions: [Transition], _ firstOffset: Int) -> Stretch {
        func offset(_ index: Int) -> Int { index >= 0 ? transitions[index].offset : firstOffset }
        return Stretch(
            start: passed > 0 ? transitions[passed - 1].at : nil,
            end: passed < transitions.count ? transitions[passed].at : nil, offset: offset(passed - 1),
            offsetBefore: offset(passed - 2))
    }

    /// Without those that change nothing, such as a new name of the same time; of two at one moment the later counts.
    private static func tidied(_ transitions: [Transition], after firstOffset: Int) -> [Transition] {
        var kept: [Transition] = []
        for transition in transitions.sorted(by: { $0.at < $1.at }) {
            if kept.last?.at == transition.at { kept.removeLast() }
            if transition.offset != kept.last?.offset ?? firstOffset { kept.append(transition) }
        }
        return kept
    }
}
