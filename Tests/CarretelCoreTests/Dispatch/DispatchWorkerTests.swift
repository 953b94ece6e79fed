import Testing

@testable import CarretelCore

@Suite("DispatchMachine, lanes and workers")
struct DispatchWorkerTests {
    private static func bench(_ lane: LaneDescriptor, settings: DispatchSettings = DispatchSettings()) throws
        -> MachineBench
    {
        try MachineBench(
            catalogue: JobCatalogue([Fixture.type("plain", lane: lane)]), settings: settings)
    }

    @Test("workers are started on demand, at most one a slot")
    func onDemand() throws {
        var bench = try MachineBench()
        #expect(bench.takeSent() == [])
        for _ in 0..<5 { bench.drop() }
        #expect(bench.takeSent() == ["spawn 1", "spawn 2"])
    }

    @Test("warm workers are kept from the start and started anew when one dies")
    func warm() throws {
        var bench = try Self.bench(LaneDescriptor(name: "chat", slots: 2, warmWorkers: 1, idleLifetime: .seconds(60)))
        #expect(bench.takeSent() == ["spawn 1"])
        bench.ready(1)
        bench.advance(.seconds(600))
        #expect(bench.takeSent() == [])
        bench.died(1)
        bench.advance(.seconds(1))
        #expect(bench.takeSent() == ["spawn 2"])
    }

    @Test("a warm worker stands ready beside those at work, and what is beyond that goes when it has idled")
    func warmBesideThoseAtWork() throws {
        var bench = try Self.bench(LaneDescriptor(name: "chat", slots: 3, warmWorkers: 1, idleLifetime: .seconds(60)))
        #expect(bench.takeSent() == ["spawn 1"])
        bench.ready(1)
        let first = bench.drop()
        #expect(bench.takeSent().contains("spawn 2"))
        bench.ready(2)
        bench.began(1, first)
        let second = bench.drop()
        #expect(bench.takeSent().contains("spawn 3"))
        bench.ready(3)
        bench.began(2, second)
        let third = bench.drop()
        #expect(!bench.takeSent().contains { $0.hasPrefix("spawn") }, "there are slots for three")
        bench.began(3, third)
        bench.ended(1, first)
        bench.ended(2, second)
        _ = bench.takeSent()
        bench.advance(.seconds(60))
        #expect(bench.takeSent().filter { $0.hasPrefix("retire") }.count == 1, "one works, one stays ready")
    }

    @Test("an idle worker is retired after its time, then killed when it does not go")
    func idle() throws {
        var bench = try Self.bench(LaneDescriptor(name: "plain", slots: 1, idleLifetime: .seconds(60)))
        let job = bench.drop()
        bench.ready(1)
        bench.began(1, job)
        bench.advance(.seconds(30))
        bench.ended(1, job)
        _ = bench.takeSent()
        bench.advance(.seconds(59))
        #expect(bench.takeSent() == [])
        bench.advance(.seconds(1))
        #expect(bench.takeSent() == ["retire 1"])
        bench.advance(.seconds(6))
        #expect(bench.takeSent() == ["kill 1", "kill 1 force"])
        bench.died(1)
        #expect(bench.machine.nextWake == nil, "an idle machine sleeps")
        #expect(bench.machine.workers.isEmpty)
    }

    @Test("a short lane starts ahead and hands each worker at most its depth")
    func depth() throws {
        var settings = MachineBench.settings
        settings.startWindow = 7
        var bench = try MachineBench(settings: settings)
        let jobs = (0..<20).map { _ in bench.drop(Fixture.request("short")) }
        #expect(bench.journal.rows(.running).count == 7)
        bench.ready(1, 2)
        let assigned = bench.takeAssigned()
        #expect(assigned.count == 6)
        #expect(assigned.map(\.job) == Array(jobs.prefix(6)))
        #expect(assigned.count { $0.worker == 1 } == 3)
    }

