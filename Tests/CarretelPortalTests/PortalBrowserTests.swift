import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

extension Portals {
    /// Service orders off the portal that scripts build, in real browsers.
    @Suite(.temporaryDirectory, .timeLimit(.minutes(20))) struct PortalBrowserTests {
        @Test func serviceOrdersAreReadAsTheyAre() async throws {
            try await PortalRig.run { rig in
                let attempt = try await rig.job(Array(1...8) + [9_999_999], scripted: true)
                #expect(attempt.end == "succeeded")
                #expect(try attempt.words == (1...8).map { "\($0) success browser" } + ["9999999 not_found browser"])
                try attempt.expectTruth(rig)
                #expect(rig.calls("spa-login") <= 3)
            }
        }

        @Test func aBrowserStaysLoggedInFromJobToJob() async throws {
            try await PortalRig.run { rig in
                _ = try await rig.job([1], scripted: true)
                let second = try await rig.job([2], scripted: true)
                #expect(second.end == "succeeded")
                #expect(rig.calls("spa-login") == 1)
                rig.sandbox.portal.logOutEverybody()
                #expect(try await rig.job([3], scripted: true).end == "succeeded")
                #expect(rig.calls("spa-login") == 2)
            }
        }

        @Test func aPageThatNeedsScriptsIsReadInABrowser() async throws {
            try await PortalRig.run(faults: ["ordem:2:spa-shell:always"]) { rig in
                let attempt = try await rig.job([1, 2], settings: PortalRig.oneByOne)
                #expect(attempt.end == "succeeded")
                #expect(try attempt.words == ["1 success http", "2 success browser"])
                try attempt.expectTruth(rig)
            }
        }

        @Test func aWrongPasswordIsTriedOnce() async throws {
            try await PortalRig.run { rig in
                let attempt = try await rig.job([1, 2, 3], scripted: true, password: "wrong", attemptsLeft: 2)
                #expect(attempt.end == "failed portal_login_failed")
                #expect(rig.calls("spa-login") == 1)
            }
        }

        @Test(
            "what befalls one service order is told as what it is",
            arguments: [
                // The limit is waited out where nothing comes that the layout knows.
                ("spa-ordem:2:http-500:always", "portal_failed", 120),
                ("spa-ordem:2:hang:always", "portal_timed_out", 20),
                ("spa-ordem:2:layout:always", "portal_layout_changed", 20),
            ])
        func isTold(fault: String, code: String, limit: Int) async throws {
            try await PortalRig.run(faults: [fault]) { rig in
                let settings = PortalRig.settings(parallel: 1, browserLimit: limit)
                let attempt = try await rig.job([1, 2, 3], settings: settings, scripted: true)
                #expect(attempt.end == "partial")
                let words = try attempt.words
                #expect(words[0] == "1 success browser" && words[2] == "3 success browser")
                #expect(words[1].hasPrefix("2 error \(code)"), "\(words)")
            }
        }
    }
}

extension PortalRig {
    static let oneByOne = settings(parallel: 1)
}
