import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Omie's limits as permits, and the doors that it closes.
@Suite struct LoadPermitTests {
    private func names(_ run: LoadRun) -> [String] { run.attempt.permits.map(\.permit) }
    private func outcomes(_ run: LoadRun, _ method: String) -> [PermitOutcome?] {
        run.attempt.permits.filter { $0.permit == "omie/c0ffee/\(method)" }.map(\.outcome)
    }

    @Test func eachRequestHoldsItsMethodsPermitAndTheHosts() async throws {
        let omie = ScriptedOmie(orders: 60, clients: 1, sellers: 1)
        let run = try await LoadRun(omie)
        #expect(
            names(run)
                == ["ListarOS", "ListarOS", "ListarClientes", "ListarVendedores"].flatMap {
                    ["omie/c0ffee/\($0)", "omie-total/omie.test"]
                })
        #expect(run.attempt.permits.allSatisfy { $0.outcome == .ok })
        let rules = FullDataLoad.permitRules(run.attempt.settings)
        #expect(Set(rules.keys) == ["omie", "omie-total"])
    }

    @Test func whatOmieCountsAsAnErrorIsReleasedAsOne() async throws {
        let omie = ScriptedOmie()
        omie.fail("ListarOS", page: 1, .fault("SOAP-ENV:Client-500", "ERROR: Limite"))
        omie.fail("ListarOS", page: 2, .gateway)
        omie.fail("ListarOS", page: 2, HTTPFailure(.closed, "gone"))
        omie.fail("ListarOS", page: 3, .fault("SOAP-ENV:Server", "Something else", status: 200))
        let run = try await LoadRun(omie, #"{"resources":["service_orders"]}"#)
        // A gateway's page and a lost connection are not Omie's answers, and it counts those of status 500 alone.
        #expect(outcomes(run, "ListarOS") == [.error, .ok, .ok, .ok, .ok, .ok, .ok])
    }

    @Test func noRecordsAreAnErrorTooForOmie() async throws {
        let run = try await LoadRun(ScriptedOmie(orders: 0), #"{"resources":["service_orders"]}"#)
        #expect(run.end == "succeeded")
        #expect(outcomes(run, "ListarOS") == [.error])
    }

    @Test func aBlockPutsTheJobOffAndNothingCallsAgain() async throws {
        let omie = ScriptedOmie(orders: 200)
        omie.fail("ListarOS", page: 3, times: .max, .blocked(seconds: 1_792))
        let begin = omie.clock.now.wall
        let run = try await LoadRun(omie)
        guard case .later(let moment, let checkpoint, let reason) = run.outcome else {
            return #expect(Bool(false), "\(run.end)")
        }
        #expect(moment == begin + .seconds(1_793) && reason.code == "omie_blocked")
        #expect(omie.labels == ["ListarOS 1/50", "ListarOS 2/50", "ListarOS 3/50"])
        #expect(outcomes(run, "ListarOS").last == .closed(until: moment))
        #expect(LoadCheckpoint(try JSONValue(parsing: checkpoint)).parts[.serviceOrders]?.cursor.nextPage == 3)

        omie.mend()
        omie.clock.advance(by: .seconds(1_793))
        let second = try await LoadRun(omie, after: run)
        #expect(omie.labels[3] == "ListarOS 3/50")
        try second.expectRecords("service_orders", 200)
        try second.expectRecords("clients", 150)
    }

    @Test func aBlockAmidOtherResourcesKeepsThoseThatAreDone() async throws {
        let omie = ScriptedOmie()
        omie.fail("ListarClientes", page: 2, .blocked(seconds: 60))
        let run = try await LoadRun(omie)
        #expect(run.end == "later omie_blocked")
        let before = omie.calls.count
        let second = try await LoadRun(omie, after: run)
        #expect(omie.labels.dropFirst(before) == ["ListarClientes 2/100", "ListarVendedores 1/100"])
        try second.expectRecords("service_orders", 120)
        try second.expectRecords("clients", 150)
        #expect(try second.output["complete"]?.boolean == true)
    }

    @Test func aClosedPermitBeyondPatienceIsNotWaitedFor() async throws {
        let omie = ScriptedOmie()
        let moment = omie.clock.now.wall + .seconds(3)
        let run = try await LoadRun(omie) { $0.close(permit: "omie/c0ffee/ListarOS", until: moment) }
        guard case .later(moment, _, let reason) = run.outcome else { return #expect(Bool(false), "\(run.end)") }
        #expect(reason.code == "omie_limited" && omie.calls.isEmpty && run.attempt.permits.isEmpty)
    }

    @Test func theHostsPermitGivesTheMethodsBack() async throws {
        let omie = ScriptedOmie()
        let moment = omie.clock.now.wall + .seconds(1_000)
        let run = try await LoadRun(omie) { $0.close(permit: "omie-total/omie.test", until: moment) }
        #expect(run.end == "later omie_limited" && omie.calls.isEmpty)
        #expect(outcomes(run, "ListarOS") == [.ok])
    }

    @Test func aMomentsClosingIsSatOut() async throws {
        let omie = ScriptedOmie()
        let moment = omie.clock.now.wall + .seconds(2)
        let run = try await LoadRun(omie) { $0.close(permit: "omie/c0ffee/ListarOS", until: moment) }
        #expect(run.end == "succeeded" && omie.calls.first?.at == moment)
    }

    @Test(arguments: ["ListarOS", "ListarClientes"])
    func wrongCredentialsEndTheJobAtOnce(method: String) async throws {
        let omie = ScriptedOmie()
        omie.fail(method, times: .max, .denied)
        let run = try await LoadRun(omie)
        #expect(run.end == "failed omie_denied" && run.reason?.failureClass == .permanent)
        #expect(run.reason?.hint?.contains("key and secret") == true)
        #expect(omie.calls.last?.method == method && omie.calls.count { $0.method == method } == 1)
        #expect(outcomes(run, method) == [.error])
    }

    @Test func aCancelledAttemptEndsWithItsRequest() async throws {
        let omie = ScriptedOmie(orders: 500)
        let run = try await LoadRun(omie) { attempt in
            omie.onCall { call in if call.page == 4 { attempt.cancel() } }
        }
        #expect(run.outcome == .cancelled)
        #expect(omie.calls.count == 4 && run.attempt.permits.allSatisfy { $0.outcome != nil })
    }

    @Test func aCancelledAttemptEndsInTheMiddleOfAWait() async throws {
        let omie = ScriptedOmie(orders: 500)
        omie.fail("ListarOS", page: 2, times: .max, .fault("SOAP-ENV:Client-1880", "Já existe uma requisição"))
        let run = try await LoadRun(omie) { attempt in attempt.cancel(afterLooks: 3) }
        #expect(run.outcome == .cancelled && omie.calls.count <= 3)
    }

    @Test func aCancelledAttemptEndsWhileNamesAreGathered() async throws {
        let run = try await LoadRun(ScriptedOmie(), #"{"resources":["clients"]}"#) { $0.cancel(withReport: 4) }
        #expect(run.attempt.reported.last?.message == "clients: complete.")
        #expect(run.outcome == .cancelled)
    }
}