    @Test("what waits behind a long attempt is asked back and goes to another worker, uncounted")
    func recall() throws {
        var bench = try MachineBench()
        let long = bench.drop(Fixture.request("short"))
        let behind = bench.drop(Fixture.request("short"))
        bench.ready(1)
        bench.began(1, long)
        _ = bench.takeSent()
        #expect(bench.takeAssigned().map(\.worker) == [1, 1])
        bench.advance(.milliseconds(100))
        #expect(bench.takeSent() == ["recall 1"])
        bench.feed(.recalled(WorkerID(rawValue: 1), bench.key(behind)))
        #expect(bench.takeAssigned().isEmpty, "not back behind the long one")
        bench.ready(2)
        #expect(bench.takeAssigned().map(\.worker) == [2])
        bench.began(2, behind)
        bench.ended(2, behind)
        #expect(bench.ending(behind)?.history.map(\.number) == [1])
    }

    @Test("a death charges what had begun; what was queued behind goes on elsewhere, first of all")
    func deathWithQueue() throws {
        var bench = try MachineBench()
        let jobs = (0..<4).map { _ in bench.drop(Fixture.request("short", maxAttempts: 1)) }
        bench.ready(1)
        bench.began(1, jobs[0])
        _ = bench.takeAssigned()
        bench.died(1)
        #expect(bench.status(jobs[0]) == .failed)
        bench.ready(2)
        #expect(bench.takeAssigned().map(\.job) == [jobs[1], jobs[2], jobs[3]])
        #expect(bench.journal.rows[jobs[1]]?.job.attemptsUsed == 0)
    }

    @Test("an attempt that kills worker after worker before they say that it began is charged, and parked in the end")
    func deathBeforeBeginning() throws {
        var bench = try MachineBench()
        let job = bench.drop(Fixture.request("short", maxAttempts: 3))
        var deaths = 0
        while bench.status(job) == nil, deaths < 20, let worker = bench.machine.workers.keys.max() {
            bench.ready(worker.rawValue)
            bench.died(worker.rawValue)
            deaths += 1
            for _ in 0..<700 where bench.machine.workers.isEmpty { bench.advance(.seconds(1)) }
        }
        #expect(bench.status(job) == .failed)
        #expect(deaths == 6, "each attempt has one lost worker free")
    }

    @Test("a worn worker of a busy lane works until its successor is ready")
    func recycling() throws {
        var settings = DispatchSettings()
        settings.workerJobs = 2
        settings.workerJobSpread = 0
        var bench = try Self.bench(LaneDescriptor(name: "plain", slots: 1), settings: settings)
        let jobs = (0..<5).map { _ in bench.drop() }
        bench.ready(1)
        for number in jobs.prefix(2) {
            bench.began(1, number)
            bench.ended(1, number)
        }
        #expect(bench.takeSent() == ["spawn 1", "spawn 2"])
        #expect(bench.takeAssigned().map(\.worker) == [1, 1, 1])
        bench.began(1, jobs[2])
        bench.ready(2)
        #expect(bench.takeAssigned().isEmpty, "one slot, one attempt")
        bench.ended(1, jobs[2])
        #expect(bench.takeSent() == ["retire 1"])
        #expect(bench.takeAssigned().map(\.worker) == [2])
    }

    @Test("a worker above its memory limit is replaced between jobs; in a quiet lane it just goes")
    func memory() throws {
        var bench = try Self.bench(LaneDescriptor(name: "plain", slots: 1, workerMemoryLimit: 1_000))
        let job = bench.drop()
        bench.ready(1)
        bench.began(1, job)
        bench.ended(1, job)
        _ = bench.takeSent()
        bench.feed(.workerMeasured(WorkerID(rawValue: 1), residentBytes: 1_000))
        #expect(bench.takeSent() == [])
        bench.feed(.workerMeasured(WorkerID(rawValue: 1), residentBytes: 1_001))
        #expect(bench.takeSent() == ["retire 1"])
    }

