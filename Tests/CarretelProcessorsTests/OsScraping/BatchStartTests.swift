import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// A lane counts a job's first attempt and those after `later`: no other may begin a batch.
@Suite struct BatchStartTests {
    private let three = #"{"parallel":1,"group_pause_ms":0,"batch_size":3,"error_brake":2}"#
    private let numbers = (11...16).map(String.init)

    @Test(arguments: [nil, "600"])
    func aBrakeOnTheLastOrdersOfABatchPutsTheNextOneOff(retryAfter: String?) async throws {
        let portal = ScriptedPortal()
        let headers = retryAfter.map { [HTTPHeaders.Field(name: "Retry-After", value: $0)] } ?? []
        portal.fail("12", .page("oops", status: 500))
        portal.fail("13", .page("oops", status: 500, headers: headers))
        let first = try await ScrapeAttempt(portal, numbers, settings: three, attemptsLeft: 2)
        guard case .later(let moment, _, let reason) = first.outcome else {
            return #expect(Bool(false), "\(first.end)")
        }
        #expect(moment == portal.clock.now.wall + .seconds(retryAfter == nil ? 120 : 600))
        #expect(reason.message.contains("Batch 2 of 2 begins at \(moment.rfc3339Milliseconds)"))
        #expect(reason.message.contains("The portal answered no more: "))
        let second = try await ScrapeAttempt(portal, numbers, settings: three, after: first, attemptsLeft: 2)
        #expect(second.end == "failed portal_failed")
        #expect(portal.asked == numbers)
        // What is left of one batch is the same piece of work, tried again.
        let third = try await ScrapeAttempt(portal, numbers, settings: three, after: second, attemptsLeft: 1)
        #expect(third.end == "succeeded")
        #expect(portal.asked == numbers + ["12", "13"])
    }

    @Test func anAttemptThatDiedAfterABatchIsFollowedByThePause() async throws {
        let portal = ScriptedPortal()
        let first = try await ScrapeAttempt(portal, numbers, settings: three, attemptsLeft: 2)
        #expect(first.end == "later next_batch")
        let second = try await ScrapeAttempt(
            portal, numbers, settings: three, after: first, wasKilled: true, attemptsLeft: 2)
        #expect(second.end == "later next_batch")
        #expect(portal.asked == Array(numbers.prefix(3)))
        let third = try await ScrapeAttempt(portal, numbers, settings: three, after: second, attemptsLeft: 2)
        #expect(third.end == "succeeded")
        #expect(portal.asked == numbers)
    }

    @Test func anotherRoundOfSeveralBatchesBeginsWithThePause() async throws {
        let portal = ScriptedPortal()
        for number in numbers { portal.fail(number, .page("oops", status: 500)) }
        let settings = #"{"parallel":1,"group_pause_ms":0,"batch_size":3,"error_brake":0}"#
        var ends: [String] = []
        var asked: [Int] = []
        var run: ScrapeAttempt?
        for _ in 0..<5 {
            run = try await ScrapeAttempt(portal, numbers, settings: settings, after: run, attemptsLeft: 2)
            ends.append(run?.end ?? "")
            asked.append(portal.asked.count)
        }
        let later = "later next_batch"
        #expect(ends == [later, "failed portal_failed", later, later, "succeeded"])
        #expect(asked == [3, 6, 6, 9, 12])
        #expect(try run?.output["batches"]?.int64 == 4)
    }

    @Test(arguments: [1, 5])
    func theAttemptAfterABrakeOnTheLastOrdersAsks(count: Int) async throws {
        let portal = ScriptedPortal()
        let settings = #"{"parallel":1,"group_pause_ms":0}"#
        let numbers = (1...count).map(String.init)
        let header = HTTPHeaders.Field(name: "Retry-After", value: "120")
        for number in numbers {
            portal.fail(number, .page("busy", status: 429, headers: count == 1 ? [header] : []))
        }
        let first = try await ScrapeAttempt(portal, numbers, settings: settings, attemptsLeft: 1)
        #expect(first.end == "failed portal_failed")
        #expect(first.reason?.message.hasPrefix("The portal answers no more: ") == true)
        let second = try await ScrapeAttempt(portal, numbers, settings: settings, after: first)
        #expect(second.end == "succeeded")
        #expect(portal.asked == numbers + numbers)
    }
}
