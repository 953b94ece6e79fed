import Testing

@testable import CarretelCore

/// What happens to a key whose upstream has said until when it lets nobody in.
@Suite("A closed permit")
struct PermitClosingTests {
    private static let now = Timestamp(microseconds: 1_795_176_000_000_000)
    private static let day = Duration.seconds(86_400)

    private static func holder(_ value: Int) -> PermitTable.Holder {
        PermitTable.Holder(
            worker: WorkerID(rawValue: value), attempt: AttemptKey(job: JobID(high: 0, low: 0), attempt: value))
    }

    /// A table whose key `erp/list` was held and given back closed until `moment`.
    private static func table(
        closedUntil moment: Timestamp, at now: Timestamp = now, rule: PermitRule = PermitRule()
    ) -> PermitTable {
        var table = PermitTable(rules: ["erp": rule], keyLimit: 10)
        _ = table.ask("erp/list", by: holder(1), at: now)
        _ = table.release("erp/list", by: holder(1), outcome: .closed(until: moment), at: now)
        return table
    }

    @Test("lets nobody in before its moment, and everybody after it; other keys are open")
    func moment() {
        let opening = Self.now + .seconds(600)
        var table = Self.table(closedUntil: opening)
        #expect(table.closed(at: Self.now).map(\.key) == ["erp/list"])
        #expect(table.closed(at: Self.now).map(\.until) == [opening])
        #expect(table.ask("erp/list", by: Self.holder(2), at: Self.now + .seconds(599)) == .waitUntil(opening))
        #expect(table.ask("erp/other", by: Self.holder(2), at: Self.now) == .granted)
        #expect(table.ask("erp/list", by: Self.holder(2), at: opening) == .granted)
        #expect(table.closed(at: opening).isEmpty)
    }

    @Test("those in its queue hear until when at once")
    func queue() {
        var table = PermitTable(rules: [:], keyLimit: 10)
        for value in 1...3 { _ = table.ask("erp", by: Self.holder(value), at: Self.now) }
        let opening = Self.now + .seconds(60)
        let served = table.release("erp", by: Self.holder(1), outcome: .closed(until: opening), at: Self.now)
        #expect(served?.map(\.holder) == [Self.holder(2), Self.holder(3)])
        #expect(served?.map(\.reply) == [.waitUntil(opening), .waitUntil(opening)])
    }

    @Test("a moment that has passed closes nothing, an earlier one shortens nothing")
    func earlier() {
        for past in [Self.now, Self.now + .seconds(-1)] {
            #expect(Self.table(closedUntil: past).closed(at: Self.now).isEmpty)
        }
        var table = PermitTable(rules: ["erp": PermitRule(concurrent: 2)], keyLimit: 10)
        for value in [1, 2] { _ = table.ask("erp", by: Self.holder(value), at: Self.now) }
        let late = Self.now + .seconds(600)
        _ = table.release("erp", by: Self.holder(1), outcome: .closed(until: late), at: Self.now)
        _ = table.release("erp", by: Self.holder(2), outcome: .closed(until: Self.now + .seconds(5)), at: Self.now)
        #expect(table.closed(at: Self.now).map(\.until) == [late])
    }

    @Test("an upstream is believed for 24 hours at most")
    func longest() {
        let table = Self.table(closedUntil: Self.now + .seconds(10 * 86_400))
        #expect(table.closed(at: Self.now).map(\.until) == [Self.now + Self.day])
    }

    @Test("a clock set back keeps it closed for 24 hours at most")
    func clockSetBack() {
        let table = Self.table(closedUntil: Self.now + .seconds(600))
        let before = Self.now + .seconds(-30 * 86_400)
        #expect(table.closed(at: before).map(\.until) == [before + Self.day])
        #expect(table.closed(at: Self.now).map(\.until) == [Self.now + .seconds(600)])
    }

    @Test("lets in a day after a clock was set back by a month, and does not put that off each time it is asked")
    func clockSetBackForGood() {
        let back = Self.now + .seconds(-30 * 86_400)
        var table = Self.table(closedUntil: Self.now + .seconds(600))
        #expect(table.ask("erp/list", by: Self.holder(2), at: back) == .waitUntil(back + Self.day))
        // What the first question settled has to survive a restart.
        #expect(table.takeChanges().map(\.key) == ["erp/list"])
        let later = back + .seconds(80_000)
        #expect(table.ask("erp/list", by: Self.holder(2), at: later) == .waitUntil(back + Self.day))
        #expect(table.ask("erp/list", by: Self.holder(2), at: back + Self.day) == .granted)
    }

    @Test("survives a restart, by its state alone, with or without a rule")
    func restart() throws {
        let opening = Self.now + .seconds(600)
        for rules in [[:], ["erp": PermitRule(concurrent: 4)]] {
            var table = Self.table(closedUntil: opening)
            let changes = table.takeChanges()
            #expect(changes.map(\.key) == ["erp/list"])
            let state = try #require(changes.first?.state)
            var again = PermitTable(rules: rules, keyLimit: 10, restored: ["erp/list": state])
            #expect(again.ask("erp/list", by: Self.holder(2), at: Self.now) == .waitUntil(opening))
            let before = Self.now + .seconds(-30 * 86_400)
            #expect(again.closed(at: before).map(\.until) == [before + Self.day])
            #expect(again.ask("erp/list", by: Self.holder(2), at: opening) == .granted)
        }
    }

    @Test("does not count as an error, and takes none away")
    func brake() {
        let rule = PermitRule(
            concurrent: 1, brakeErrors: 2, brakeWindow: .seconds(600), brakeDuration: .seconds(1_800))
        var table = PermitTable(rules: ["erp": rule], keyLimit: 10)
        func call(_ outcome: PermitOutcome, second: Int) -> [Timestamp] {
            let now = Self.now + .seconds(second)
            #expect(table.ask("erp", by: Self.holder(1), at: now) == .granted)
            _ = table.release("erp", by: Self.holder(1), outcome: outcome, at: now)
            return table.closed(at: now).map(\.until)
        }
        #expect(call(.error, second: 0).isEmpty)
        #expect(call(.closed(until: Self.now + .seconds(20)), second: 10) == [Self.now + .seconds(20)])
        #expect(call(.error, second: 30) == [Self.now + .seconds(30 + 1_800)], "the second error within the window")
    }

    @Test("the error brake does not shorten it, nor does it shorten the brake")
    func brakeAndClosing() {
        let rule = PermitRule(
            concurrent: 2, brakeErrors: 1, brakeWindow: .seconds(60), brakeDuration: .seconds(1_800))
        for named in [600, 7_200] {
            for isClosedFirst in [true, false] {
                var table = PermitTable(rules: ["erp": rule], keyLimit: 10)
                for value in [1, 2] { _ = table.ask("erp", by: Self.holder(value), at: Self.now) }
                let closing = PermitOutcome.closed(until: Self.now + .seconds(named))
                let outcomes = isClosedFirst ? [closing, .error] : [.error, closing]
                for (index, outcome) in outcomes.enumerated() {
                    _ = table.release("erp", by: Self.holder(index + 1), outcome: outcome, at: Self.now)
                }
                #expect(table.closed(at: Self.now).map(\.until) == [Self.now + .seconds(max(named, 1_800))])
            }
        }
    }
}
