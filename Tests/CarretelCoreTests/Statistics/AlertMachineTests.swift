import Testing

@testable import CarretelCore

/// What an operator is told, by readings of a clock that nobody waits for.
@Suite struct AlertMachineTests {
    private let job = JobNumber(rawValue: 7)
    /// The beginning of a minute.
    private let start = Timestamp(microseconds: 1_800_000_000_000_000)

    private func machine(_ change: (inout AlertThresholds) -> Void = { _ in }) -> AlertMachine {
        var thresholds = AlertThresholds()
        change(&thresholds)
        return AlertMachine(thresholds: thresholds)
    }

    private func at(_ seconds: Int) -> Timestamp { start + .seconds(seconds) }

    private func tries(
        _ count: Int, failing: Int = 0, seconds: Double = 1, at moment: Int, _ origin: ScrapingUsage.Origin = .portal
    ) -> [ScrapingUsage] {
        (0..<count).map { index in
            ScrapingUsage(
                osNumber: "\(index)", outcome: "", isSuccess: index >= failing, origin: origin, engine: "http",
                processingTime: .seconds(seconds), createdAt: at(moment))
        }
    }

    private func words(_ changes: [AlertChange]) -> [String] {
        changes.map { "\($0.isRaised ? "+" : "-")\($0.kind.rawValue)" }
    }

