import Testing

@testable import CarretelCore

@Suite("DispatchMachine, stop and restart")
struct DispatchStopTests {
    @Test("an idle machine stops at once")
    func idle() throws {
        var bench = try MachineBench()
        bench.feed(.stop(grace: .seconds(10)))
        #expect(bench.isStopped)
    }

    @Test("what runs ends within the grace; nothing new starts; workers go; then it is stopped")
    func graceful() throws {
        var bench = try MachineBench()
        let job = bench.drop()
        let waiting = (0..<3).map { _ in bench.drop() }
        bench.ready(1)
        bench.began(1, job)
        bench.feed(.stop(grace: .seconds(10)))
        #expect(bench.state(waiting[0]) == .waiting, "started, but no worker had it")
        bench.ended(1, job)
        #expect(bench.status(job) == .succeeded)
        #expect(bench.takeSent() == ["spawn 1", "spawn 2", "retire 2", "retire 1"])
        bench.died(1, .exited(code: 0))
        #expect(!bench.isStopped)
        bench.died(2, .exited(code: 0))
        #expect(bench.isStopped)
        #expect(bench.journal.rows(.waiting).count == 3)
        #expect(bench.journal.rows[waiting[0]]?.job.attemptsUsed == 0)
    }

    @Test("what outlives the grace is told to end, killed, and recorded as interrupted, not counted")
    func interrupted() throws {
        var bench = try MachineBench()
        let told = bench.drop()
        let killed = bench.drop()
        bench.ready(1, 2)
        bench.began(1, told)
        bench.began(2, killed)
        _ = bench.takeSent()
        bench.feed(.stop(grace: .seconds(10)))
        bench.advance(.seconds(10))
        #expect(bench.takeSent() == ["cancel 1 stopping", "cancel 2 stopping"])
        bench.ended(1, told, .cancelled)
        bench.advance(.seconds(6))
        #expect(Set(bench.takeSent()) == ["retire 1", "kill 2", "kill 2 force", "kill 1", "kill 1 force"])
        bench.died(2)
        bench.died(1, .exited(code: 0))
        #expect(bench.isStopped)
        for job in [told, killed] {
            #expect(bench.state(job) == .waiting)
            #expect(bench.journal.rows[job]?.job.history.map(\.outcome) == [.interrupted])
            #expect(bench.journal.rows[job]?.job.attemptsUsed == 0)
            #expect(bench.journal.rows[job]?.job.interruptions == 1)
        }
    }

    @Test("a second signal spares no time, a third none at all")
    func hastened() throws {
        var bench = try MachineBench()
        let job = bench.drop()
        bench.ready(1)
        bench.began(1, job)
        _ = bench.takeSent()
        bench.feed(.stop(grace: .seconds(600)))
        bench.feed(.hasten)
        #expect(bench.takeSent() == ["cancel 1 stopping", "kill 1"])
        bench.feed(.hasten)
        #expect(bench.takeSent() == ["kill 1 force"])
        bench.died(1)
        #expect(bench.isStopped)
        #expect(bench.state(job) == .waiting)
    }

    @Test("a second signal that overtakes the word to stop waits for it, and counts then")
    func hastenedEarly() throws {
        var bench = try MachineBench()
        let job = bench.drop()
        bench.ready(1)
        bench.began(1, job)
        _ = bench.takeSent()
        bench.feed(.hasten)
        #expect(bench.takeSent() == [])
        #expect(!bench.isStopped)
        bench.feed(.stop(grace: .seconds(600)))
        #expect(bench.takeSent() == ["cancel 1 stopping", "kill 1"])
        bench.died(1)
        #expect(bench.isStopped)
    }

    @Test("an attempt in a worker that has not begun is asked back")
    func unbegun() throws {
        var bench = try MachineBench()
        let job = bench.drop()
        bench.ready(1)
        _ = bench.takeSent()
        bench.feed(.stop(grace: .seconds(600)))
        #expect(bench.takeSent() == ["recall 1"])
        bench.feed(.recalled(WorkerID(rawValue: 1), bench.key(job)))
        #expect(bench.takeSent() == ["retire 1"])
        bench.died(1, .exited(code: 0))
        #expect(bench.isStopped)
        #expect(bench.state(job) == .waiting)
        #expect(bench.journal.rows[job]?.job.interruptions == 0)
    }

    @Test("arrivals are still accepted while it stops, and it waits for their receipts")
    func lateArrivals() throws {
        var bench = try MachineBench()
        bench.drop()
        bench.feed(.stop(grace: .seconds(600)))
        let late = bench.drop(key: Fixture.key(1))
        #expect(bench.state(late) == .waiting)
        bench.isJournalPrompt = false
        bench.drop()
        bench.died(1, .exited(code: 0))
        let isEarly = bench.isStopped
        #expect(!isEarly)
        bench.journalWorks()
        let isStopped = bench.isStopped
        #expect(isStopped)
    }

    @Test("an interruption after another job's end begins the count anew")
    func streak() throws {
        var bench = try MachineBench()
        let other = bench.drop()
        let job = bench.drop()
        bench.ready(1, 2)
        bench.began(1, other)
        bench.began(2, job)
        bench.machine.attempts[job]?.job.interruptions = 9
        bench.ended(1, other)
        bench.feed(.stop(grace: .seconds(600)))
        bench.feed(.hasten)
        bench.died(2)
        #expect(bench.journal.rows[job]?.job.interruptions == 1)
    }

    @Test("a million waiting jobs cost the memory of the heads, and all of them run in order")
    func spilled() throws {
        var settings = DispatchSettings()
        settings.queueHeadCount = 16
        settings.queueRefillCount = 4
        var bench = try MachineBench(settings: settings)
        let jobs = (0..<300).map { bench.drop(Fixture.request(priority: $0 % 10)) }
        #expect(bench.machine.residents.count <= 16)
        bench.restart()
        #expect(bench.machine.residents.count <= 16)
        #expect(bench.machine.snapshot(at: bench.now).lanes[1].waiting == 298)
        bench.ready(1, 2)
        let expected = jobs.sorted { left, right in
            let priorities = [left, right].map { bench.journal.rows[$0]?.job.priority ?? 0 }
            return priorities[0] != priorities[1] ? priorities[0] > priorities[1] : left < right
        }
        #expect(bench.runAll() == expected)
    }

    @Test("followers whose leader ended before the crash get its answer after it")
    func endedLeaders() throws {
        var bench = try MachineBench()
        let leader = bench.drop(key: Fixture.key(1))
        let follower = bench.drop(key: Fixture.key(1))
        bench.ready(1)
        bench.began(1, leader)
        bench.isJournalPrompt = false
        bench.ended(1, leader)
        let asked = bench.pending
        for action in asked { bench.replies += bench.journal.perform(action, at: bench.now.wall) }
        #expect(bench.state(follower) == .following)
        bench.isJournalPrompt = true
        bench.restart()
        #expect(bench.status(follower) == .succeeded)
    }
}
