import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

extension Portals {
    /// Service orders off the portal that its server draws, by HTTP.
    @Suite(.temporaryDirectory, .timeLimit(.minutes(20))) struct PortalRequestTests {
        private let byHTTP = #","engine":"http""#

        @Test func aHundredServiceOrdersAreReadAsTheyAre() async throws {
            try await PortalRig.run(latency: .milliseconds(20)) { rig in
                let numbers = Array(1...100)
                let attempt = try await rig.job(numbers)
                #expect(attempt.end == "succeeded")
                #expect(try attempt.words == numbers.map { "\($0) success http" })
                try attempt.expectTruth(rig)
                #expect(rig.asked.sorted() == numbers)
                #expect(rig.calls("login") == 1)
                #expect(rig.sandbox.log.peaks["ordem"] == 3)
            }
        }

        @Test func theNextJobNeedsNoLogin() async throws {
            try await PortalRig.run { rig in
                _ = try await rig.job([1, 2])
                #expect(try await rig.job([3]).end == "succeeded")
                #expect(rig.calls("login") == 1)
                rig.sandbox.portal.logOutEverybody()
                #expect(try await rig.job([4, 5, 6]).end == "succeeded")
                #expect(rig.calls("login") == 2)
            }
        }

        @Test(arguments: ["logout", "login-200"])
        func aSessionThatEndsInTheMiddleIsRenewed(fault: String) async throws {
            try await PortalRig.run(faults: ["ordem:7:\(fault)"]) { rig in
                let attempt = try await rig.job(Array(1...12))
                #expect(attempt.end == "succeeded")
                #expect(rig.calls("login") == 2)
            }
        }

        @Test(
            "what befalls one service order is told as what it is",
            arguments: [
                ("ordem:3:login-200:always", "portal_logged_out", FailureClass.transient),
                ("ordem:3:http-500:always", "portal_failed", .transient),
                ("ordem:3:http-503:always", "portal_failed", .transient),
                ("ordem:3:html-502:always", "portal_failed", .transient),
                ("ordem:3:reset:always", "portal_failed", .transient),
                ("ordem:3:broken:always", "portal_failed", .transient),
                ("ordem:3:hang:always", "portal_timed_out", .transient),
                ("ordem:3:layout:always", "portal_layout_changed", .permanent),
                ("ordem:3:empty:always", "portal_layout_changed", .permanent),
                ("ordem:3:missing-field:always", "portal_layout_changed", .permanent),
                ("ordem:3:wrong-order:always", "portal_layout_changed", .permanent),
                ("ordem:3:html-garbage:always", "portal_layout_changed", .permanent),
                ("ordem:3:html-large:always", "portal_layout_changed", .permanent),
                ("ordem:3:spa-shell:always", "portal_needs_script", .permanent),
            ])
        func isTold(fault: String, code: String, failureClass: FailureClass) async throws {
            try await PortalRig.run(faults: [fault]) { rig in
                // One by one: a session that ends does so for all who are under way. Only what hangs is waited out.
                let attempt = try await rig.job(
                    [1, 2, 3, 4, 9_999_999], byHTTP, settings: PortalRig.oneByOne,
                    timeout: fault.contains(":hang") ? 10 : 60)
                #expect(attempt.end == "partial")
                #expect(attempt.reason?.code == code && attempt.reason?.failureClass == failureClass)
                let words = try attempt.words
                #expect(words[2].hasPrefix("3 error \(code)"))
                #expect(
                    words.filter { !$0.hasPrefix("3 ") }
                        == ["1 success http", "2 success http", "4 success http", "9999999 not_found http"])
            }
        }

        @Test func aWrongPasswordIsTriedOnce() async throws {
            try await PortalRig.run { rig in
                let attempt = try await rig.job(Array(1...20), password: "wrong", attemptsLeft: 2)
                #expect(attempt.end == "failed portal_login_failed")
                #expect(attempt.reason?.failureClass == .permanent)
                #expect(rig.calls("login") == 1 && rig.asked.isEmpty)
            }
        }

        @Test func aLoginThatDoesNotLastIsAFailedOne() async throws {
            try await PortalRig.run(faults: ["login:*:login-broken:always"]) { rig in
                let attempt = try await rig.job([1, 2], byHTTP)
                #expect(attempt.end == "failed portal_login_failed")
                #expect(rig.calls("login") == 1)
            }
        }

        @Test func aKilledAttemptIsGoneOnWithWithoutAskingTwice() async throws {
            try await PortalRig.run(latency: .milliseconds(10)) { rig in
                let numbers = Array(1...60)
                let first = try await rig.job(numbers, attemptsLeft: 2) { frame in
                    if case .checkpoint = frame { return rig.asked.count >= 25 }
                    return false
                }
                #expect(first.end == "cancelled")
                let before = rig.asked.count
                #expect((25..<60).contains(before))
                let second = try await rig.attempt(numbers)
                #expect(second.end == "succeeded")
                #expect(try second.words == numbers.map { "\($0) success http" })
                // What was on its way when the attempt ended has no answer that anybody could have kept.
                #expect((60...63).contains(rig.asked.count))
                #expect(Set(rig.asked).count == 60)
            }
        }

        @Test func aThousandAreTenBatches() async throws {
            try await PortalRig.run { rig in
                let numbers = Array(1...1_000)
                var attempt = try await rig.job(numbers)
                var ends = [attempt.end]
                while attempt.end == "later next_batch", ends.count < 12 {
                    attempt = try await rig.attempt(numbers)
                    ends.append(attempt.end)
                }
                #expect(ends == Array(repeating: "later next_batch", count: 9) + ["succeeded"])
                #expect(rig.asked.sorted() == numbers)
                #expect(try attempt.results.count == 1_000)
                #expect(try attempt.output["batches"]?.int64 == 10)
                #expect(rig.calls("login") == 1)
            }
        }

        @Test func repetitionsAndKnownAnswersAreNotAskedFor() async throws {
            try await PortalRig.run { rig in
                _ = try await rig.job([1, 2, 1])
                let attempt = try await rig.job([2, 1, 3, 3], #","max_age_seconds":600"#)
                // 1 and 2 are asked for at once.
                #expect(rig.asked.sorted() == [1, 2, 3])
                #expect(
                    try attempt.results.compactMap { $0["origin"]?.string } == [
                        "cache", "cache", "portal", "duplicate",
                    ])
                try attempt.expectTruth(rig)
            }
        }

        @Test func aSearchIsFollowedToTheServiceOrder() async throws {
            try await PortalRig.run { rig in
                let layout = #"{"extends":"plain","search":{"path":"/os?numero={os}","result":"a.resultado"}}"#
                let attempt = try await rig.job([1, 9_999_999], byHTTP, layout: layout)
                #expect(try attempt.words == ["1 success http", "9999999 not_found http"])
                #expect(rig.calls("busca") == 2 && rig.asked == [1])
                try attempt.expectTruth(rig)
            }
        }
    }
}
