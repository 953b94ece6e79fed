@testable import CarretelCore
import Testing

@Suite("DispatchMachine, arrivals and sharing")
struct DispatchArrivalTests {
    @Test("a rejected file becomes an ended job at once")
    func rejected() throws {
        var bench = try MachineBench()
        let reason = FailureReason(.permanent, code: "syntax_error", message: "Test.")
        bench.feed(.arrived(Fixture.arrival(1, .rejected(reason, salvaged: SalvagedMembers()))))
        let number = JobNumber(rawValue: 1)
        #expect(bench.status(number) == .rejected)
        #expect(bench.code(number) == "syntax_error")
        #expect(bench.ending(number)?.resting == .rejected)
    }

    @Test("a type that the catalogue does not know is rejected")
    func unknownType() throws {
        var bench = try MachineBench()
        let job = bench.drop(Fixture.request("nonsense"))
        #expect(bench.code(job) == "unknown_type")
    }

    @Test("with a slot free the first attempt starts in the commit of the acceptance")
    func runsAtOnce() throws {
        var bench = try MachineBench()
        bench.isJournalPrompt = false
        bench.drop()
        guard case .accept(_, _, .running(let at))? = bench.writes.first else {
            Issue.record("not accepted as running: \(bench.writes)")
            return
        }
        #expect(at == bench.now.wall)
        bench.ready(1)
        #expect(bench.takeAssigned().isEmpty, "handed out before its start is on disk")
        bench.journalWorks()
        #expect(bench.takeAssigned().map(\.worker) == [1])
    }

    @Test("with all slots taken it waits, and the best of those that wait goes next")
    func waits() throws {
        var bench = try MachineBench()
        let running = [bench.drop(), bench.drop()]
        let low = bench.drop(Fixture.request(priority: 1))
        let old = bench.drop(Fixture.request(priority: 8))
        let young = bench.drop(Fixture.request(priority: 8))
        #expect([low, old, young].map { bench.state($0) } == [.waiting, .waiting, .waiting])
        bench.ready(1, 2)
        for number in running { bench.began(Int(number.rawValue), number) }
        bench.ended(1, running[0])
        bench.ended(2, running[1])
        #expect(bench.takeAssigned().map(\.job) == running + [old, young])
    }

    @Test("not_before in the future defers, expires_at in the past expires")
    func moments() throws {
        var bench = try MachineBench()
        let later = bench.drop(Fixture.request(notBefore: bench.now.wall + .seconds(30)))
        let past = bench.drop(Fixture.request(notBefore: bench.now.wall + .seconds(-30)))
        let expired = bench.drop(Fixture.request(expiresAt: bench.now.wall))
        #expect(bench.state(later) == .deferred)
        #expect(bench.state(past) == .running)
        #expect(bench.status(expired) == .expired)
        bench.advance(.seconds(29))
        #expect(bench.state(later) == .deferred)
        bench.advance(.seconds(1))
        #expect(bench.state(later) == .running)
    }

    @Test("a job with the key and parameters of an unended one follows it and gets its answer")
    func follows() throws {
        var bench = try MachineBench()
        let leader = bench.drop(key: Fixture.key(1))
        let followers = (0..<600).map { _ in bench.drop(key: Fixture.key(1)) }
        #expect(followers.allSatisfy { bench.state($0) == .following })
        bench.ready(1)
        bench.began(1, leader)
        bench.ended(1, leader, .succeeded(output: [7], files: []))
        #expect(followers.allSatisfy { bench.status($0) == .succeeded })
        #expect(bench.ending(followers[0])?.duplicateOf == bench.journal.rows[leader]?.job.id)
        #expect(bench.ending(followers[599])?.answer.output == [7])
    }

    @Test("a failed leader hands its failure on too")
    func followsFailure() throws {
        var bench = try MachineBench()
        let leader = bench.drop(key: Fixture.key(1))
        let follower = bench.drop(key: Fixture.key(1))
        bench.ready(1)
        bench.began(1, leader)
        bench.ended(1, leader, Fixture.failure(.permanent))
        #expect(bench.status(follower) == .failed)
        #expect(bench.ending(follower)?.resting == .failed)
    }

