import CarretelCore

/// What can be said of one order from the projected stock: pure arithmetic, no I/O, no clock.
///
/// A line is short when it wants more than the least that the stock comes to within the horizon; a line that is partly
/// there counts as wholly short. Orders are looked at one by one, so two orders may count on the same stock.
struct OrderAnalysis {
    /// One line with its outlook.
    struct Item {
        var line: OrderLine
        var outlook: StockProjection.Outlook
        /// Quantity × price, in hundred-thousandths: exact.
        var value: Int128
        /// What is missing, in thousandths; 0 when the line is covered. More than the line wants when the stock's
        /// minimum is negative.
        var missing: Int64
        /// When a short line can be had: the first production date that suffices, plus the lead time.
        var availableOn: CivilDate?
        /// The first production of a short line, whether or not it suffices.
        var firstArrival: StockProjection.Arrival?

        var isShort: Bool { missing > 0 }
    }

    /// When all of the order can be had.
    enum Complete: Equatable {
        case now
        case on(CivilDate)
        case unknown
    }

    /// The lines in file order.
    private(set) var items: [Item] = []
    private(set) var shortCount = 0
    /// Value of all lines, in hundred-thousandths.
    private(set) var totalValue: Int128 = 0
    /// Value of the short ones.
    private(set) var shortValue: Int128 = 0
    /// `percentual_ruptura`, in hundredths of a percent.
    private(set) var shortagePercent: Int64 = 0
    /// `percentual_disponibilidade`, in percent.
    private(set) var availabilityPercent: Int64 = 100
    /// `percentual_itens_disponiveis`, in percent.
    private(set) var availableLinesPercent: Int64 = 100
    private(set) var complete = Complete.now

    /// Nil when nothing is short.
    var criticality: Criticality? {
        shortCount == 0 ? nil : Criticality(shortLines: shortCount, percent: shortagePercent)
    }

    /// Analyses the lines of one order.
    ///
    /// - Parameters:
    ///   - lines: at least one.
    ///   - stock: the projected stock of the dataset.
    /// - Throws: ``AnalysisFailure`` when a sum does not fit.
    init(_ lines: ArraySlice<OrderLine>, stock: StockProjection) throws(AnalysisFailure) {
        items.reserveCapacity(lines.count)
        for line in lines {
            let item = try Self.item(line, stock)
            totalValue = try Self.sum(totalValue, item.value)
            if item.isShort {
                shortCount += 1
                shortValue = try Self.sum(shortValue, item.value)
            }
            items.append(item)
        }
        try rate()
        complete = completion()
    }

    private static func item(_ line: OrderLine, _ stock: StockProjection) throws(AnalysisFailure) -> Item {
        let outlook = stock.outlook(ofProduct: line.product)
        guard !outlook.isTooLarge else { throw .tooLarge }
        // 15 digits by 15 digits: 128 bits hold it.
        let value = Int128(line.quantity) * Int128(line.price)
        guard line.quantity > outlook.minimum else {
            return Item(line: line, outlook: outlook, value: value, missing: 0)
        }
        let (missing, overflow) = line.quantity.subtractingReportingOverflow(outlook.minimum)
        guard !overflow else { throw .tooLarge }
        let date = try availability(of: line.quantity, outlook, stock)
        let first = outlook.arrivals.isEmpty ? nil : stock.arrivals[outlook.arrivals.lowerBound]
        return Item(
            line: line, outlook: outlook, value: value, missing: missing, availableOn: date, firstArrival: first)
    }

    /// Production is added to the minimum, even what the minimum already holds: as in the system that this replaces.
    private static func availability(
        of quantity: Int64, _ outlook: StockProjection.Outlook, _ stock: StockProjection
    ) throws(AnalysisFailure) -> CivilDate? {
        var accumulated = outlook.minimum
        for index in outlook.arrivals {
            let (sum, overflow) = accumulated.addingReportingOverflow(stock.arrivals[index].quantity)
            guard !overflow else { throw .tooLarge }
            accumulated = sum
            if accumulated >= quantity { return stock.arrivals[index].date + stock.rules.leadTimeDays }
        }
        return nil
    }

    private mutating func rate() throws(AnalysisFailure) {
        let available = Int128(items.count - shortCount) * 100
        availableLinesPercent = try Self.percent(available, of: Int128(items.count))
        guard totalValue != 0 else { return }
        let (scaled, overflow) = shortValue.multipliedReportingOverflow(by: 10_000)
        guard !overflow else { throw .tooLarge }
        shortagePercent = try Self.percent(scaled, of: totalValue)
        // From the percentage as rounded and shown, so that the two shown figures belong together.
        availabilityPercent = try Self.percent(10_000 - Int128(shortagePercent), of: 100)
    }

    /// No date for the whole when a short line is not produced at all. One whose production never suffices has no date
    /// either but leaves the order that of the others: as in the system that this replaces.
    private func completion() -> Complete {
        guard shortCount > 0 else { return .now }
        var latest: CivilDate?
        for item in items where item.isShort {
            guard !item.outlook.arrivals.isEmpty else { return .unknown }
            guard let date = item.availableOn else { continue }
            latest = latest.map { max($0, date) } ?? date
        }
        return latest.map { .on($0) } ?? .unknown
    }

    private static func sum(_ left: Int128, _ right: Int128) throws(AnalysisFailure) -> Int128 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw .tooLarge }
        return sum
    }

    private static func percent(_ part: Int128, of whole: Int128) throws(AnalysisFailure) -> Int64 {
        guard let percent = ExactDecimal.roundedHalfToEven(part, over: whole), let small = Int64(exactly: percent)
        else {
            throw .tooLarge
        }
        return small
    }
}

/// Why one order has no analysis: the `error` of its entry.
enum AnalysisFailure: Error, Equatable {
    case notInDataset(String)
    case nothingOpen
    case tooLarge

    var message: String {
        switch self {
        case .notInDataset(let dataset): "The dataset \(dataset) has no order of this number."
        case .nothingOpen: "The order has no line with an open quantity."
        case .tooLarge: "The order's quantities or values are too large to be added up exactly."
        }
    }
}
