import Testing

@testable import CarretelCore

@Suite("PermitTable")
struct PermitTableTests {
    private static func holder(_ value: Int) -> PermitTable.Holder {
        PermitTable.Holder(
            worker: WorkerID(rawValue: value), attempt: AttemptKey(job: JobID(high: 0, low: 0), attempt: value))
    }

    private static let now = Timestamp(microseconds: 1_000_000_000)

    @Test("a key without a rule is held by one at a time, the others in turn")
    func standard() {
        var table = PermitTable(rules: [:], keyLimit: 10)
        #expect(table.ask("a", by: Self.holder(1), at: Self.now) == .granted)
        #expect(table.ask("a", by: Self.holder(2), at: Self.now) == .queued)
        #expect(table.ask("a", by: Self.holder(3), at: Self.now) == .queued)
        #expect(table.ask("b", by: Self.holder(3), at: Self.now) == .granted)
        let served = table.release("a", by: Self.holder(1), outcome: .ok, at: Self.now)
        #expect(served == [PermitTable.Decision(holder: Self.holder(2), key: "a", reply: .granted)])
        #expect(table.release("a", by: Self.holder(1), outcome: .ok, at: Self.now) == nil, "it holds it no more")
    }

    @Test("the rule is that of the part before the first slash, with a concurrency of its own for each key")
    func prefix() {
        var table = PermitTable(rules: ["omie": PermitRule(concurrent: 2)], keyLimit: 10)
        for value in [1, 2] { #expect(table.ask("omie/x/y", by: Self.holder(value), at: Self.now) == .granted) }
        #expect(table.ask("omie/x/y", by: Self.holder(3), at: Self.now) == .queued)
        #expect(table.ask("omie/z", by: Self.holder(3), at: Self.now) == .granted)
    }

    @Test("an attempt that ends gives back what it holds and drops what it waits for")
    func leave() {
        var table = PermitTable(rules: [:], keyLimit: 10)
        _ = table.ask("a", by: Self.holder(1), at: Self.now)
        _ = table.ask("a", by: Self.holder(2), at: Self.now)
        _ = table.ask("a", by: Self.holder(3), at: Self.now)
        #expect(table.leave(["a"], by: Self.holder(2), at: Self.now) == [])
        #expect(table.leave(["a"], by: Self.holder(1), at: Self.now).map(\.holder) == [Self.holder(3)])
    }

    @Test("a full window says when to ask again, to those in the queue too")
    func windows() {
        let rule = PermitRule(concurrent: 1, windows: [LaneDescriptor.StartLimit(count: 1, window: .seconds(60))])
        var table = PermitTable(rules: ["w": rule], keyLimit: 10)
        #expect(table.ask("w", by: Self.holder(1), at: Self.now) == .granted)
        #expect(table.ask("w", by: Self.holder(2), at: Self.now) == .waitUntil(Self.now + .seconds(60)))
        #expect(table.ask("w", by: Self.holder(2), at: Self.now + .seconds(60)) == .queued)
        let served = table.release("w", by: Self.holder(1), outcome: .ok, at: Self.now + .seconds(61))
        #expect(served?.map(\.reply) == [.granted])
    }

    @Test("so many errors close a key for a while, for those in the queue too; old errors do not count")
    func brake() {
        let rule = PermitRule(
            concurrent: 1, brakeErrors: 2, brakeWindow: .seconds(60), brakeDuration: .seconds(1_800))
        var table = PermitTable(rules: ["b": rule], keyLimit: 10)
        for (second, expected) in [(0, 0), (61, 0), (100, 1)] {
            let now = Self.now + .seconds(second)
            #expect(table.ask("b", by: Self.holder(1), at: now) == .granted)
            _ = table.ask("b", by: Self.holder(2), at: now)
            let served = table.release("b", by: Self.holder(1), outcome: .error, at: now)
            #expect(served?.count == 1)
            #expect(served?.filter { $0.reply == .waitUntil(now + .seconds(1_800)) }.count == expected)
            _ = table.leave(["b"], by: Self.holder(2), at: now)
        }
        #expect(table.closed(at: Self.now + .seconds(101)).map(\.key) == ["b"])
        #expect(table.ask("b", by: Self.holder(1), at: Self.now + .seconds(1_900)) == .granted)
    }

    @Test("no more hold a key than may all fail before it is closed")
    func brakeAndConcurrency() {
        var table = PermitTable(rules: ["omie": PermitRule(concurrent: 4, brakeErrors: 8)], keyLimit: 10)
        for value in 1...6 {
            #expect(table.ask("omie/a", by: Self.holder(value), at: Self.now) == .granted)
            _ = table.release("omie/a", by: Self.holder(value), outcome: .error, at: Self.now)
        }
        let replies = (11...14).map { table.ask("omie/a", by: Self.holder($0), at: Self.now) }
        #expect(replies == [.granted, .granted, .queued, .queued])
        #expect(table.release("omie/a", by: Self.holder(11), outcome: .error, at: Self.now)?.isEmpty == true)
        let told = table.release("omie/a", by: Self.holder(12), outcome: .error, at: Self.now)
        let opening = Self.now + .seconds(1_800)
        #expect(told?.map(\.reply) == [.waitUntil(opening), .waitUntil(opening)])
    }

    @Test("what must survive is handed out once and read back; damaged bytes count as empty")
    func durable() throws {
        let rule = PermitRule(
            concurrent: 1, windows: [LaneDescriptor.StartLimit(count: 1, window: .seconds(60))], brakeErrors: 2)
        var table = PermitTable(rules: ["w": rule], keyLimit: 10)
        _ = table.ask("plain", by: Self.holder(1), at: Self.now)
        _ = table.ask("w", by: Self.holder(1), at: Self.now)
        _ = table.release("w", by: Self.holder(1), outcome: .error, at: Self.now)
        let changes = table.takeChanges()
        #expect(changes.map(\.key) == ["w"])
        #expect(table.takeChanges().isEmpty)
        let state = try #require(changes.first?.state)
        var again = PermitTable(rules: ["w": rule], keyLimit: 10, restored: ["w": state])
        #expect(again.ask("w", by: Self.holder(2), at: Self.now) == .waitUntil(Self.now + .seconds(60)))
        for damaged in [[], [1], Array(state.dropLast()), Array(repeating: 255, count: 32)] as [[UInt8]] {
            var fresh = PermitTable(rules: ["w": rule], keyLimit: 10, restored: ["w": damaged])
            #expect(fresh.ask("w", by: Self.holder(2), at: Self.now) == .granted)
        }
    }

    @Test("keys that say nothing any more are forgotten, and the journal is told")
    func bounded() {
        let rule = PermitRule(concurrent: 1, windows: [LaneDescriptor.StartLimit(count: 1, window: .seconds(60))])
        var table = PermitTable(rules: ["w": rule], keyLimit: 50)
        var forgotten = 0
        for index in 0..<1_000 {
            let now = Self.now + .seconds(index * 10)
            _ = table.ask("w/\(index)", by: Self.holder(1), at: now)
            _ = table.release("w/\(index)", by: Self.holder(1), outcome: .ok, at: now)
            forgotten += table.takeChanges().count { $0.state.isEmpty }
            #expect(table.keyCount <= 51)
        }
        #expect(forgotten >= 900)
    }
}
