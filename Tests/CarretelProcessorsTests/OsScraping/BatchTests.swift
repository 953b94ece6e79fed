import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct BatchTests {
    private static let limits = [LaneDescriptor.StartLimit(count: 2, window: .seconds(3_600))]
    private func numbers(_ count: Int) -> [String] { (1...count).map { "1\($0)" } }

    @Test func aThousandNumbersAreTenBatchesOfOneJob() async throws {
        let portal = ScriptedPortal(latency: .milliseconds(100))
        let numbers = numbers(1_000)
        var before: ScrapeAttempt?
        var ends: [String] = []
        for _ in 0..<10 {
            let begin = portal.clock.now.wall
            let run = try await ScrapeAttempt(
                portal, numbers, after: before, attemptsLeft: 2, limits: Self.limits)
            ends.append(run.end)
            if case .later(let moment, _, _) = run.outcome {
                #expect(moment == portal.clock.now.wall + .seconds(120))
                // 19 pauses of 2 s, and 100 service orders of 100 ms on one clock.
                #expect(portal.clock.now.wall - begin == .seconds(48))
                portal.clock.advance(by: moment - portal.clock.now.wall)
            }
            before = run
        }
        #expect(ends == Array(repeating: "later next_batch", count: 9) + ["succeeded"])
        #expect(Set(portal.asked) == Set(numbers) && portal.asked.count == numbers.count)
        let last = try #require(before)
        #expect(try last.results == numbers.map { "\($0) success" })
        #expect(try last.output["batches"]?.int64 == 10)
        #expect(last.batches.last == "CONCLUIDO 1000/0")
    }

    @Test func whatWaitsSaysWhichBatchComesWhen() async throws {
        let portal = ScriptedPortal()
        let first = try await ScrapeAttempt(portal, numbers(250), limits: Self.limits)
        #expect(
            first.reason?.message
                == "Batch 2 of 3 begins at 2026-11-20T12:02:38.000Z at the earliest; 100 of 250 service orders have their answer."
        )
        portal.clock.advance(by: .seconds(120))
        let second = try await ScrapeAttempt(portal, numbers(250), after: first, limits: Self.limits)
        // The limit of two batches in 60 minutes is used up by the first two.
        #expect(
            second.reason?.message.hasPrefix("Batch 3 of 3 begins at 2026-11-20T13:00:00.000Z at the earliest") == true)
        #expect(second.reason?.failureClass == .transient)
    }

    @Test func allAttemptsAgreeOnTheName() async throws {
        let portal = ScriptedPortal()
        let first = try await ScrapeAttempt(portal, numbers(3), settings: #"{"batch_size":2}"#)
        portal.clock.advance(by: .seconds(120))
        let second = try await ScrapeAttempt(portal, numbers(3), settings: #"{"batch_size":2}"#, after: first)
        #expect(try second.output["batch_name"]?.string == "Lote_20261120_090000")
    }

    @Test func aKilledAttemptIsGoneOnWithWithoutAskingTwice() async throws {
        let portal = ScriptedPortal()
        let numbers = numbers(100)
        let first = try await ScrapeAttempt(portal, numbers, settings: #"{"parallel":1}"#, attemptsLeft: 2) {
            // The report of the last of a group: nothing else is under way.
            $0.cancel(withReport: 41)
        }
        #expect(first.end == "cancelled")
        #expect(portal.asked.count < 50)
        let second = try await ScrapeAttempt(portal, numbers, settings: #"{"parallel":1}"#, after: first)
        #expect(second.end == "succeeded")
        #expect(Set(portal.asked) == Set(numbers) && portal.asked.count == numbers.count)
        #expect(try second.results == numbers.map { "\($0) success" })
        #expect(try second.output["batches"]?.int64 == 1)
        // Each try counts once, whichever attempt made it.
        #expect((first.tries + second.tries).count == 100)
        #expect(try second.output["engines"]?["http"]?.int64 == 100)
    }

    @Test func answersThatAreGoneAreAskedForAgain() async throws {
        let portal = ScriptedPortal()
        let first = try await ScrapeAttempt(portal, numbers(3), settings: #"{"batch_size":2}"#)
        first.attempt.staging.remove(named: "results.jsonl", ofAttempt: 1)
        let second = try await ScrapeAttempt(portal, numbers(3), after: first)
        #expect(second.end == "succeeded")
        #expect(second.attempt.warnings.map(\.code) == ["answers_lost"])
        #expect(portal.asked.count == 5)
    }

    @Test func groupsHaveAPauseBetweenThem() async throws {
        let portal = ScriptedPortal()
        let begin = portal.clock.now.wall
        _ = try await ScrapeAttempt(portal, numbers(11))
        #expect(portal.clock.now.wall - begin == .seconds(4))
    }

    @Test func progressTellsEachServiceOrderAndTheTimeThatIsLeft() async throws {
        let portal = ScriptedPortal(latency: .seconds(1))
        portal.fail("14", .page("notfound"))
        let run = try await ScrapeAttempt(
            portal, numbers(4), settings: #"{"parallel":1,"batch_size":3,"group_size":2}"#, limits: Self.limits)
        let reports = run.attempt.reported
        #expect(reports.map(\.current) == [nil, "11", "12", "13"])
        #expect(reports.map(\.percent) == [0, 25, 50, 75])
        #expect(reports.map(\.processed) == [0, 1, 2, 3])
        #expect(reports[1].message == "1 found, 0 not found, 0 errors; 1 s each.")
        // Two more seconds for one in another group, and 120 s and 1 s for the one of the next batch.
        #expect(reports[1].etaSeconds == 2 + 120 + 1)
        // Before any was measured each is taken to need 5 s.
        #expect(reports[0].etaSeconds == 3 * 5 + 2 + 120 + 5)
        #expect(
            reports[0].message
                == "4 service orders are 2 batches of up to 3; with at most 2 batches started in 60 minutes that takes "
                + "about 3 minutes.")
        let event = try JSONValue(parsing: reports[2].event)
        #expect(event["os"]?.string == "12" && event["progresso"]?.int64 == 50)
    }

    @Test func theJobsRowComesFirstAndLast() async throws {
        let portal = ScriptedPortal()
        let run = try await ScrapeAttempt(portal, numbers(2))
        guard case .scrapingBatch(let first) = run.attempt.rows.first,
            case .scrapingBatch(let last) = run.attempt.rows.last
        else { return #expect(Bool(false), "\(run.attempt.rows)") }
        #expect(first.status == .started && first.totalOS == 2)
        #expect(last.status == .completed && last.successCount == 2 && last.errorCount == 0)
    }

    @Test func theJobsRowSaysWhenItStoodLikeThat() async throws {
        let portal = ScriptedPortal(latency: .seconds(1))
        let begin = portal.clock.now.wall
        let run = try await ScrapeAttempt(portal, numbers(3), settings: #"{"parallel":1}"#)
        let moments = run.attempt.rows.compactMap { row -> Duration? in
            if case .scrapingBatch(let batch) = row { batch.updatedAt - begin } else { nil }
        }
        #expect(run.batches == ["INICIADO 0/0", "INICIADO 1/0", "INICIADO 2/0", "INICIADO 3/0", "CONCLUIDO 3/0"])
        #expect(moments.first == .zero && moments == moments.sorted())
        #expect(moments.last.map { $0 >= .seconds(3) } == true)
    }

    @Test func aSingleServiceOrderIsNoBatch() async throws {
        let portal = ScriptedPortal()
        let run = try await ScrapeAttempt(portal, ["7"])
        #expect(run.end == "succeeded" && run.batches.isEmpty)
        #expect(run.tries == ["7 success portal http"])
    }
}
