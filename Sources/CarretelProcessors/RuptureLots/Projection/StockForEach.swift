import CarretelCore

/// `allocation: "independent"`: each line is looked at as if it were alone, so two may count on the same stock.
///
/// A short line's date comes from the minimum plus all production from day 0 on, even what the minimum already holds:
/// as in the system that this replaces. Likewise only a line that is not produced at all leaves its order without a date;
/// one whose production never suffices leaves the order the date of the others.
struct StockForEach: LineOutlookSource {
    let stock: StockProjection

    func outlook(for line: OrderLine) throws(AnalysisFailure) -> LineOutlook {
        let own = stock.outlook(ofProduct: line.product)
        guard !own.isTooLarge else { throw .tooLarge }
        var outlook = LineOutlook(onHand: own.onHand, minimum: own.minimum, missing: 0)
        guard line.quantity > own.minimum else { return outlook }
        let (missing, overflow) = line.quantity.subtractingReportingOverflow(own.minimum)
        guard !overflow else { throw .tooLarge }
        outlook.missing = missing
        outlook.leavesOrderOpen = own.firstArrival == own.points.upperBound
        guard own.firstArrival < own.points.upperBound else { return outlook }
        outlook.firstArrival = stock.points[own.firstArrival].arrival
        outlook.availableOn = try date(when: line.quantity, own)
        return outlook
    }

    private func date(
        when quantity: Int64, _ own: StockProjection.Outlook
    ) throws(AnalysisFailure) -> CivilDate? {
        var accumulated = own.minimum
        for index in own.firstArrival..<own.points.upperBound where stock.points[index].isArrival {
            let (sum, overflow) = accumulated.addingReportingOverflow(stock.points[index].produced)
            guard !overflow else { throw .tooLarge }
            accumulated = sum
            if accumulated >= quantity { return stock.points[index].date + stock.rules.leadTimeDays }
        }
        return nil
    }
}
