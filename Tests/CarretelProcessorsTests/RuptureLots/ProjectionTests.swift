import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// One product at a time, seen from 2026-11-20 with days 0 to 7, the last being 2026-11-27.
@Suite struct ProjectionTests {
    private func outlook(
        stock: String = "", shipments: String = "", production: String = "", equivalents: String = "",
        of product: String = "A", rules: ProjectionRules = ProjectionRules(today: .day("2026-11-20"))
    ) throws -> (StockProjection.Outlook, [StockProjection.Arrival]) {
        let tables = try TestDataset(
            orders: "1,\(product),x,1,1", stock: stock, shipments: shipments, production: production,
            equivalents: equivalents
        ).tables()
        let projection = StockProjection(tables, rules: rules)
        let outlook = projection.outlook(ofProduct: try #require(tables.products.find(product)))
        let group = projection.group(ofProduct: try #require(tables.products.find(product)))
        return (outlook, projection.arrivals(of: group))
    }

    @Test func movementsAddUpAndMayBeNegative() throws {
        let (outlook, _) = try outlook(stock: "A,5.5\nA,-7\nB,100")
        #expect(outlook.onHand == -1_500)
        #expect(outlook.minimum == -1_500)
    }

    @Test func theStockOnHandCountsBeforeTodaysProduction() throws {
        let (outlook, _) = try outlook(stock: "A,5", production: "A,2026-11-20,10")
        #expect(outlook.minimum == 5_000)
    }

    @Test func shipmentsBeforeTodayAreNotCharged() throws {
        #expect(try outlook(stock: "A,5", shipments: "A,2026-11-19,3").0.minimum == 5_000)
        #expect(try outlook(stock: "A,5", shipments: "A,2026-11-20,3").0.minimum == 2_000)
        #expect(try outlook(stock: "A,5", shipments: "A,,3").0.minimum == 5_000)
    }

    @Test func theHorizonEndsWithDaySeven() throws {
        #expect(try outlook(stock: "A,5", shipments: "A,2026-11-27,3").0.minimum == 2_000)
        #expect(try outlook(stock: "A,5", shipments: "A,2026-11-28,3").0.minimum == 5_000)
    }

    @Test func onlyTheEndOfADayCounts() throws {
        let (outlook, _) = try outlook(stock: "A,5", shipments: "A,2026-11-22,9", production: "A,2026-11-22,6")
        #expect(outlook.minimum == 2_000)
    }

    @Test func productionBeforeTodayIsNotExpected() throws {
        let (_, arrivals) = try outlook(production: "A,2026-11-19,3\nA,2026-11-20,4")
        #expect(arrivals.map(\.quantity) == [4_000])
    }

    @Test func productionIsSortedAndAddedUpByDate() throws {
        let (_, arrivals) = try outlook(production: "A,2026-12-05,1\nA,2026-11-25,2\nA,2026-12-05,3")
        #expect(arrivals.map(\.date.text) == ["2026-11-25", "2026-12-05"])
        #expect(arrivals.map(\.quantity) == [2_000, 4_000])
    }

    @Test func equivalentsAreSummedOverTheirGroup() throws {
        let (outlook, arrivals) = try outlook(
            stock: "A,1\nB,2\nC,4", shipments: "B,2026-11-21,1", production: "B,2026-12-01,7",
            equivalents: "A,G1\nB,G1")
        #expect(outlook.onHand == 3_000)
        #expect(outlook.minimum == 2_000)
        #expect(arrivals.map(\.quantity) == [7_000])
    }

    @Test func groupsThatShareACodeAreOneGroup() throws {
        let groups = "A,G1\nB,G1\nC,G2\nD,G2\nB,G3\nC,G3\nE,G4"
        for product in ["A", "B", "C", "D"] {
            let (outlook, _) = try outlook(stock: "A,1\nB,2\nC,4\nD,8\nE,16", equivalents: groups, of: product)
            #expect(outlook.onHand == 15_000)
        }
        #expect(try outlook(stock: "A,1\nE,16", equivalents: groups, of: "E").0.onHand == 16_000)
    }

    @Test func theHorizonIsWhatTheRulesSay() throws {
        var rules = ProjectionRules(today: .day("2026-11-20"), horizonDays: 0)
        #expect(try outlook(stock: "A,5", shipments: "A,2026-11-20,3", rules: rules).0.minimum == 2_000)
        #expect(try outlook(stock: "A,5", shipments: "A,2026-11-21,3", rules: rules).0.minimum == 5_000)
        rules.horizonDays = 365
        #expect(try outlook(stock: "A,5", shipments: "A,2027-11-20,3", rules: rules).0.minimum == 2_000)
        #expect(try outlook(stock: "A,5", shipments: "A,2027-11-21,3", rules: rules).0.minimum == 5_000)
    }

    @Test func overdueShipmentsAreChargedToDayZeroWhereTheRulesSaySo() throws {
        let rules = ProjectionRules(today: .day("2026-11-20"), overdueShipments: .today)
        for late in ["A,2026-11-19,3", "A,1999-01-01,3", "A,,3"] {
            #expect(try outlook(stock: "A,5", shipments: late, rules: rules).0.minimum == 2_000)
        }
        // What is produced on day 0 is there for what leaves late on it.
        let (outlook, _) = try outlook(
            stock: "A,5", shipments: "A,,9", production: "A,2026-11-20,6", rules: rules)
        #expect(outlook.minimum == 2_000)
    }

    @Test func aPointIsTheEndOfADayOnWhichSomethingMoves() throws {
        let tables = try TestDataset(
            orders: "1,A,x,1,1", stock: "A,5", shipments: "A,2026-11-21,2\nA,2026-11-28,1",
            production: "A,2026-11-21,1\nA,2026-11-21,1\nA,2026-12-24,0\nA,2026-12-25,7"
        ).tables()
        let projection = StockProjection(tables, rules: ProjectionRules(today: .day("2026-11-20")))
        let own = projection.outlook(ofProduct: try #require(tables.products.find("A")))
        let points = projection.points[own.points]
        #expect(points.map(\.date.text) == ["2026-11-21", "2026-12-24", "2026-12-25"])
        #expect(points.map(\.balance) == [5_000, 5_000, 12_000])
        #expect(points.map(\.produced) == [2_000, 0, 7_000])
        #expect(points.map(\.isArrival) == [true, true, true])
        #expect(own.firstArrival == own.points.lowerBound)
    }

    @Test func aGroupThatIsNeverProducedHasNoFirstArrival() throws {
        let (outlook, arrivals) = try outlook(shipments: "A,2026-11-21,2", production: "B,2026-11-21,1")
        #expect(outlook.firstArrival == outlook.points.upperBound && arrivals.isEmpty)
        #expect(outlook.points.count == 1)
    }

    @Test func sumsThatDoNotFitAreMarked() throws {
        let row = "A,999999999999.999\n"
        #expect(try outlook(stock: String(repeating: row, count: 9_000)).0.isTooLarge == false)
        #expect(try outlook(stock: String(repeating: row, count: 9_300)).0.isTooLarge)
    }
}

extension TestDataset {
    /// The tables as read.
    func tables() throws -> DatasetTables {
        try LoadedDataset(
            .named("loja"), orders: nil, from: ScriptedDatasets(["loja": files]), isCancelled: { false }
        ).tables
    }
}

extension CivilDate {
    /// A day that the test knows to exist.
    static func day(_ text: String) -> CivilDate {
        CivilDate(iso8601: text) ?? CivilDate(dayNumber: 0)
    }
}
