@testable import CarretelCore
import CarretelTestKit
import Testing

@Suite("Agenda, QuestionLog, SharingLine, WorkerRoster", .seeded)
struct DispatchPartsTests {
    private static func moment(_ value: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: value) }

    @Test("the agenda gives the earliest, whatever was moved or dropped")
    func agenda() {
        var random = SeededGenerator(seed: try Seed.current)
        var agenda = Agenda<Int>()
        var model: [Int: Int64] = [:]
        for _ in 0..<5_000 {
            let key = Int.random(in: 0..<40, using: &random)
            if Bool.random(using: &random) {
                let due = Int64.random(in: 0..<1_000, using: &random)
                model[key] = due
                agenda.set(key, Self.moment(due))
            } else {
                model[key] = nil
                agenda.set(key, nil)
            }
            #expect(agenda.count == model.count)
            #expect(agenda.first?.due.nanoseconds == model.values.min())
            if let first = agenda.first { #expect(model[first.key] == first.due.nanoseconds) }
        }
    }

    @Test("a change after the question makes its answer stale, one before it does not")
    func stale() {
        var log = QuestionLog()
        let one = JobNumber(rawValue: 1)
        let two = JobNumber(rawValue: 2)
        log.touch(one)
        log.ask()
        log.touch(two)
        log.ask()
        log.touch(one)
        log.answer()
        #expect(log.isStale(one))
        #expect(log.isStale(two))
        log.answer()
        #expect(log.isStale(one))
        #expect(!log.isStale(two))
        log.ask()
        log.answer()
        #expect(!log.isStale(one))
        #expect(log.awaited == 0)
    }

    @Test("an arrival goes when it is first under both its identities")
    func sharingLine() {
        var line = SharingLine()
        let tokens = (0..<4).map { ArrivalToken(rawValue: $0) }
        let (a, b) = (Fixture.hash(1), Fixture.hash(2))
        let wanted = [[a], [b], [a, b], [b]]
        var went: [Bool] = []
        for (token, identities) in zip(tokens, wanted) { went.append(line.enter(token, identities)) }
        #expect(went == [true, true, false, false])
        #expect(line.leave(tokens[0]) == [])
        #expect(line.leave(tokens[1]) == [tokens[2]])
        #expect(line.leave(tokens[2]) == [tokens[3]])
        #expect(line.leave(tokens[3]) == [])
    }

    @Test("the roster gives the least loaded, and no idle one when no more may be busy")
    func roster() {
        var roster = WorkerRoster(depth: 3)
        let workers = (0..<3).map { WorkerID(rawValue: $0) }
        #expect(roster.best(idleAllowed: true) == nil)
        roster.set(workers[0], load: 2)
        roster.set(workers[1], load: 1)
        roster.set(workers[2], load: 0)
        #expect(roster.best(idleAllowed: true) == workers[2])
        #expect(roster.best(idleAllowed: false) == workers[1])
        roster.set(workers[1], load: 3)
        #expect(roster.best(idleAllowed: false) == workers[0])
        roster.set(workers[0], load: nil)
        roster.set(workers[2], load: nil)
        #expect(roster.best(idleAllowed: true) == nil)
    }
}
