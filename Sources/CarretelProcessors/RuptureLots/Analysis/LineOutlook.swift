import CarretelCore

/// What the stock holds for one order line.
struct LineOutlook {
    /// Stock on hand of the line's group of equivalents, in thousandths.
    var onHand: Int64
    /// The most that can be had now without breaking what is planned, in thousandths; may be negative.
    var minimum: Int64
    /// What is missing, in thousandths; 0 when the line is covered. More than the line wants when `minimum` is negative.
    var missing: Int64
    /// When a short line can be had: the first production date that suffices, plus the lead time.
    var availableOn: CivilDate?
    /// Whether nobody can say when the whole order is there because of this line.
    var leavesOrderOpen = false
    /// The first production of a short line, whether or not it suffices.
    var firstArrival: StockProjection.Arrival?

    var isShort: Bool { missing > 0 }
}

/// Where the outlook of a line comes from: the stock as it is for each order alone, or as what was promised has left it.
protocol LineOutlookSource {
    /// Looks at one line after the other, in the order in which they are to be served.
    ///
    /// - Throws: ``AnalysisFailure/tooLarge`` when a sum does not fit.
    mutating func outlook(for line: OrderLine) throws(AnalysisFailure) -> LineOutlook
}
