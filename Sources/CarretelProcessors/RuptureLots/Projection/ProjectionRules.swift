import CarretelCore

/// From which day and how far the stock is projected.
struct ProjectionRules {
    /// Day 0.
    var today: CivilDate
    /// The last day whose end counts: days 0 to 7.
    var horizonDays = 7
    /// From a production date until what was produced can be had.
    var leadTimeDays = 1
}
