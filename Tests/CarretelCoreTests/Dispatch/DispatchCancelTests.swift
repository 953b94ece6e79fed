@testable import CarretelCore
import Testing

@Suite("DispatchMachine, cancellation and followers")
struct DispatchCancelTests {
    @Test("a waiting, a deferred and a following job end as cancelled at once")
    func idle() throws {
        var bench = try MachineBench()
        let leader = bench.drop(key: Fixture.key(1))
        bench.drop()
        let waiting = bench.drop()
        let deferred = bench.drop(Fixture.request(notBefore: bench.now.wall + .seconds(60)))
        let follower = bench.drop(key: Fixture.key(1))
        for number in [waiting, deferred, follower] {
            bench.cancel(number)
            #expect(bench.status(number) == .cancelled)
            #expect(bench.ending(number)?.resting == .failed)
        }
        #expect(bench.machine.deferred.count == 0)
        bench.ready(1)
        bench.began(1, leader)
        bench.ended(1, leader)
        #expect(bench.journal.rows[follower]?.endWrites == 1)
    }

    @Test("a job that only the journal holds is found and counted out")
    func spilled() throws {
        var settings = DispatchSettings()
        settings.queueHeadCount = 2
        settings.queueRefillCount = 0
        var bench = try MachineBench(settings: settings)
        let jobs = (0..<8).map { _ in bench.drop(Fixture.request(expiresAt: bench.now.wall + .seconds(99))) }
        #expect(bench.machine.lanes[1].waiting.spilledCount == 4)
        bench.cancel(jobs[7])
        #expect(bench.status(jobs[7]) == .cancelled)
        #expect(bench.machine.lanes[1].waiting.count == 5)
        #expect(bench.machine.expiring.count == 5)
    }

    @Test("a running job is told, and what it says then counts: cancelled, or whole after all")
    func running() throws {
        var bench = try MachineBench()
        let jobs = [bench.drop(), bench.drop()]
        bench.ready(1, 2)
        bench.began(1, jobs[0])
        bench.began(2, jobs[1])
        _ = bench.takeSent()
        for number in jobs { bench.cancel(number) }
        #expect(bench.takeSent() == ["cancel 1 requested", "cancel 2 requested"])
        bench.ended(1, jobs[0], .cancelled)
        bench.ended(2, jobs[1])
        #expect(jobs.map { bench.status($0) } == [.cancelled, .succeeded])
        #expect(bench.ending(jobs[0])?.history.map(\.outcome) == [.cancelled])
    }

    @Test("a running job that does not listen is terminated, then killed, and ends as cancelled")
    func stubborn() throws {
        var bench = try MachineBench()
        let job = bench.drop()
        bench.ready(1)
        bench.began(1, job)
        bench.cancel(job)
        _ = bench.takeSent()
        bench.advance(.seconds(5))
        #expect(bench.takeSent() == ["kill 1"])
        bench.advance(.seconds(1))
        #expect(bench.takeSent() == ["kill 1 force"])
        bench.died(1)
        #expect(bench.status(job) == .cancelled)
    }

    @Test("an attempt that no worker has yet, or that has not begun, never runs")
    func unbegun() throws {
        var bench = try MachineBench()
        let first = bench.drop()
        bench.cancel(first)
        #expect(bench.status(first) == .cancelled)
        let second = bench.drop()
        bench.ready(1)
        #expect(bench.takeAssigned().map(\.job) == [second])
        _ = bench.takeSent()
        bench.cancel(second)
        #expect(bench.takeSent() == ["recall 1"])
        bench.feed(.recalled(WorkerID(rawValue: 1), bench.key(second)))
        #expect(bench.status(second) == .cancelled)
        #expect(bench.ending(second)?.startedAt == nil)
    }

    @Test("one asked back too late is told to end as soon as it begins")
    func beganMeanwhile() throws {
        var bench = try MachineBench()
        let job = bench.drop()
        bench.ready(1)
        bench.cancel(job)
        _ = bench.takeSent()
        bench.began(1, job)
        #expect(bench.takeSent() == ["cancel 1 requested"])
    }

    @Test("a wish that comes while its limit is being enforced rules out another attempt")
    func overridesDeadline() throws {
        var bench = try MachineBench()
        let job = bench.drop(Fixture.request(timeout: .seconds(10)))
        bench.ready(1)
        bench.began(1, job)
        bench.advance(.seconds(11))
        bench.cancel(job)
        bench.ended(1, job, .cancelled)
        #expect(bench.status(job) == .cancelled)
    }

    @Test("a cancelled leader does not take its followers along: the oldest runs, the others follow it")
    func promotes() throws {
        var bench = try MachineBench()
        let leader = bench.drop(key: Fixture.key(1))
        let followers = (0..<3).map { _ in bench.drop(key: Fixture.key(1)) }
        bench.cancel(leader)
        #expect(bench.status(leader) == .cancelled)
        #expect(followers.map { bench.state($0) } == [.running, .following, .following])
        bench.ready(1)
        bench.began(1, followers[0])
        bench.ended(1, followers[0])
        #expect(followers.map { bench.status($0) } == [.succeeded, .succeeded, .succeeded])
        #expect(bench.ending(followers[2])?.duplicateOf == bench.journal.rows[followers[0]]?.job.id)
    }

    @Test("a promoted follower keeps its not_before")
    func promotedLater() throws {
        var bench = try MachineBench()
        let leader = bench.drop(key: Fixture.key(1))
        let follower = bench.drop(
            Fixture.request(notBefore: bench.now.wall + .seconds(60)), key: Fixture.key(1))
        bench.cancel(leader)
        #expect(bench.state(follower) == .deferred)
        bench.advance(.seconds(60))
        #expect(bench.state(follower) == .running)
    }

    @Test("an expired leader promotes too")
    func expiredLeader() throws {
        var bench = try MachineBench()
        bench.drop()
        bench.drop()
        let leader = bench.drop(Fixture.request(expiresAt: bench.now.wall + .seconds(5)), key: Fixture.key(1))
        let follower = bench.drop(key: Fixture.key(1))
        bench.advance(.seconds(5))
        #expect(bench.status(leader) == .expired)
        #expect(bench.state(follower) == .waiting)
    }

    @Test("an ended job is left alone")
    func ended() throws {
        var bench = try MachineBench()
        let job = bench.drop()
        let stale = try #require(bench.journal.rows[job]?.job)
        bench.ready(1)
        bench.began(1, job)
        bench.ended(1, job)
        // The facts are of a while ago: it was running then.
        bench.feed(.cancelRequested(stale, state: .running))
        #expect(bench.status(job) == .succeeded)
        #expect(bench.journal.rows[job]?.endWrites == 1)
        #expect(bench.machine.cancelsInHand.isEmpty)
    }
}
