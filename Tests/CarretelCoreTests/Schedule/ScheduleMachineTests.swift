import CarretelTestKit
import Testing

@testable import CarretelCore

/// Schedules on a clock that only the test moves; jobs end when the test says so.
struct ScheduleBench {
    var machine: ScheduleMachine
    let clock: ManualClock
    let rules: [ScheduleRule]

    /// Starts at 12:00:00 UTC.
    init(_ rules: ScheduleRule..., memories: [String: ScheduleMemory] = [:], clock: ManualClock = ManualClock()) {
        self.rules = rules
        self.clock = clock
        machine = ScheduleMachine(rules, memories: memories, startedAt: clock.now.wall)
    }

    var memory: ScheduleMemory? { machine.memories["s"] }
    var now: Timestamp { clock.now.wall }

    /// What is dropped now, as `hh:mm:ss`, with `!` for the run at the start.
    mutating func drops() -> [String] {
        machine.advance(to: now).map { name in
            guard let run = machine.memories[name]?.last else { return "?" }
            machine.note(.dropped, of: name, due: run.due)
            return String(run.due.rfc3339Milliseconds.dropFirst(11).prefix(8)) + (run.isAtStart ? "!" : "")
        }
    }

    /// Lets time pass, then says what is dropped.
    mutating func drops(after seconds: Int) -> [String] {
        clock.advance(by: .seconds(seconds))
        return drops()
    }

    mutating func end() {
        guard let last = memory?.last else { return }
        machine.note(.ended(.init(status: .succeeded)), of: "s", due: last.due)
    }

    /// The daemon was away: nothing ran, and what it knew is what the next one knows.
    mutating func restart(after seconds: Int) {
        clock.advance(by: .seconds(seconds))
        machine = ScheduleMachine(rules, memories: machine.memories, startedAt: now)
    }
}

private func every(
    _ seconds: Int, missed: MissedPolicy = .once, jitter: Int = 0, atStart: Bool = false
) -> ScheduleRule {
    ScheduleRule(
        name: "s", recurrence: .interval(.seconds(seconds)), timing: "every \(seconds) s", missed: missed,
        jitter: .seconds(jitter), runsAtStart: atStart)
}

private func cron(_ text: String, missed: MissedPolicy = .once) throws -> ScheduleRule {
    ScheduleRule(name: "s", recurrence: .cron(try CronExpression(text), .utc), timing: text, missed: missed)
}

@Suite struct ScheduleMachineTests {
    @Test func nothingIsDueBeforeTheFirstInterval() {
        var bench = ScheduleBench(every(1_800))
        #expect(bench.drops() == [])
        #expect(bench.machine.nextWake(after: bench.now) == bench.now + .seconds(1_800))
        #expect(bench.drops(after: 1_799) == [])
        #expect(bench.drops(after: 1) == ["12:30:00"])
        #expect(bench.drops() == [])
    }

    @Test func theRunAtTheStartBeginsTheIntervals() {
        var bench = ScheduleBench(every(1_800, atStart: true))
        #expect(bench.drops() == ["12:00:00!"])
        bench.end()
        #expect(bench.drops(after: 1_800) == ["12:30:00"])
        bench.end()
        bench.restart(after: 600)
        #expect(bench.drops() == ["12:40:00!"])
        bench.end()
        #expect(bench.drops(after: 1_800) == ["13:10:00"])
    }

    @Test func twoStartsInOneSecondAreOne() {
        var bench = ScheduleBench(every(1_800, atStart: true))
        #expect(bench.drops() == ["12:00:00!"])
        bench.end()
        bench.restart(after: 0)
        #expect(bench.drops() == [])
    }

    @Test(arguments: MissedPolicy.allCases)
    func thereAreNeverTwoAtOnce(policy: MissedPolicy) {
        var bench = ScheduleBench(every(60, missed: policy))
        #expect(bench.drops(after: 60) == ["12:01:00"])
        #expect(bench.drops(after: 200) == [])
        #expect(bench.machine.nextWake(after: bench.now) == bench.now + .seconds(40))
        bench.end()
        // 12:02, 12:03 and 12:04 were missed; it is 12:04:20.
        switch policy {
        case .once, .skip:
            #expect(bench.drops() == ["12:04:00"])
            #expect(bench.memory?.skipped == 2)
            bench.end()
            #expect(bench.drops() == [])
        case .all:
            #expect(bench.drops() == ["12:02:00"])
            #expect(bench.drops() == [])
            bench.end()
            #expect(bench.drops() == ["12:03:00"])
            bench.end()
            #expect(bench.drops() == ["12:04:00"])
            bench.end()
            #expect(bench.drops() == [])
            #expect(bench.memory?.skipped == 0)
        }
    }