    @Test func aFifthOfFailuresIsNotTooMuchAndOneMoreIs() {
        var machine = machine()
        machine.record(tries(10, failing: 2, at: 0), of: job, at: at(0))
        #expect(machine.look(at: at(1)).isEmpty)
        #expect(machine.measures.first { $0.kind == .errorRate }?.value == 20)
        machine.record(tries(1, failing: 1, at: 2), of: job, at: at(2))
        #expect(words(machine.look(at: at(2))) == ["+error_rate"])
        #expect(machine.measures.first?.raisedAt == at(2))
        #expect(
            machine.measures.first?.words == "3 of 11 tries of the last 60 min failed: 27.2 %, the limit is 20 %")
        // Told once.
        #expect(machine.look(at: at(3)).isEmpty)
        #expect(machine.measures.first?.raisedAt == at(2))
    }

    @Test func fourTriesAreTooFewToJudge() {
        var machine = machine()
        machine.record(tries(4, failing: 4, at: 0), of: job, at: at(0))
        #expect(machine.look(at: at(0)).isEmpty)
        machine.record(tries(1, failing: 1, at: 0), of: job, at: at(0))
        #expect(words(machine.look(at: at(0))) == ["+error_rate"])
    }

    @Test func answersWithoutThePortalCountForNothing() {
        var machine = machine()
        machine.record(tries(50, at: 0, .cache) + tries(50, at: 0, .duplicate), of: job, at: at(0))
        machine.record(tries(5, failing: 2, at: 0), of: job, at: at(0))
        #expect(words(machine.look(at: at(0))) == ["+error_rate"])
        #expect(machine.measures.first?.value == 40)
    }

    @Test func anAlertIsOverWhenItsTriesLeaveTheWindowAndNotBefore() throws {
        var machine = machine()
        machine.record(tries(5, failing: 5, at: 30), of: job, at: at(30))
        #expect(words(machine.look(at: at(30))) == ["+error_rate"])
        let next = try #require(machine.nextLook(after: at(30)))
        #expect(next == at(61 * 60))
        #expect(machine.look(at: next + .seconds(-1)).isEmpty)
        #expect(words(machine.look(at: next)) == ["-error_rate"])
        #expect(machine.measures.isEmpty)
        #expect(machine.nextLook(after: next) == nil)
    }

    @Test func anIdleMachineIsWokenOnceToForgetAndNeverAgain() throws {
        var machine = machine()
        #expect(machine.nextLook(after: at(0)) == nil)
        machine.record(tries(3, at: 0), of: job, at: at(0))
        machine.record(tries(3, failing: 1, at: 600), of: job, at: at(600))
        machine.see(attempts: [:], waiting: 0, hasWorkers: false, at: at(600))
        #expect(machine.look(at: at(600)).isEmpty)
        // Not at every minute that leaves the window, but at the last.
        let next = try #require(machine.nextLook(after: at(600)))
        #expect(next == at(600 + 61 * 60))
        _ = machine.look(at: next)
        #expect(machine.nextLook(after: next) == nil)
    }

    @Test func oneLongServiceOrderIsToldForAnHour() throws {
        var machine = machine()
        machine.record(tries(1, seconds: 300, at: 0), of: job, at: at(0))
        #expect(machine.look(at: at(0)).isEmpty)
        machine.record(tries(1, seconds: 300.5, at: 60), of: job, at: at(60))
        #expect(words(machine.look(at: at(60))) == ["+duration"])
        #expect(
            machine.measures.first { $0.kind == .duration }?.words
                == "0 took 5 min, the longest of the last 60 min, the limit is 5 min")
        let next = try #require(machine.nextLook(after: at(60)))
        _ = machine.look(at: next)
        let last = try #require(machine.nextLook(after: next))
        #expect(words(machine.look(at: last)) == ["-duration"])
    }

    @Test func anAttemptThatStandsStillIsToldWhenItsTimeIsUp() throws {
        var machine = machine { $0.memoryMiB = 0 }
        machine.see(attempts: [job: (attempt: 1, beganAt: at(0))], waiting: 0, hasWorkers: true, at: at(0))
        #expect(machine.look(at: at(1)).isEmpty)
        let next = try #require(machine.nextLook(after: at(1)))
        #expect(next == at(300) + .microseconds(1))
        // It gets on meanwhile, with an answer out of the cache.
        machine.record(tries(1, at: 200, .cache), of: job, at: at(200))
        #expect(machine.look(at: next).isEmpty)
        let later = try #require(machine.nextLook(after: next))
        #expect(later == at(500) + .microseconds(1))
        #expect(words(machine.look(at: later)) == ["+duration"])
        #expect(machine.measures.contains { $0.kind == .duration && $0.raisedAt == later && $0.value == 300 })
        // Nothing changes by itself any more.
        #expect(machine.nextLook(after: later) == nil)
    }

    @Test func anAttemptThatStoodStillIsToldForAnHourAfterItsEnd() throws {
        var machine = machine { $0.memoryMiB = 0 }
        machine.see(attempts: [job: (attempt: 1, beganAt: at(0))], waiting: 0, hasWorkers: true, at: at(0))
        #expect(machine.look(at: at(299)).isEmpty)
        // Nobody looked before it was ended at its time limit, and it has no try to show for it.
        machine.see(attempts: [job: (attempt: 2, beganAt: at(301))], waiting: 0, hasWorkers: true, at: at(301))
        #expect(words(machine.look(at: at(301))) == ["+duration"])
        #expect(
            machine.measures.first { $0.kind == .duration }?.words
                == "job number 7 without finishing anything took 5 min 1 s, the longest of the last 60 min, "
                + "the limit is 5 min")
        #expect(!machine.measures.contains { $0.kind == .errorRate })
        machine.see(attempts: [:], waiting: 0, hasWorkers: true, at: at(310))
        #expect(machine.look(at: at(310)).isEmpty)
        let next = try #require(machine.nextLook(after: at(310)))
        #expect(next == at(66 * 60))
        #expect(words(machine.look(at: next)) == ["-duration"])
    }

    @Test func anAttemptThatGetsOnAfterStandingStillIsToldForAnHour() {
        var machine = machine()
        machine.see(attempts: [job: (attempt: 1, beganAt: at(0))], waiting: 0, hasWorkers: true, at: at(0))
        machine.record(tries(1, at: 400, .cache), of: job, at: at(400))
        #expect(words(machine.look(at: at(400))) == ["+duration"])
        #expect(machine.look(at: at(500)).isEmpty)
    }

    @Test func aRateThatSwingsAroundItsLimitIsToldOnce() {
        var machine = machine { $0.errorRateMinimum = 10 }
        machine.record(tries(20, failing: 5, at: 0), of: job, at: at(0))
        #expect(words(machine.look(at: at(0))) == ["+error_rate"])
        for second in 1...4 {
            // 5 of 25, 6 of 26, 6 of 30: 20 %, 23 %, 20 %.
            machine.record(
                tries(second % 2 == 1 ? 5 : 1, failing: second % 2 == 1 ? 0 : 1, at: second), of: job, at: at(second))
            #expect(machine.look(at: at(second)).isEmpty)
        }
        // 7 of 43 are 16.2 %, 7 of 44 are 15.9 %: less than 80 % of the limit.
        machine.record(tries(11, at: 5), of: job, at: at(5))
        #expect(machine.look(at: at(5)).isEmpty)
        machine.record(tries(1, at: 6), of: job, at: at(6))
        #expect(words(machine.look(at: at(6))) == ["-error_rate"])
    }

    @Test func moreThanFiftyWaitingJobsAreToldUntilThereAreFewerThanForty() {
        var machine = machine()
        func changes(_ waiting: Int, at second: Int) -> [String] {
            machine.see(attempts: [:], waiting: waiting, hasWorkers: false, at: at(second))
            return words(machine.look(at: at(second)))
        }
        #expect(changes(50, at: 0).isEmpty)
        #expect(changes(51, at: 1) == ["+waiting"])
        #expect(machine.measures.map(\.words) == ["51 jobs wait, the limit is 50"])
        #expect(machine.nextLook(after: at(1)) == nil)
        for second in 2...9 { #expect(changes(second % 2 == 0 ? 40 : 51, at: second).isEmpty) }
        #expect(machine.measures.first?.raisedAt == at(1))
        #expect(changes(39, at: 10) == ["-waiting"])
        #expect(changes(50, at: 11).isEmpty)
    }

    @Test func memoryIsLookedAtAsLongAsWorkersLive() {
        var machine = machine { $0.taskSeconds = 0 }
        #expect(!machine.wantsMemory(at: at(0)))
        machine.see(attempts: [job: (attempt: 1, beganAt: at(0))], waiting: 0, hasWorkers: true, at: at(0))
        #expect(machine.wantsMemory(at: at(0)))
        #expect(machine.nextLook(after: at(0)) == at(0))
        machine.measured(memoryBytes: 2_048 << 20, at: at(0))
        #expect(machine.look(at: at(0)).isEmpty)
        #expect(!machine.wantsMemory(at: at(9)))
        #expect(machine.nextLook(after: at(9)) == at(10))
        #expect(machine.wantsMemory(at: at(10)))
        machine.measured(memoryBytes: (2_048 << 20) + 1, at: at(10))
        #expect(words(machine.look(at: at(10))) == ["+memory"])
        // Between two jobs the worker and its browsers are still there.
        machine.see(attempts: [:], waiting: 0, hasWorkers: true, at: at(11))
        #expect(machine.look(at: at(11)).isEmpty)
        #expect(machine.measures.first { $0.kind == .memory }?.raisedAt == at(10))
        #expect(!machine.wantsMemory(at: at(69)) && machine.nextLook(after: at(11)) == at(70))
        #expect(machine.wantsMemory(at: at(70)))
        machine.measured(memoryBytes: (2_048 << 20) + 1, at: at(70))
        machine.see(attempts: [job: (attempt: 1, beganAt: at(80))], waiting: 0, hasWorkers: true, at: at(80))
        #expect(machine.wantsMemory(at: at(80)) && machine.look(at: at(80)).isEmpty)
        machine.see(attempts: [:], waiting: 0, hasWorkers: false, at: at(90))
        #expect(words(machine.look(at: at(90))) == ["-memory"])
        #expect(machine.nextLook(after: at(90)) == nil)
    }

    @Test func workersThatAreGoneWakeNobody() {
        var machine = machine()
        machine.see(attempts: [:], waiting: 0, hasWorkers: true, at: at(0))
        #expect(machine.wantsMemory(at: at(0)))
        machine.measured(memoryBytes: nil, at: at(0))
        #expect(!machine.wantsMemory(at: at(600)) && machine.nextLook(after: at(0)) == nil)
    }

    @Test func zeroSwitchesEachOff() {
        var machine = machine {
            $0.errorRatePercent = 0
            $0.taskSeconds = 0
            $0.waiting = 0
            $0.memoryMiB = 0
        }
        machine.see(attempts: [job: (attempt: 1, beganAt: at(0))], waiting: 1_000, hasWorkers: true, at: at(0))
        machine.record(tries(50, failing: 50, seconds: 900, at: 0), of: job, at: at(0))
        #expect(!machine.wantsMemory(at: at(0)))
        #expect(machine.look(at: at(5_000)).isEmpty)
        #expect(machine.measures.isEmpty)
    }

    @Test func aNewDaemonGoesOnWithWhatTheHistoryKnows() {
        let minute = TryMinute.minute(of: at(0))
        var machine = AlertMachine(
            thresholds: AlertThresholds(),
            minutes: [
                TryMinute(minute: minute, tries: 3, failures: 3, slowest: .seconds(2), slowestSubject: "9"),
                TryMinute(minute: minute - 61, tries: 100),
            ])
        machine.record(tries(2, failing: 0, at: 20), of: job, at: at(20))
        #expect(words(machine.look(at: at(20))) == ["+error_rate"])
        #expect(
            machine.minutes == [
                TryMinute(minute: minute, tries: 5, failures: 3, slowest: .seconds(2), slowestSubject: "9")
            ])
    }

    @Test func aClockThatWasSetBackForgetsWhatLiesAhead() {
        var machine = machine()
        machine.record(tries(5, failing: 5, at: 7_200), of: job, at: at(7_200))
        #expect(words(machine.look(at: at(7_200))) == ["+error_rate"])
        #expect(words(machine.look(at: at(0))) == ["-error_rate"])
        // A worker's clock may be ahead of the daemon's by a little: then it was now.
        machine.record(tries(5, failing: 5, at: 90), of: job, at: at(0))
        #expect(machine.minutes.map(\.minute) == [TryMinute.minute(of: at(0))])
    }
}
