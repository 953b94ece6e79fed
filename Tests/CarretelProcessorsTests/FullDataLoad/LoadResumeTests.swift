import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Another attempt goes on at the page at which the one before stopped, with every record once.
@Suite struct LoadResumeTests {
    private let all = #"{"mode":"complete"}"#

    /// An attempt that is cancelled with its call of that number.
    private func stopped(
        _ omie: ScriptedOmie, atCall number: Int, after before: LoadRun? = nil
    ) async throws -> LoadRun {
        let already = omie.calls.count
        let run = try await LoadRun(omie, all, after: before) { attempt in
            omie.onCall { [omie] _ in if omie.calls.count == already + number { attempt.cancel() } }
        }
        #expect(run.outcome == .cancelled)
        return run
    }

    @Test func eachPageIsCheckpointedWithItsMark() async throws {
        let omie = ScriptedOmie(orders: 120, clients: 1, sellers: 1)
        let run = try await LoadRun(omie, #"{"resources":["service_orders"]}"#)
        let parts = try run.attempt.checkpoints.map { bytes in
            try #require(LoadCheckpoint(try JSONValue(parsing: bytes)).parts[.serviceOrders])
        }
        #expect(parts.map(\.cursor.nextPage) == [2, 3, 4, 4])
        #expect(parts.map(\.mark.records) == [50, 100, 120, 120])
        #expect(parts.map(\.isDone) == [false, false, false, true])
        #expect(parts.allSatisfy { $0.mark.name == "service_orders.jsonl" && $0.mark.attempt == 1 })
        #expect(parts.last?.mark.sha256 == run.files["service_orders.jsonl"]?.sha256)
    }

    @Test(arguments: 1...7)
    func theNextAttemptGoesOnAtTheNextPage(stop: Int) async throws {
        let omie = ScriptedOmie(orders: 120, clients: 250, sellers: 7)
        let labels = [
            "ListarOS 1/50", "ListarOS 2/50", "ListarOS 3/50", "ListarClientes 1/100", "ListarClientes 2/100",
            "ListarClientes 3/100", "ListarVendedores 1/100",
        ]
        let first = try await stopped(omie, atCall: stop)
        omie.onCall { _ in }
        let second = try await LoadRun(omie, all, after: first)
        // The call that was under way is made again.
        #expect(omie.labels == Array(labels[..<stop]) + Array(labels[(stop - 1)...]))
        try second.expectRecords("service_orders", 120)
        try second.expectRecords("clients", 250)
        try second.expectRecords("sellers", 7)
        #expect(second.attempt.dataFile(named: "client_mapping.json")?.records == 250)
        #expect(try second.output["complete"]?.boolean == true)
    }

    @Test func theNextAttemptTellsAtOnceHowFarTheLastOneGot() async throws {
        let omie = ScriptedOmie(orders: 120, clients: 250, sellers: 7)
        let first = try await stopped(omie, atCall: 3)
        omie.onCall { _ in }
        let second = try await LoadRun(omie, all, after: first)
        let report = try #require(second.attempt.reported.first)
        #expect(report.processed == 2 && report.total == 3)
        #expect(report.percent == 22.2)
    }

    @Test(.seeded) func manyAttemptsGiveEachRecordOnce() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        let omie = ScriptedOmie(orders: 2_000, clients: 1_500, sellers: 300)
        var last: LoadRun?
        for _ in 0..<10 {
            last = try await stopped(omie, atCall: Int.random(in: 1...4, using: &generator), after: last)
        }
        omie.onCall { _ in }
        let run = try await LoadRun(omie, all, after: last)
        try run.expectRecords("service_orders", 2_000)
        try run.expectRecords("clients", 1_500)
        try run.expectRecords("sellers", 300)
    }

    @Test(arguments: [true, false])
    func aFileThatIsGoneOrDamagedIsMadeAnew(isGone: Bool) async throws {
        let omie = ScriptedOmie(orders: 120)
        let first = try await stopped(omie, atCall: 3)
        omie.onCall { _ in }
        if isGone {
            first.attempt.staging.remove(named: "service_orders.jsonl", ofAttempt: 1)
        } else {
            first.attempt.dataFile(named: "service_orders.jsonl")?.damage { $0[10] ^= 1 }
        }
        let second = try await LoadRun(omie, all, after: first)
        #expect(omie.labels[3] == "ListarOS 1/50")
        try second.expectRecords("service_orders", 120)
    }

    @Test func aDoneFileThatIsDamagedIsLoadedAgain() async throws {
        let omie = ScriptedOmie(orders: 120)
        let first = try await stopped(omie, atCall: 5)
        omie.onCall { _ in }
        first.attempt.dataFile(named: "service_orders.jsonl")?.damage { $0[10] ^= 1 }
        let second = try await LoadRun(omie, all, after: first)
        #expect(omie.labels[5] == "ListarOS 1/50")
        try second.expectRecords("service_orders", 120)
        try second.expectRecords("clients", 150)
    }

    @Test func aFailureTellsOfTheNewBeginningAndNotOfTheOldOne() async throws {
        let omie = ScriptedOmie(orders: 120)
        let first = try await stopped(omie, atCall: 3)
        omie.onCall { _ in }
        first.attempt.staging.remove(named: "service_orders.jsonl", ofAttempt: 1)
        omie.fail("ListarOS", times: .max, .refused)
        let second = try await LoadRun(omie, all, after: first)
        #expect(second.end == "partial")
        #expect(try second.output(of: "service_orders")["pages_fetched"]?.int64 == 0)
    }

    @Test func aResumedLoadKeepsItsPageSizeAndItsBeginning() async throws {
        let omie = ScriptedOmie(orders: 300, latency: .seconds(2))
        let begin = omie.clock.now.wall
        omie.fail("ListarOS", page: 1, above: 25, .broken)
        let first = try await stopped(omie, atCall: 4)
        omie.onCall { _ in }
        omie.clock.advance(by: .seconds(500))
        let second = try await LoadRun(omie, all, after: first)
        #expect(omie.labels[4] == "ListarOS 3/24")
        try second.expectRecords("service_orders", 300)
        let told = try second.output(of: "service_orders")
        #expect(told["loaded_at"]?.string == begin.rfc3339Milliseconds)
        // One broken page and thirteen good ones; the call that was cut off and the time between the attempts do not count.
        #expect(told["seconds"]?.numberText == "28")
    }
}
