import CarretelCore

/// What can be said of one order: pure arithmetic, no I/O, no clock.
///
/// A line is short when it wants more than can be had now; one that is partly there counts as wholly short.
struct OrderAnalysis {
    /// One line with its outlook.
    struct Item {
        var line: OrderLine
        var outlook: LineOutlook
        /// Quantity × price, in hundred-thousandths: exact.
        var value: Int128

        var isShort: Bool { outlook.isShort }
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
    /// `percentual_disponibilidade`, in percent: the value fill rate.
    private(set) var availabilityPercent: Int64 = 100
    /// `percentual_itens_disponiveis`, in percent: the line fill rate.
    private(set) var availableLinesPercent: Int64 = 100
    private(set) var complete = Complete.now
    /// Nil when nothing is short.
    private(set) var criticality: Criticality?

    /// Analyses the lines of one order.
    ///
    /// - Parameters:
    ///   - lines: at least one.
    ///   - source: what the stock holds for them, asked line by line in their order.
    ///   - ladder: how a shortage is placed.
    /// - Throws: ``AnalysisFailure`` when a sum does not fit.
    init(
        _ lines: ArraySlice<OrderLine>, from source: inout some LineOutlookSource, ladder: CriticalityLadder
    ) throws(AnalysisFailure) {
        items.reserveCapacity(lines.count)
        for line in lines {
            // 15 digits by 15 digits: 128 bits hold it.
            let value = Int128(line.quantity) * Int128(line.price)
            let item = Item(line: line, outlook: try source.outlook(for: line), value: value)
            totalValue = try Self.sum(totalValue, value)
            if item.isShort {
                shortCount += 1
                shortValue = try Self.sum(shortValue, value)
            }
            items.append(item)
        }
        try rate()
        guard shortCount > 0 else { return }
        complete = completion()
        criticality = ladder.criticality(shortLines: shortCount, percent: shortagePercent)
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

    /// The latest date of a short line, unless one of them leaves it open (see the sources of outlooks).
    private func completion() -> Complete {
        var latest: CivilDate?
        for item in items where item.isShort {
            guard !item.outlook.leavesOrderOpen else { return .unknown }
            guard let date = item.outlook.availableOn else { continue }
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
        guard let percent = ExactRounding.halfToEven(part, over: whole), let small = Int64(exactly: percent)
        else {
            throw .tooLarge
        }
        return small
    }
}