    @Test("workers that do not come up are tried at growing distances, and the snapshot says so")
    func startFailures() throws {
        var bench = try MachineBench()
        bench.drop()
        bench.drop()
        #expect(bench.takeSent() == ["spawn 1", "spawn 2"])
        bench.died(1, .notStarted("no such file"))
        bench.died(2, .notStarted("no such file"))
        #expect(bench.takeSent() == [])
        bench.advance(.milliseconds(400))
        #expect(bench.takeSent() == ["spawn 3"], "one at a time")
        bench.died(3, .exited(code: 1))
        let lane = bench.machine.snapshot(at: bench.now).lanes[1]
        #expect(lane.workerStartFailures == 3)
        #expect(lane.lastWorkerStartFailure?.contains("exit code 1") == true)
        bench.advance(.milliseconds(799))
        #expect(bench.takeSent() == [])
        bench.advance(.milliseconds(1))
        #expect(bench.takeSent() == ["spawn 4"])
        bench.ready(4)
        let assigned = bench.takeAssigned()
        #expect(assigned.count == 1)
        #expect(bench.machine.snapshot(at: bench.now).lanes[1].workerStartFailures == 3)
        bench.began(4, JobNumber(rawValue: 1))
        #expect(bench.machine.snapshot(at: bench.now).lanes[1].workerStartFailures == 0)
    }

    @Test("a worker that dies before any attempt began in it counts as one that did not come up")
    func diesOnAssign() throws {
        var bench = try MachineBench()
        let job = bench.drop()
        bench.ready(1)
        _ = bench.takeSent()
        bench.died(1, .exited(code: 9))
        #expect(bench.takeSent() == [], "no spin")
        #expect(bench.state(job) == .running)
        #expect(bench.journal.rows[job]?.job.workerDeaths == 0)
    }

    @Test("a worker that does not say ready in time is killed, and so is one that does not begin")
    func stuck() throws {
        var bench = try MachineBench()
        bench.drop()
        _ = bench.takeSent()
        bench.advance(.seconds(30))
        #expect(bench.takeSent() == ["kill 1 force"])
        bench.died(1)
        bench.advance(.seconds(1))
        bench.ready(2)
        _ = bench.takeSent()
        bench.advance(.seconds(30))
        #expect(bench.takeSent() == ["kill 2"])
    }

    @Test("permits: one holder at a time, the next in turn, given back at the attempt's end")
    func permits() throws {
        var bench = try MachineBench()
        let jobs = [bench.drop(), bench.drop()]
        bench.ready(1, 2)
        bench.began(1, jobs[0])
        bench.began(2, jobs[1])
        _ = bench.takeSent()
        bench.feed(.permitAsked(WorkerID(rawValue: 1), bench.key(jobs[0]), permit: "omie/list"))
        bench.feed(.permitAsked(WorkerID(rawValue: 2), bench.key(jobs[1]), permit: "omie/list"))
        #expect(bench.takeSent() == ["grant 1 omie/list"])
        bench.ended(1, jobs[0])
        #expect(bench.takeSent() == ["grant 2 omie/list"])
        bench.died(2)
        let third = bench.drop()
        bench.began(1, third)
        bench.feed(.permitAsked(WorkerID(rawValue: 1), bench.key(third), permit: "omie/list"))
        #expect(bench.takeSent().contains("grant 1 omie/list"))
    }

    @Test("permits: windows and the error brake survive a restart")
    func durablePermits() throws {
        var settings = DispatchSettings()
        settings.permitRules["omie"] = PermitRule(
            concurrent: 4, windows: [LaneDescriptor.StartLimit(count: 2, window: .seconds(60))], brakeErrors: 1)
        var bench = try MachineBench(settings: settings)
        let job = bench.drop()
        bench.ready(1)
        bench.began(1, job)
        _ = bench.takeSent()
        for permit in ["omie/a", "omie/a", "omie/b"] {
            bench.feed(.permitAsked(WorkerID(rawValue: 1), bench.key(job), permit: permit))
        }
        bench.feed(.permitReleased(WorkerID(rawValue: 1), bench.key(job), permit: "omie/b", .error))
        #expect(bench.takeSent() == ["grant 1 omie/a", "grant 1 omie/a", "grant 1 omie/b"])
        bench.restart()
        bench.ready(1)
        bench.began(1, job)
        _ = bench.takeSent()
        for permit in ["omie/a", "omie/b", "omie/c"] {
            bench.feed(.permitAsked(WorkerID(rawValue: 1), bench.key(job), permit: permit))
        }
        #expect(bench.takeSent() == ["wait 1 omie/a", "wait 1 omie/b", "grant 1 omie/c"])
        #expect(bench.machine.snapshot(at: bench.now).closedPermits.map(\.key) == ["omie/b"])
    }
}