    @Test(arguments: [(MissedPolicy.once, ["11:00:00"], 3), (.all, ["08:00:00"], 0), (.skip, [], 4)])
    func whatWasMissedWhileTheDaemonWasDown(policy: MissedPolicy, dropped: [String], skipped: Int) throws {
        let clock = ManualClock()
        let memory = ScheduleMemory(timing: "0 * * * *", considered: clock.now.wall + .seconds(-5 * 3_600 + 0))
        // It is 11:59: 08:00 to 11:00 were missed.
        clock.advance(by: .seconds(-60))
        var bench = ScheduleBench(try cron("0 * * * *", missed: policy), memories: ["s": memory], clock: clock)
        #expect(bench.drops() == dropped)
        #expect(bench.memory?.skipped == skipped)
    }

    @Test func skippingHasAGrace() throws {
        for (late, dropped) in [(299, ["12:00:00"]), (300, ["12:00:00"]), (301, [])] {
            let clock = ManualClock()
            let memory = ScheduleMemory(timing: "0 * * * *", considered: clock.now.wall + .seconds(-3_600))
            clock.advance(by: .seconds(late))
            var bench = ScheduleBench(try cron("0 * * * *", missed: .skip), memories: ["s": memory], clock: clock)
            #expect(bench.drops() == dropped, "\(late) s late")
            #expect(bench.memory?.skipped == 1 - dropped.count)
        }
    }

    @Test func aRunThatStandsForOthersIsTheOneAtTheStartToo() {
        var bench = ScheduleBench(every(60, atStart: true))
        #expect(bench.drops() == ["12:00:00!"])
        bench.end()
        bench.restart(after: 600)
        #expect(bench.drops() == ["12:10:00!"])
        #expect(bench.memory?.skipped == 9)
    }

    @Test func aStartWaitsForTheRunBeforeIt() {
        var bench = ScheduleBench(every(3_600, atStart: true))
        #expect(bench.drops() == ["12:00:00!"])
        bench.restart(after: 10)
        #expect(bench.drops() == [])
        #expect(bench.machine.entries[0].outlook(at: bench.now) == .init(next: bench.now, isPending: true))
        bench.end()
        #expect(bench.drops(after: 5) == ["12:00:10!"])
    }

    @Test func makingUpForAllIsBounded() {
        var bench = ScheduleBench(every(60, missed: .all))
        #expect(bench.drops(after: 60 * 500) == ["18:41:00"])
        #expect(bench.memory?.skipped == 500 - ScheduleMachine.maxCatchUp)
        var count = 1
        bench.end()
        while !bench.drops().isEmpty {
            count += 1
            bench.end()
        }
        #expect(count == ScheduleMachine.maxCatchUp)
    }

    @Test(arguments: ["* * * * *", "0 12 1 1 *", "*/7 3 * * 1"])
    func yearsAwayNeitherFloodNorTakeLong(text: String) throws {
        let clock = ManualClock()
        let memory = ScheduleMemory(timing: text, considered: clock.now.wall + .seconds(-20 * 365 * 86_400))
        var bench = ScheduleBench(try cron(text, missed: .once), memories: ["s": memory], clock: clock)
        #expect(bench.drops().count == 1)
        #expect(bench.memory.map { $0.skipped < ScheduleMachine.maxMissed } == true)
        bench.end()
        #expect(bench.drops() == [])
    }

    @Test(arguments: MissedPolicy.allCases)
    func aClockSetForwardIsLikeAnAbsence(policy: MissedPolicy) {
        var bench = ScheduleBench(every(60, missed: policy))
        bench.clock.stepWall(by: .seconds(365 * 86_400))
        #expect(bench.drops().count == 1)
        #expect(bench.drops().count == 0)
    }

    @Test(arguments: [30, 60, 61, 3_600, 86_400 * 365])
    func aClockSetBackNeitherRepeatsAtOnceNorStandsStill(seconds: Int) {
        var bench = ScheduleBench(every(60))
        #expect(bench.drops(after: 60) == ["12:01:00"])
        bench.end()
        bench.clock.stepWall(by: .seconds(-seconds))
        #expect(bench.drops() == [])
        // Within what is still taken for the same time it waits for that to come again.
        let wait = seconds > 60 ? 60 : seconds + 60
        #expect(bench.machine.nextWake(after: bench.now) == bench.now + .seconds(wait))
        #expect(bench.drops(after: wait - 1) == [])
        #expect(bench.drops(after: 1).count == 1)
    }

    @Test func momentsThatComeAgainAfterTheClockWasSetBackAreOtherRuns() throws {
        var bench = ScheduleBench(try cron("0 * * * *"))
        #expect(bench.drops(after: 3_600) == ["13:00:00"])
        let first = try #require(bench.memory?.last)
        bench.end()
        bench.clock.stepWall(by: .seconds(-3_000))
        #expect(bench.drops() == [])
        #expect(bench.drops(after: 3_000) == ["13:00:00"])
        let second = try #require(bench.memory?.last)
        #expect(second.due == first.due)
        // The same NAME or key would be answered with the first run's result.
        #expect(second.jobName(of: "s") == first.jobName(of: "s") + "-1")
        #expect(second.key(of: "s") != first.key(of: "s"))
    }

