import Testing

@testable import CarretelCore

/// Limits on starts: what they count, whom they hold up, and what those are told.
@Suite("DispatchMachine, limits on starts")
struct DispatchStartLimitTests {
    @Test("start limits hold over any window, and over a restart")
    func startLimits() throws {
        var bench = try MachineBench()
        let jobs = (0..<7).map { _ in bench.drop(Fixture.request("limited")) }
        bench.ready(1, 2, 3)
        for round in 0..<5 {
            let worker = round % 3 + 1
            guard let job = bench.machine.workers[WorkerID(rawValue: worker)]?.handed.first?.job else { continue }
            bench.advance(.seconds(2))
            bench.began(worker, job)
            bench.ended(worker, job)
        }
        #expect(bench.journal.rows(.ended).count == 5)
        #expect(bench.journal.rows(.waiting).count == 2)
        #expect(bench.machine.snapshot(at: bench.now).lanes[2].startLimitOpensAt == Fixture.start.wall + .seconds(60))
        bench.restart()
        #expect(bench.journal.rows(.waiting).count == 2)
        bench.advance(.seconds(49))
        #expect(bench.journal.rows(.waiting).count == 2)
        bench.advance(.seconds(1))
        #expect(bench.state(jobs[5]) == .running)
    }

    @Test(
        "limits on starts count pieces of work: what goes on starts though they are reached, what was put off does not")
    func startLimitsCountPieces() throws {
        var bench = try MachineBench()
        let jobs = (0..<6).map { _ in bench.drop(Fixture.request("limited")) }
        bench.ready(1, 2, 3)
        let failing = jobs[4]
        for _ in 0..<2 {
            for (worker, job) in bench.takeAssigned() where job != failing {
                bench.began(worker, job)
                bench.ended(worker, job)
            }
        }
        guard let worker = bench.machine.workers.first(where: { $0.value.handed.first?.job == failing })?.key else {
            Issue.record("the fifth job runs nowhere")
            return
        }
        bench.began(worker.rawValue, failing)
        bench.ended(worker.rawValue, failing, Fixture.failure(.transient, retryAfter: .seconds(1)))
        #expect(bench.state(jobs[5]) == .waiting)
        bench.advance(.seconds(2))
        #expect(bench.state(failing) == .running, "a retry is no new piece")
        #expect(bench.state(jobs[5]) == .waiting)

        guard let again = bench.takeAssigned().first(where: { $0.job == failing }) else {
            Issue.record("the retry was handed to nobody")
            return
        }
        bench.began(again.worker, failing)
        let moment = bench.now.wall + .seconds(1)
        let reason = FailureReason(.transient, code: "next_batch", message: "Test.")
        bench.ended(again.worker, failing, .later(notBefore: moment, checkpoint: [], reason: reason))
        bench.advance(.seconds(3))
        #expect(bench.state(failing) == .waiting, "the next piece is one")
        bench.restart()
        #expect(bench.state(failing) == .waiting)
        bench.advance(.seconds(60))
        #expect(bench.state(failing) == .running)
    }

    @Test("what goes on passes those whom the limits on starts hold up, whatever their priority")
    func goingOnPassesThoseHeldUp() throws {
        var bench = try MachineBench()
        let jobs = (0..<5).map { _ in bench.drop(Fixture.request("limited")) }
        bench.ready(1, 2, 3)
        for _ in 0..<2 {
            for (worker, job) in bench.takeAssigned() where job != jobs[4] {
                bench.began(worker, job)
                bench.ended(worker, job)
            }
        }
        let urgent = bench.drop(Fixture.request("limited", priority: 9))
        guard let worker = bench.machine.workers.first(where: { $0.value.handed.first?.job == jobs[4] })?.key else {
            Issue.record("the fifth job runs nowhere")
            return
        }
        bench.began(worker.rawValue, jobs[4])
        bench.ended(worker.rawValue, jobs[4], Fixture.failure(.transient, retryAfter: .seconds(1)))
        bench.advance(.seconds(2))
        #expect(bench.state(urgent) == .waiting)
        #expect(bench.state(jobs[4]) == .running)
        bench.restart()
        #expect(bench.state(jobs[4]) == .running, "an interruption is no new piece either")
        #expect(bench.state(urgent) == .waiting)
    }

    @Test("a limit on starts that is raised while the lane works lets those go who waited for it")
    func reconfiguredStartLimits() throws {
        var bench = try MachineBench()
        for _ in 0..<5 { bench.drop(Fixture.request("limited")) }
        bench.ready(1, 2, 3)
        _ = bench.runAll()
        let waiting = bench.drop(Fixture.request("limited"))
        #expect(bench.state(waiting) == .waiting)
        var lanes = Fixture.lanes()
        lanes[2].startLimits = [.init(count: 6, window: .seconds(60))]
        bench.feed(.reconfigured(lanes))
        #expect(bench.state(waiting) == .running)
    }

    @Test("those who wait are told of the limit while the slots are in use, too")
    func announcementsWhileBusy() throws {
        var bench = try MachineBench()
        for _ in 0..<5 { bench.drop(Fixture.request("limited")) }
        bench.ready(1, 2, 3)
        for (worker, job) in bench.takeAssigned().prefix(2) {
            bench.began(worker, job)
            bench.ended(worker, job)
        }
        #expect(bench.machine.snapshot(at: bench.now).lanes[2].running == 3, "all slots are in use")
        let waiting = bench.drop(Fixture.request("limited"))
        let told = bench.sent.contains { action in
            if case .announce(waiting, let forecast) = action { forecast.place == 1 } else { false }
        }
        #expect(told)
        #expect(bench.machine.snapshot(at: bench.now).lanes[2].startLimitOpensAt == Fixture.start.wall + .seconds(60))
    }

    @Test("those whom the limit on starts holds up are told when they start, again when that changes, and no others")
    func announcements() throws {
        func announced(_ bench: inout MachineBench) -> [String] {
            let words = bench.sent.compactMap { action -> String? in
                guard case .announce(let number, let forecast) = action else { return nil }
                let seconds = (forecast.startsAt - Fixture.start.wall).wholeMilliseconds / 1_000
                return "\(number.rawValue) place \(forecast.place) at \(seconds)"
            }
            bench.sent.removeAll { if case .announce = $0 { true } else { false } }
            return words
        }
        var bench = try MachineBench()
        for _ in 0..<5 { bench.drop(Fixture.request("limited")) }
        bench.ready(1, 2, 3)
        for _ in 0..<2 {
            for (worker, job) in bench.takeAssigned() {
                bench.began(worker, job)
                bench.ended(worker, job)
                bench.advance(.seconds(2))
            }
        }
        #expect(announced(&bench).isEmpty, "nobody waited for the limit")
        for _ in 0..<6 { bench.drop(Fixture.request("limited")) }
        bench.advance(.seconds(1))
        let words = announced(&bench)
        #expect(words.first == "6 place 1 at 60")
        #expect(words.count == 6 && words.last == "11 place 6 at 120", "\(words)")
        bench.advance(.seconds(1))
        #expect(announced(&bench).isEmpty, "nothing changed")
        bench.cancel(JobNumber(rawValue: 6))
        bench.advance(.seconds(1))
        #expect(announced(&bench).contains("11 place 5 at 62"))
        bench.restart()
        bench.advance(.seconds(1))
        #expect(announced(&bench).first == "7 place 1 at 60")
    }
}
