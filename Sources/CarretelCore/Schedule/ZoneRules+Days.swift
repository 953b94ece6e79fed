// Days and hours by the clocks of a place.

extension ZoneRules {
    /// The day that it is there at a moment.
    package func civilDate(at moment: Timestamp) -> CivilDate {
        moment.civilDate(offsetSeconds: offset(at: moment))
    }

    /// The first moment of a day there, which is not midnight where clocks are set at midnight.
    package func start(of day: CivilDate) -> Timestamp {
        let midnight = Timestamp(microseconds: Int64(day.dayNumber) * 86_400_000_000)
        let first = midnight + .seconds(-offset(at: midnight))
        let second = midnight + .seconds(-offset(at: first))
        let candidates = [first, second].sorted()
        return candidates.first { civilDate(at: $0) == day } ?? candidates[1]
    }
}
