import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// The control door.
@Suite struct ControlTests {
    @Test func theLogTellsEveryCallAndNoSecret() async throws {
        try await SandboxRig.run(.small { $0.faults = try FaultOrder("ListarOS:2:broken") }) { rig in
            _ = try await rig.call(page: 1, size: 200)
            _ = try await rig.call(page: 2, size: 20)
            _ = try await rig.call("ListarVendedores", secret: "my-very-secret")
            let answer = try await rig.get("/sandbox/log")
            let calls = try #require(answer.json["calls"]).elements.map { $0 }
            #expect(calls.map { $0["method"]?.string } == ["ListarOS", "ListarOS", "ListarVendedores"])
            #expect(calls.map { $0["outcome"]?.string } == ["ok", "broken", "bad-key"])
            #expect(calls.map { $0["status"]?.int64 } == [200, 500, 403])
            #expect(calls.map { $0["page"]?.int64 } == [1, 2, nil])
            #expect(calls.map { $0["size"]?.int64 } == [200, 20, nil])
            #expect(calls.map { $0["records"]?.int64 } == [100, 0, 0])
            #expect(calls.allSatisfy { $0["in_flight"]?.int64 == 1 })
            #expect(calls.allSatisfy { $0["started_at"]?.string.flatMap { Timestamp(rfc3339: $0) } != nil })
            for secret in ["my-very-secret", OmieSettings.defaultSecret, OmieSettings.defaultKey] {
                #expect(!answer.text.contains(secret))
            }
            let some = try await rig.get("/sandbox/log?method=ListarVendedores").json
            #expect(some["calls"]?.count == 1)
        }
    }

    @Test func peaksCountWhatIsUnderWayAtOnce() async throws {
        try await SandboxRig.run(.small { $0.omie.latency = .seconds(3) }) { rig in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for page in 1...4 { group.addTask { try await rig.call(page: page, size: 10).status } }
                group.addTask { try await rig.call("ListarClientes").status }
                for try await status in group { #expect(status == 200) }
            }
            let peaks = try #require(try await rig.get("/sandbox/log").json["peaks"])
            #expect(try #require(peaks["ListarOS"]?.int64) > 1)
            #expect(peaks["ListarClientes"]?.int64 == 1)
        }
    }

    @Test func oneCallAfterAnotherNeverCountsTwo() async throws {
        try await SandboxRig.run { rig in
            for page in 1...25 { try await #expect(rig.call(page: page, size: 10).status == 200) }
            #expect(rig.sandbox.log.peaks == ["ListarOS": 1])
        }
    }

    @Test func faultsAreOrderedAndTakenBackAtRunTime() async throws {
        try await SandboxRig.run(.small { $0.faults = try FaultOrder("ListarOS:5:broken") }) { rig in
            let order = #"{"faults":["ListarOS:1:html-502:always","ListarOS:2:broken"]}"#
            try await #expect(rig.post("/sandbox/faults", order).status == 200)
            try await #expect(rig.call(page: 1).status == 502)
            try await #expect(rig.call(page: 5).status == 500)
            let replacing = #"{"faults":["ListarOS:3:broken"],"replace":true}"#
            try await #expect(rig.post("/sandbox/faults", replacing).status == 200)
            try await #expect(rig.call(page: 1).status == 200)
            try await #expect(rig.call(page: 2).status == 200)
            try await #expect(rig.call(page: 3).status == 500)
            try await #expect(rig.post("/sandbox/reset", "").status == 200)
            #expect(rig.sandbox.log.calls.isEmpty)
            // The plans of the start are back, none of them played.
            try await #expect(rig.call(page: 5).status == 500)
            try await #expect(rig.call(page: 5).status == 200)
        }
    }

    @Test func resetOpensTheGuards() async throws {
        try await SandboxRig.run(.small { $0.omie.guards.redundancy = .seconds(3_600) }) { rig in
            try await #expect(rig.call().status == 200)
            try await #expect(rig.call().status == 500)
            _ = try await rig.post("/sandbox/reset", "")
            try await #expect(rig.call().status == 200)
        }
    }

    @Test(arguments: [
        #"{"faults":["ListarOS:1:gremlins"]}"#, #"{"faults":"x"}"#, #"{"percent":101}"#, #"{"kinds":["gremlins"]}"#,
        "[]",
        "{",
    ])
    func anOrderThatIsNoneChangesNothing(body: String) async throws {
        try await SandboxRig.run { rig in
            let answer = try await rig.post("/sandbox/faults", body)
            #expect(answer.status == 400)
            #expect(try answer.json["error"]?.string?.isEmpty == false)
            try await #expect(rig.call().status == 200)
        }
    }

    @Test func recordsAreListedForComparison() async throws {
        try await SandboxRig.run { rig in
            let all = try await rig.get("/sandbox/records?resource=service-orders").json
            #expect(all["count"]?.int64 == 250)
            #expect(all["ids"]?.elements.compactMap(\.int64) == rig.sandbox.recordIDs(of: "service-orders"))
            let some = try await rig.get("/sandbox/records?resource=clients&from=2026-03-01&to=2026-03-31").json
            #expect(try #require(some["count"]?.int64) < 120)
            try await #expect(rig.get("/sandbox/records?resource=unicorns").status == 404)
            try await #expect(rig.get("/sandbox/records?resource=clients&from=soon").status == 400)
            try await #expect(rig.get("/sandbox/nothing").status == 404)
        }
    }
}
