// Legal traffic at random: what a daemon could ask for, with a model of what the journal must say afterwards.

import CarretelCore

/// Makes batches of legal requests and knows the state of every job.
struct RandomTraffic {
    private(set) var states: [Int64: JobState] = [:]
    private(set) var ends: Int64 = 0
    private var jobs: [Int64: TestJob] = [:]
    private var attempts: [Int64: Int] = [:]
    private var next: Int64 = 1
    private var clock: Int64 = 0
    private var published: Int64 = 0
    private var generator: SeededGenerator

    init(_ generator: SeededGenerator) { self.generator = generator }

    /// A batch of up to `size` requests.
    mutating func batch(size: Int = 40) -> [JournalRequest] {
        (0..<Int.random(in: 1...size, using: &generator)).flatMap { _ in request() }
    }

    private mutating func request() -> [JournalRequest] {
        clock += 1
        let unended = states.filter { $0.value != .ended }.keys.sorted()
        let pick = unended.randomElement(using: &generator)
        switch Int.random(in: 0...9, using: &generator) {
        case 0...3: return [accept()]
        case 4, 5: return pick.map { [end($0)] } ?? []
        case 6, 7: return pick.flatMap { start($0) } ?? []
        case 8: return pick.flatMap { putOff($0) } ?? []
        default: return marks()
        }
    }

    private mutating func accept() -> JournalRequest {
        let number = next
        next += Int64.random(in: 1...3, using: &generator)
        let job = TestJob(
            number: number, name: "name-\(Int.random(in: 0...50, using: &generator))",
            type: Bool.random(using: &generator) ? "echo" : "scraping",
            priority: Int.random(in: 0...9, using: &generator), receivedAt: clock,
            expiresAt: Bool.random(using: &generator) ? clock + 100 : nil,
            key: Bool.random(using: &generator) ? UInt8.random(in: 1...20, using: &generator) : nil,
            padding: Int.random(in: 0...200, using: &generator))
        jobs[number] = job
        let leader = states.first { $0.value == .running }?.key
        switch Int.random(in: 0...4, using: &generator) {
        case 0:
            states[number] = .deferred
            return job.accept(.deferred(until: JournalFixture.at(clock + 50)))
        case 1:
            states[number] = .running
            attempts[number] = 1
            return job.run(at: clock)
        case 2:
            states[number] = .ended
            ends += 1
            return job.accept(.ended(TestJob.ending(.rejected, at: clock)))
        case 3:
            guard let leader, let leading = jobs[leader] else { fallthrough }
            states[number] = .following
            return job.accept(.following(leader: leading.jobNumber, id: leading.id))
        default:
            states[number] = .waiting
            return job.accept()
        }
    }

    private mutating func end(_ number: Int64) -> JournalRequest {
        states[number] = .ended
        ends += 1
        let statuses: [JobStatus] = [.succeeded, .succeeded, .failed, .partial, .timedOut, .cancelled]
        let status = statuses.randomElement(using: &generator) ?? .failed
        return TestJob(number: number).end(status, at: clock, startedAt: attempts[number] == nil ? nil : clock - 1)
    }

    private mutating func start(_ number: Int64) -> [JournalRequest]? {
        guard states[number] == .waiting || states[number] == .deferred else { return nil }
        let attempt = (attempts[number] ?? 0) + 1
        attempts[number] = attempt
        states[number] = .running
        let job = TestJob(number: number)
        return [job.start(attempt: attempt, at: clock), .write(.began(job.jobNumber), dossier: nil)]
    }

    private mutating func putOff(_ number: Int64) -> [JournalRequest]? {
        let job = TestJob(number: number)
        if states[number] == .deferred {
            states[number] = .waiting
            return [.write(.due(job.jobNumber), dossier: nil)]
        }
        guard states[number] == .running else { return nil }
        states[number] = .deferred
        let attempt = AttemptRecord(
            number: attempts[number] ?? 1, startedAt: JournalFixture.at(clock - 1), endedAt: JournalFixture.at(clock),
            outcome: .interrupted)
        let deferral = Deferral(
            until: JournalFixture.at(clock + 30), history: [attempt], attemptsUsed: 0, interruptions: 1,
            workerDeaths: 0)
        return [.write(.deferred(job.jobNumber, deferral), dossier: nil)]
    }

    private mutating func marks() -> [JournalRequest] {
        guard ends > published else { return [] }
        published = Int64.random(in: published...ends, using: &generator)
        let sequence = EndSequence(rawValue: published)
        return [.markPublished(through: sequence), .markDurable(through: sequence)]
    }
}
