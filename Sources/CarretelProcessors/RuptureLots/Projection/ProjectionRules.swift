import CarretelCore

/// From which day, how far and how the stock is projected.
struct ProjectionRules {
    /// What becomes of shipments that should have left before day 0, and of those without a date.
    enum OverdueShipments: String, CaseIterable {
        /// Not charged, as in the system that this replaces.
        case ignore
        /// Charged to day 0: what is late still leaves.
        case today
    }

    /// Day 0.
    var today: CivilDate
    /// The last day whose end counts: days 0 to 7.
    var horizonDays = 7
    /// From a production date until what was produced can be had.
    var leadTimeDays = 1
    var overdueShipments = OverdueShipments.ignore

    /// The last day within the horizon.
    var lastDay: CivilDate { today + horizonDays }
}