    @Test("other parameters under the same key are a conflict that names the job")
    func conflict() throws {
        var bench = try MachineBench()
        bench.drop(key: Fixture.key(1))
        let other = bench.drop(key: Fixture.key(1, parameters: 9))
        #expect(bench.status(other) == .rejected)
        #expect(bench.code(other) == "key_conflict")
        #expect(bench.ending(other)?.answer.reason?.message.contains(Fixture.id(1).text) == true)
    }

    @Test("a job whose answer still holds answers a newcomer at once; one that failed does not")
    func answered() throws {
        var bench = try MachineBench()
        let first = bench.drop(key: Fixture.key(1))
        let second = bench.drop(key: Fixture.key(2))
        bench.ready(1, 2)
        bench.began(1, first)
        bench.ended(1, first, .succeeded(output: [7], files: []))
        bench.began(2, second)
        bench.ended(2, second, Fixture.failure(.permanent))
        let duplicate = bench.drop(key: Fixture.key(1))
        #expect(bench.ending(duplicate)?.duplicateOf == Fixture.id(1))
        #expect(bench.ending(duplicate)?.answer.output == [7])
        #expect(bench.ending(duplicate)?.resting == .archive)
        let again = bench.drop(key: Fixture.key(2))
        #expect(bench.state(again) == .running)
    }

    @Test("two with one key that come at once are looked up one after the other; others are not held up")
    func serialised() throws {
        var bench = try MachineBench()
        bench.isJournalPrompt = false
        bench.drop(key: Fixture.key(1))
        bench.drop(key: Fixture.key(1))
        bench.drop(key: Fixture.key(2), coalescing: Fixture.key(1))
        bench.drop(key: Fixture.key(3))
        #expect(bench.pending.count == 2)
        bench.isJournalPrompt = true
        bench.journalWorks()
        #expect(bench.journal.rows(.following).count == 1)
        #expect(bench.journal.rows.count == 4)
        #expect(bench.machine.arrivals.isEmpty)
    }

    @Test("a leader that ends between the look-up and its answer is looked up again")
    func endsMeanwhile() throws {
        var bench = try MachineBench()
        let leader = bench.drop(key: Fixture.key(1))
        bench.ready(1)
        bench.began(1, leader)
        bench.isJournalPrompt = false
        bench.drop(key: Fixture.key(1))
        let asked = bench.pending
        bench.pending = []
        for action in asked { bench.replies += bench.journal.perform(action, at: bench.now.wall) }
        // The answer that it is unended is on its way; now it ends.
        bench.ended(1, leader)
        bench.hearAll()
        bench.isJournalPrompt = true
        bench.journalWorks()
        let newcomer = JobNumber(rawValue: 2)
        #expect(bench.status(newcomer) == .succeeded)
        #expect(bench.ending(newcomer)?.duplicateOf == Fixture.id(1))
    }

    @Test("a follower of a coalescing type gets the overlay that the type declares")
    func overlay() throws {
        let rule = CoalescingRule(members: ["a"], window: .seconds(5), overlay: #"{"origin":"shared"}"#)
        let lane = LaneDescriptor(name: "chat", slots: 1)
        var bench = try MachineBench(catalogue: JobCatalogue([Fixture.type("chat", lane: lane, coalescing: rule)]))
        let leader = bench.drop(Fixture.request("chat"), coalescing: Fixture.key(1))
        let follower = bench.drop(Fixture.request("chat"), coalescing: Fixture.key(1, parameters: 3))
        bench.ready(1)
        bench.began(1, leader)
        bench.ended(1, leader)
        #expect(bench.ending(follower)?.overlay == #"{"origin":"shared"}"#)
        #expect(bench.ending(leader)?.overlay == nil)
    }
}
