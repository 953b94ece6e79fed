import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// What is refused because of how it is called; the clock is the test's.
@Suite struct GuardTests {
    private let clock = ManualClock()

    private func run(
        _ guards: GuardSettings, _ body: (SandboxRig) async throws -> Void
    ) async throws {
        let clock = clock
        try await SandboxRig.run(.small { $0.omie.guards = guards }, clock: { clock.now }, body)
    }

    @Test func theSameCallIsRedundantForAWhile() async throws {
        try await run(.guarded { $0.redundancy = .seconds(60) }) { rig in
            try await #expect(rig.call().status == 200)
            clock.advance(by: .milliseconds(16_500))
            let refused = try await rig.call()
            #expect(refused.status == 500)
            #expect(refused.text.contains("Aguarde 44 segundos para tentar novamente (REDUNDANT)."))
            try await #expect(rig.call(page: 2).status == 200)
            try await #expect(rig.call("ListarVendedores").status == 200)
            clock.advance(by: .seconds(44))
            try await #expect(rig.call().status == 200)
        }
    }

    @Test func theOrderOfMembersMakesNoOtherCall() async throws {
        try await run(.guarded { $0.redundancy = .seconds(60) }) { rig in
            let head = #"{"call":"ListarOS","app_key":"100000000001","app_secret":"sandbox-secret","param":[{"#
            let one = head + #""pagina":1,"registros_por_pagina":50}]}"#
            let other = head + #" "registros_por_pagina" : 50, "pagina":1}]}"#
            try await #expect(rig.post("/api/v1/servicos/os/", one).status == 200)
            try await #expect(rig.post("/api/v1/servicos/os/", other).status == 500)
        }
    }

    @Test func theOlderWordingNamesTheTimeOfDay() async throws {
        try await run(
            .guarded {
                $0.redundancy = .seconds(60)
                $0.redundancyWording = .clock
            }
        ) { rig in
            try await #expect(rig.call().status == 200)
            // 12:00:00 UTC is 09:00:00 in São Paulo.
            try await #expect(rig.call().text.contains(#"novamente \u00e0s 09:01:00. (1)"#))
        }
    }

    @Test func aFailedCallMayBeRepeated() async throws {
        try await run(.guarded { $0.redundancy = .seconds(60) }) { rig in
            try rig.sandbox.order(FaultOrder("ListarOS:1:broken"))
            try await #expect(rig.call().text.contains("Broken response"))
            try await #expect(rig.call().status == 200)
        }
    }

    @Test func callsBeyondTheRateAreRefused() async throws {
        try await run(
            .guarded {
                $0.callsPerMethod = 3
                $0.callsInAll = 5
                $0.rateWindow = .seconds(60)
            }
        ) { rig in
            for page in 1...3 { try await #expect(rig.call(page: page).status == 200) }
            try await #expect(rig.call(page: 4).status == 429)
            for page in 1...2 { try await #expect(rig.call("ListarClientes", page: page).status == 200) }
            try await #expect(rig.call("ListarVendedores").status == 429)
            clock.advance(by: .seconds(60))
            try await #expect(rig.call(page: 4).status == 200)
        }
    }

    @Test func errorsBlockTheMethodAndCallsProlongIt() async throws {
        try await run(
            .guarded {
                $0.blockErrors = 3
                $0.blockDuration = .seconds(1_800)
                $0.blockGrowth = .seconds(60)
            }
        ) { rig in
            for page in [90, 91, 92] { try await #expect(rig.call(page: page).status == 500) }
            let first = try await rig.call()
            #expect(first.status == 425)
            #expect(
                first.text
                    == #"{"faultstring":"ERROR: API bloqueada por consumo indevido. Tente novamente em 1800 segundos.","faultcode":"MISUSE_API_PROCESS"}"#
            )
            clock.advance(by: .seconds(100))
            try await #expect(rig.call().text.contains("em 1760 segundos"))
            try await #expect(rig.call("ListarVendedores").status == 200)
            clock.advance(by: .seconds(1_820))
            try await #expect(rig.call().status == 200)
        }
    }

    @Test func wrongKeysAndPlannedFaultsCountTowardsABlock() async throws {
        try await run(.guarded { $0.blockErrors = 2 }) { rig in
            try await #expect(rig.call(secret: "wrong").status == 403)
            try rig.sandbox.order(FaultOrder("ListarOS:1:broken"))
            try await #expect(rig.call().status == 500)
            try await #expect(rig.call().status == 425)
        }
    }

    @Test func errorsAreForgottenAfterTheirWindow() async throws {
        try await run(
            .guarded {
                $0.blockErrors = 2
                $0.blockWindow = .seconds(10)
            }
        ) { rig in
            try await #expect(rig.call(page: 99).status == 500)
            clock.advance(by: .seconds(11))
            try await #expect(rig.call(page: 99).status == 500)
            try await #expect(rig.call().status == 200)
        }
    }

    @Test func aMethodIsLockedWhileItIsAtWork() async throws {
        // The first call is at work for as long as the second needs to be refused, and the test ends both.
        try await SandboxRig.run(
            .small {
                $0.omie.guards.simultaneous = 1
                $0.omie.latency = .seconds(10)
            }
        ) { rig in
            async let first = rig.call(page: 1, patience: 120_000)
            try await eventually("the first call is at work") { rig.sandbox.log.peaks["ListarOS"] == 1 }
            let second = try await rig.call(page: 2)
            #expect(second.status == 500)
            #expect(second.text.contains("SOAP-ENV:Client-1880"))
            try await #expect(first.status == 200)
            try await #expect(rig.call(page: 2, patience: 120_000).status == 200)
            #expect(rig.sandbox.log.peaks["ListarOS"] == 2)
        }
    }
}

extension GuardSettings {
    /// The guards that a test sets.
    fileprivate static func guarded(_ change: (inout GuardSettings) -> Void) -> GuardSettings {
        var settings = GuardSettings()
        change(&settings)
        return settings
    }
}
