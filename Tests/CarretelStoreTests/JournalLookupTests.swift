import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Look-ups")
struct JournalLookupTests {
    let fixture: JournalFixture
    let journal: Journal

    init() throws {
        fixture = try JournalFixture()
        journal = try fixture.open()
    }

    @Test("a lane's jobs come by priority, then by age, and no others")
    func waiting() throws {
        try journal.carryOut([
            TestJob(number: 1, priority: 5).accept(), TestJob(number: 2, priority: 9).accept(),
            TestJob(number: 3, type: "scraping", priority: 9).accept(), TestJob(number: 4, priority: 5).accept(),
            TestJob(number: 5, priority: 0).accept(), TestJob(number: 6, priority: 9).accept(),
            TestJob(number: 7, priority: 9).run(),
        ])
        #expect(
            try journal.carryOut([.load(.waiting(lane: 0), limit: 4), .load(.waiting(lane: 1), limit: 4)]).words
                == ["loaded 2,6,1,4", "loaded 3"])
        let restored = try journal.restored()
        #expect(restored.waitingCounts == [5, 1])
        #expect(restored.nextNumber == JobNumber(rawValue: 8))
        #expect(restored.largestID == TestJob(number: 7).id)
    }

    @Test("deferred jobs come by due time, expiring ones by expiry")
    func timed() throws {
        try journal.carryOut([
            TestJob(number: 1).accept(.deferred(until: JournalFixture.at(30))),
            TestJob(number: 2, expiresAt: 90).accept(.deferred(until: JournalFixture.at(20))),
            TestJob(number: 3, expiresAt: 40).accept(),
            TestJob(number: 4, expiresAt: 10).run(),
        ])
        #expect(
            try journal.carryOut([.load(.deferred, limit: 9), .load(.expiring, limit: 9)]).words
                == ["loaded 2,1", "loaded 3,2"])
        let restored = try journal.restored()
        #expect(restored.expiringCount == 2)
        #expect(restored.earliestExpiry == JournalFixture.at(40))
        #expect(restored.earliestDue == JournalFixture.at(20))
    }

    @Test("a million waiting jobs are read through an index, never sorted")
    func plans() throws {
        let reader = try HistoryReader.open(fixture.path)
        let statements = [
            "SELECT \(JournalStatements.queuedColumns) FROM jobs WHERE state = 0 AND lane = 1 ORDER BY priority DESC, number LIMIT 9",
            "SELECT \(JournalStatements.queuedColumns) FROM jobs WHERE state = 1 ORDER BY due_at, number LIMIT 9",
            "SELECT number FROM jobs WHERE state < 2 AND expires_at IS NOT NULL ORDER BY expires_at, number LIMIT 9",
            "SELECT number FROM jobs WHERE state = 3 AND leader = 1 ORDER BY number LIMIT 9",
            "SELECT number FROM jobs WHERE state = 2 ORDER BY number LIMIT 9",
            "SELECT number FROM jobs WHERE name = 'a' AND renamed = 0 ORDER BY number DESC LIMIT 1",
            "SELECT number FROM jobs WHERE state = 4 AND type = 1 ORDER BY number DESC LIMIT 9",
            "SELECT number FROM jobs WHERE state = 4 AND status <> 0 AND status = 2 ORDER BY number DESC LIMIT 9",
        ]
        for sql in statements {
            let plan = try reader.read { query in
                try query.rows("EXPLAIN QUERY PLAN " + sql) { row in row.text(3) ?? "" }
            }
            #expect(plan.allSatisfy { $0.contains("INDEX jobs_") }, "\(sql): \(plan)")
        }
    }

    @Test("finds by id, by ending and by NAME: the unended ones, else the latest")
    func find() throws {
        let jobs = (1...4).map { TestJob(number: $0, name: "same") }
        try journal.carryOut([jobs[0].run(), jobs[0].end(), jobs[1].accept(), jobs[2].accept(), jobs[3].accept()])
        let words = try journal.carryOut([
            .find(.id(jobs[0].id), purpose: 1), .find(.idEnding(String(jobs[2].id.text.suffix(4))), purpose: 2),
            .find(.name("same"), purpose: 3), .find(.name("other"), purpose: 4),
            .find(.idEnding("ZZZZ"), purpose: 5), .find(.idEnding("zz"), purpose: 6),
        ]).words
        #expect(
            words == [
                "found 1 for 1", "found 3 for 2", "found 2,4,3 for 3", "found  for 4", "found  for 5", "found  for 6",
            ])
        try journal.carryOut([1, 2, 3].map { jobs[$0].end(.cancelled, startedAt: nil) })
        #expect(try journal.carryOut([.find(.name("same"), purpose: 7)]).words == ["found 4 for 7"])
    }

    @Test("a dossier that is not in memory is read again from the file's bytes")
    func dossier() throws {
        let job = TestJob(number: 1, priority: 8, expiresAt: 50, padding: 500)
        let replies = try journal.carryOut([
            job.accept(), .loadDossier(job.jobNumber), .loadDossier(JobNumber(rawValue: 9)),
        ])
        guard case .accepted(let accepted, _, _) = replies[0], case .dossier(_, let read?, _) = replies[2],
            case .dossier(_, nil, _) = replies[3]
        else { throw StoreFailure(.io, "other replies") }
        #expect(read.request == accepted.request)
        #expect(read.resultName == accepted.resultName)
        #expect(read.sha256 == accepted.sha256)
        #expect(read.receivedAt == accepted.receivedAt)
    }

    @Test("a lost copy of a large file leaves a dossier that says so")
    func lostCopy() throws {
        let job = TestJob(number: 1, padding: 500)
        try journal.carryOut([job.accept()])
        fixture.bodies.remove(job.id)
        guard case .dossier(_, let read?, _) = try journal.carryOut([.loadDossier(job.jobNumber)])[0] else {
            throw StoreFailure(.io, "another reply")
        }
        #expect(read.request == nil)
        #expect(read.warnings.map(\.code) == ["job_file_lost"])
    }

    @Test("jobs of a type that is gone are told apart and can be ended")
    func unknownType() throws {
        let gone = TestJob(number: 1, type: "scraping")
        let running = TestJob(number: 2, type: "scraping")
        try journal.carryOut([gone.accept(), running.run(), TestJob(number: 3).accept()])
        try journal.close()
        let again = try fixture.open(types: [.echo])
        let restored = try again.restored()
        #expect(restored.unknownTypeCount == 2)
        #expect(restored.interrupted.isEmpty)
        #expect(restored.waitingCounts == [1])
        let unknown = try again.jobsOfUnknownTypes(limit: 10)
        #expect(unknown == [gone.jobNumber, running.jobNumber])
        try again.carryOut([gone.end(.failed, startedAt: nil), running.end(.failed)])
        #expect(try again.restored().unknownTypeCount == 0)
        let reader = try HistoryReader.open(fixture.path)
        #expect(try reader.show(.id(gone.id)).first?.type == "scraping")
        #expect(try reader.recount().differences == [])
    }

    @Test("unended jobs move with their type to another lane")
    func movedLane() throws {
        try journal.carryOut([TestJob(number: 1).accept(), TestJob(number: 2).run()])
        try journal.close()
        var moved = JobTypeDescriptor.echo
        moved.lane.name = "long"
        let again = try fixture.open(types: [.scraping, moved])
        #expect(try again.restored().waitingCounts == [0, 1])
        #expect(try again.carryOut([.load(.waiting(lane: 1), limit: 9)]).words == ["loaded 1"])
        #expect(try HistoryReader.open(fixture.path).recount().differences == [])
    }
}
