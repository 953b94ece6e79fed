import CarretelCore
import Testing

@testable import CarretelProcessors

/// One product at a time, seen from 2026-11-20 with days 0 to 7, the last being 2026-11-27.
@Suite struct ProjectionTests {
    private func outlook(
        stock: String = "", shipments: String = "", production: String = "", equivalents: String = "",
        of product: String = "A"
    ) throws -> (StockProjection.Outlook, [StockProjection.Arrival]) {
        let tables = try TestDataset(
            orders: "1,\(product),x,1,1", stock: stock, shipments: shipments, production: production,
            equivalents: equivalents
        ).tables()
        let projection = StockProjection(tables, rules: ProjectionRules(today: .day("2026-11-20")))
        let outlook = projection.outlook(ofProduct: try #require(tables.products.find(product)))
        return (outlook, Array(projection.arrivals[outlook.arrivals]))
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

    @Test func sumsThatDoNotFitAreMarked() throws {
        let row = "A,999999999999.999\n"
        #expect(try outlook(stock: String(repeating: row, count: 9_000)).0.isTooLarge == false)
        #expect(try outlook(stock: String(repeating: row, count: 9_300)).0.isTooLarge)
    }
}

extension TestDataset {
    /// The tables as read.
    func tables() throws -> DatasetTables {
        let files = files
        return try DatasetTables(
            TableShape.allCases.map { table in
                DatasetSnapshot.File(
                    name: table.file, bytes: files[table.file] ?? [], modifiedAt: Timestamp(microseconds: 0))
            }, isCancelled: { false })
    }
}

extension CivilDate {
    /// A day that the test knows to exist.
    static func day(_ text: String) -> CivilDate {
        CivilDate(iso8601: text) ?? CivilDate(dayNumber: 0)
    }
}