    @Test func otherTimesThanBeforeMakeNothingMissed() throws {
        let clock = ManualClock()
        let memory = ScheduleMemory(
            timing: "0 22 * * *", considered: clock.now.wall + .seconds(-86_400), skipped: 7)
        var bench = ScheduleBench(try cron("0 3 * * *"), memories: ["s": memory], clock: clock)
        #expect(bench.drops() == [])
        #expect(bench.memory?.skipped == 7)
        bench.machine.replace([try cron("0 13 * * *")], at: bench.now)
        #expect(bench.drops() == [])
        #expect(bench.drops(after: 3_600) == ["13:00:00"])
    }

    @Test func rulesThatAreReplacedKeepWhatIsKnown() {
        var bench = ScheduleBench(every(60, atStart: true))
        #expect(bench.drops() == ["12:00:00!"])
        bench.clock.advance(by: .seconds(30))
        bench.machine.replace([every(60, missed: .skip, atStart: true)], at: bench.now)
        #expect(bench.drops() == [])
        bench.end()
        #expect(bench.drops(after: 30) == ["12:01:00"])
        bench.machine.replace([], at: bench.now)
        #expect(bench.machine.nextWake(after: bench.now) == nil)
    }

    @Test func chancePutsOffByTheSameAfterARestart() {
        var bench = ScheduleBench(every(3_600, jitter: 600))
        let due = bench.now + .seconds(3_600)
        let drop = bench.rules[0].dropTime(of: due)
        #expect((due...due + .seconds(600)).contains(drop))
        #expect(bench.machine.nextWake(after: bench.now) == drop)
        bench.restart(after: 1_800)
        #expect(bench.machine.nextWake(after: bench.now) == drop)
        bench.clock.advance(by: drop - bench.now + .milliseconds(-1))
        #expect(bench.drops() == [])
        bench.clock.advance(by: .milliseconds(1))
        #expect(bench.drops() == ["13:00:00"])
        // The next one is counted from the moment itself.
        let next = bench.rules[0].dropTime(of: due + .seconds(3_600))
        #expect(bench.machine.nextWake(after: bench.now) == next)
        let draws = (0..<100).map { bench.rules[0].dropTime(of: due + .seconds($0)) - (due + .seconds($0)) }
        #expect(Set(draws).count > 90)
    }

    @Test func anEndOfAnEarlierRunIsNotTakenForThatOfTheLast() {
        var bench = ScheduleBench(every(60))
        #expect(bench.drops(after: 60).count == 1)
        let first = bench.memory?.last?.due
        bench.end()
        #expect(bench.drops(after: 60).count == 1)
        bench.machine.note(.ended(.init()), of: "s", due: first ?? bench.now)
        #expect(bench.machine.entries[0].isBusy)
    }

    @Test func theRunBeforeTheLastIsRemembered() {
        var bench = ScheduleBench(every(60))
        #expect(bench.drops(after: 60) == ["12:01:00"])
        #expect(bench.memory?.previous == nil)
        bench.end()
        let first = bench.memory?.last
        #expect(bench.drops(after: 60) == ["12:02:00"])
        #expect(bench.memory?.previous == first)
    }

    @Test func namesAndKeysTellTheMoment() throws {
        let run = ScheduledRun(due: try Timestamp(parsingRFC3339: "2026-11-21T05:30:00Z"))
        #expect(run.jobName(of: "odoo-sync") == "odoo-sync-20261121T053000Z")
        #expect(run.key(of: "odoo-sync") == "schedule/odoo-sync/2026-11-21T05:30:00Z")
    }
}

@Suite(.seeded) struct ScheduleWalkTests {
    /// Whatever happens to clock, daemon and jobs: one at a time, every moment once, and it goes on.
    @Test(arguments: MissedPolicy.allCases)
    func everyMomentIsRunOncePassedOverOrToCome(policy: MissedPolicy) throws {
        let seed = try Seed.current
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            var bench = ScheduleBench(every(60, missed: policy, jitter: Bool.random(using: &generator) ? 20 : 0))
            let first = bench.now
            var runs: [Timestamp] = []
            for _ in 0..<200 {
                switch Int.random(in: 0..<10, using: &generator) {
                case 0: bench.restart(after: Int.random(in: 0...2_000, using: &generator))
                case 1...3: bench.end()
                default: bench.clock.advance(by: .seconds(Int.random(in: 0...90, using: &generator)))
                }
                let wasBusy = bench.machine.entries[0].isBusy
                let dropped = bench.drops()
                #expect(dropped.isEmpty || !wasBusy, "seed \(seed): two at once")
                if !dropped.isEmpty, let last = bench.memory?.last { runs.append(last.due) }
                let considered = bench.memory?.considered ?? first
                let passed = Int((considered - first).wholeMilliseconds / 60_000)
                #expect(runs.count + (bench.memory?.skipped ?? 0) == passed, "seed \(seed)")
                let wake = try #require(bench.machine.nextWake(after: bench.now))
                #expect(wake > bench.now && wake <= bench.now + .seconds(140), "seed \(seed)")
            }
            #expect(Set(runs).count == runs.count && runs == runs.sorted(), "seed \(seed)")
        }
    }
}
