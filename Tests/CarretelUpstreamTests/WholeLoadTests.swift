import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Synchronization
import Testing

/// Loads of all resources over real HTTP into real files: each record once, whatever goes wrong on the way.
@Suite(.temporaryDirectory, .timeLimit(.minutes(12))) struct WholeLoadTests {
    /// A slow machine answers late; a request that is given up would be made twice.
    private let complete = #"{"mode":"complete","request_timeout_seconds":120}"#

    private func expectEverything(_ rig: UpstreamRig, _ attempt: LoadAttempt) throws {
        #expect(attempt.end == "succeeded")
        for resource in ["service_orders", "clients", "sellers"] {
            try rig.expectEveryRecord(of: resource, in: attempt)
        }
        #expect(try attempt.output?["complete"]?.boolean == true)
    }

    @Test func keepsAllOfOmiesLimits() async throws {
        try await UpstreamRig.run(.small { $0.omie.guards = .documented }) { rig in
            try expectEverything(rig, try await rig.attempt(complete))
            #expect(rig.sandbox.log.calls.allSatisfy { $0.outcome == "ok" })
            #expect(rig.sandbox.log.peaks.values.allSatisfy { $0 == 1 })
        }
    }

    @Test(arguments: [1, 37, 100, 500])
    func cutPageSizesLoseNothing(cap: Int) async throws {
        let settings = SandboxSettings.small { settings in
            settings.omie.serviceOrders = 111
            settings.omie.largestServiceOrderPage = cap
            settings.omie.largestPage = cap
        }
        try await UpstreamRig.run(settings) { rig in
            try expectEverything(rig, try await rig.attempt(#"{"mode":"complete","page_size":500}"#))
        }
    }

    @Test func emptyListsAreComplete() async throws {
        let settings = SandboxSettings.small { settings in
            settings.omie.serviceOrders = 0
            settings.omie.clients = 0
            settings.omie.sellers = 0
        }
        try await UpstreamRig.run(settings) { rig in try expectEverything(rig, try await rig.attempt(complete)) }
    }

    @Test(.seeded) func chanceChangesNoRecord() async throws {
        let seed = try Seed.current
        let settings = SandboxSettings.small { settings in
            settings.omie.serviceOrders = 1_000
            settings.omie.clients = 400
            settings.faults.percent = 5
            settings.faults.seed = seed
            // Those after which a retry comes within seconds.
            settings.faults.kinds = [
                "broken", "html-502", "html-503", "html-504", "empty-body", "truncated", "reset", "bad-json",
                "no-total", "no-array",
            ]
        }
        try await UpstreamRig.run(settings) { rig in
            try expectEverything(rig, try await rig.attempt(#"{"mode":"complete","page_size":20}"#))
        }
    }

    @Test(.seeded) func attemptsThatAreCutOffGiveEachRecordOnce() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        try await UpstreamRig.run(.small { $0.omie.serviceOrders = 1_000 }) { rig in
            var pages = 0
            for _ in 0..<6 {
                let wanted = Int.random(in: 1...4, using: &generator)
                let seen = Mutex(0)
                let attempt = try await rig.attempt(complete) { frame in
                    guard case .checkpoint = frame else { return false }
                    return seen.withLock { seen in
                        seen += 1
                        return seen >= wanted
                    }
                }
                #expect(attempt.end == "cancelled")
                pages += wanted
            }
            try expectEverything(rig, try await rig.attempt(complete))
            // Each cut costs the call that was under way at most.
            let calls = rig.sandbox.log.calls.filter { $0.method == "ListarOS" }.count
            #expect(calls <= 20 + 6 && pages > 0)
        }
    }

    @Test func anotherJobIsAnsweredFromTheCacheOnDisk() async throws {
        try await UpstreamRig.run { rig in
            try expectEverything(rig, try await rig.attempt(complete))
            let calls = rig.sandbox.log.calls.count
            try rig.beginSecondJob()
            let second = try await rig.attempt(complete)
            try expectEverything(rig, second)
            #expect(rig.sandbox.log.calls.count == calls)
            #expect(try second.output?["resources"]?["clients"]?["cache"]?["state"]?.string == "hit")
        }
    }

    @Test func aMonthIsWhatTheFilterGives() async throws {
        try await UpstreamRig.run { rig in
            let attempt = try await rig.attempt(
                #"{"mode":"complete","month":"2026-03","resources":["service_orders"]}"#)
            #expect(attempt.end == "succeeded")
            let ids = try attempt.ids(of: "service_orders")
            let all = try #require(rig.sandbox.recordIDs(of: "service-orders"))
            #expect(!ids.isEmpty && ids.count < all.count && Set(ids).isSubset(of: all))
        }
    }
}
