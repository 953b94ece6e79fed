import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// A resource that fails leaves the others standing, and is never told as empty or whole.
@Suite struct LoadFailureTests {
    @Test func oneThatFailsMakesThePartialOutcome() async throws {
        let omie = ScriptedOmie(clients: 450)
        omie.fail("ListarClientes", page: 3, times: .max, .refused)
        let run = try await LoadRun(omie)
        #expect(run.end == "partial")
        #expect(run.reason?.code == "resources_failed")
        #expect(run.reason?.message.contains("clients (2 of 5 pages)") == true)
        #expect(
            Set(run.files.keys) == [
                "service_orders.jsonl", "client_mapping.json", "sellers.jsonl", "seller_mapping.json",
            ])
        #expect(run.attempt.dataFile(named: "client_mapping.json")?.lines == ["{}"])
        #expect(run.files["client_mapping.json"]?.records == 0)
        let clients = try run.output(of: "clients")
        #expect(clients["status"]?.string == "failed" && clients["file"]?.isNull == true)
        #expect(clients["records"]?.int64 == 0 && clients["names"]?.int64 == 0)
        #expect(clients["pages_fetched"]?.int64 == 2 && clients["pages_announced"]?.int64 == 5)
        #expect(clients["reason"]?["code"]?.string == "omie_refused")
        #expect(try run.output["complete"]?.boolean == false)
        #expect(try run.output(of: "sellers")["status"]?.string == "complete")
        #expect(run.attempt.warnings.isEmpty)
        try run.expectRecords("sellers", 7)
    }

    @Test func allThatFailFailTheAttempt() async throws {
        let omie = ScriptedOmie()
        omie.fail(page: 2, times: .max, .gateway)
        omie.setCount(of: "ListarVendedores", 500)
        let run = try await LoadRun(omie)
        #expect(run.end == "failed omie_no_answer" && run.reason?.failureClass == .transient)
        omie.mend()
        let before = omie.calls.count
        let second = try await LoadRun(omie, after: run)
        #expect(omie.labels[before] == "ListarOS 2/50")
        try second.expectRecords("service_orders", 120)
        try second.expectRecords("clients", 150)
        try second.expectRecords("sellers", 500)
    }

    @Test func anotherAttemptMayHelpWhenItHelpsOneOfThem() async throws {
        let omie = ScriptedOmie()
        omie.fail("ListarOS", times: .max, .refused)
        omie.fail("ListarClientes", times: .max, .gateway)
        let run = try await LoadRun(omie, #"{"resources":["service_orders","clients"]}"#)
        #expect(run.end == "failed omie_no_answer" && run.reason?.failureClass == .transient)
    }

    @Test func storageThatFailsEndsTheAttempt() async throws {
        let omie = ScriptedOmie()
        let reason = FailureReason(.transient, code: "storage_failed", message: "No space.")
        let run = try await LoadRun(omie) { $0.refuseDataFile(named: "clients.jsonl", with: reason) }
        #expect(run.end == "failed storage_failed")
        #expect(!omie.calls.contains { $0.method == "ListarVendedores" })
    }

    @Test func aProfileThatLacksAKeyIsSaidBeforeAnyCall() async throws {
        let omie = ScriptedOmie()
        let attempt = try ScriptedAttempt(
            profile: Profile(name: "default", system: "omie"), http: omie.http, clock: omie.clock)
        let reason = await #expect(throws: FailureReason.self) { _ = try await FullDataLoad().run(attempt) }
        #expect(reason?.code == "profile_incomplete" && omie.calls.isEmpty)
    }
}
