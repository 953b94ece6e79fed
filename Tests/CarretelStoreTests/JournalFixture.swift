// A journal on a real file, with a catalogue of two types and hooks that can be looked into.

import CarretelCore
import Synchronization

@testable import CarretelStore

/// Moments and jobs are small numbers; everything else about them follows.
struct JournalFixture {
    static let origin = Timestamp(microseconds: 1_800_000_000_000_000)

    let folder: TemporaryFolder
    let bodies = BodyShelf()
    var settings = JournalSettings()
    /// Stands still, so that a step ends by its number of rows.
    var stopwatch: @Sendable () -> Duration = { .zero }

    init() throws {
        folder = try TemporaryFolder()
        settings.preparedLogPages = 0
        settings.inlineBodyBytes = 64
        settings.busyTimeoutSeconds = 1
    }

    var path: String { folder("journal.sqlite") }

    func open(
        creating: Bool = true, types: [JobTypeDescriptor] = [.echo, .scraping]
    ) throws -> Journal {
        let bodies = bodies
        let catalogue = try JobCatalogue(types)
        return try Journal.open(
            path, creating: creating,
            parts: JournalParts(
                catalogue: catalogue, reread: { TestJob.verdict(of: $0, in: catalogue) },
                render: { dossier, ending in
                    Array("\(dossier.resultName) \(ending.answer.status.rawValue)\n".utf8)
                },
                largeBodies: LargeBodies(
                    write: { id, bytes in bodies.put(bytes, for: id) }, read: { id in try bodies.bytes(of: id) },
                    remove: { id in bodies.remove(id) }),
                settings: settings, stopwatch: stopwatch))
    }

    /// How many rows a purge would remove, by what maintenance finds out before it asks.
    func preview(_ purge: JournalPurge, now: Timestamp) throws -> Int? {
        let reader = try HistoryReader.open(path)
        return try reader.preview(reader.surveyed(purge), now: now)?.rows
    }

    /// The purge with what maintenance finds out before it asks.
    func surveyed(_ purge: JournalPurge) throws -> JournalPurge { try HistoryReader.open(path).surveyed(purge) }

    static func at(_ seconds: Int64) -> Timestamp { origin + .seconds(seconds) }
}

/// Stands for the private copies of large job files.
final class BodyShelf: Sendable {
    struct Lost: Error {}
    private let shelf = Mutex<[JobID: [UInt8]]>([:])

    func put(_ bytes: [UInt8], for id: JobID) { shelf.withLock { $0[id] = bytes } }
    func remove(_ id: JobID) { shelf.withLock { $0[id] = nil } }
    func bytes(of id: JobID) throws -> [UInt8] {
        guard let bytes = shelf.withLock({ $0[id] }) else { throw Lost() }
        return bytes
    }
    var ids: Set<JobID> { shelf.withLock { Set($0.keys) } }
}

/// A job as a test wants it.
struct TestJob {
    var number: Int64
    var name: String? = nil
    var type = "echo"
    var priority = 5
    var receivedAt: Int64 = 0
    var expiresAt: Int64? = nil
    var notBefore: Int64? = nil
    var key: UInt8? = nil
    var coalescing: UInt8? = nil
    var parameters: UInt8 = 0
    var padding = 0
    var isRejected = false

    var jobNumber: JobNumber { JobNumber(rawValue: number) }
    var id: JobID { JobID(high: UInt64(number) << 16, low: UInt64(bitPattern: number) &* 0x9E37_79B9_7F4A_7C15) }

    /// The file's bytes: the request's members in the order of ``verdict(of:in:)``.
    var bytes: [UInt8] {
        let expiry = expiresAt.map { String(JournalFixture.at($0).microseconds) } ?? "-"
        let start = notBefore.map { String(JournalFixture.at($0).microseconds) } ?? "-"
        return Array("\(type) \(priority) \(expiry) \(start) \(String(repeating: "p", count: padding))".utf8)
    }

    var arrival: Arrival {
        let hash = { (byte: UInt8) in ContentHash(bytes: Array(repeating: byte, count: 32)) }
        guard let zero = hash(0) else { preconditionFailure("32 bytes are a hash") }
        let verdict =
            isRejected
            ? JobVerdict.rejected(
                FailureReason(.permanent, code: "syntax_error", message: "Not JSON."),
                salvaged: SalvagedMembers(type: type, requestedBy: "maria"))
            : Self.valid(bytes)
        let sharing = { (identity: UInt8?) in
            identity.map { SharingKey(identity: hash($0) ?? zero, parameters: hash(parameters) ?? zero) }
        }
        return Arrival(
            id: id, name: name ?? "job-\(number)", owner: 1_000, bytes: bytes, sha256: hash(9) ?? zero,
            file: FileIdentity(
                device: .max, inode: UInt64(number), size: Int64(bytes.count), modifiedNanoseconds: number),
            receivedAt: JournalFixture.at(receivedAt), verdict: verdict, idempotency: sharing(key),
            coalescing: sharing(coalescing))
    }

    static func valid(_ bytes: [UInt8]) -> JobVerdict {
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        return .valid(
            JobRequest(
                type: String(words[0]), requestedBy: "maria", priority: Int(words[1]) ?? 5, timeout: .seconds(60),
                maxAttempts: 3, notBefore: Int64(words[3]).map { Timestamp(microseconds: $0) },
                expiresAt: Int64(words[2]).map { Timestamp(microseconds: $0) }),
            warnings: [])
    }

    static func verdict(of bytes: [UInt8], in catalogue: JobCatalogue) -> JobVerdict {
        guard case .valid(let request, let warnings) = valid(bytes) else { return valid(bytes) }
        guard catalogue.type(named: request.type) != nil else {
            return .rejected(
                FailureReason(.permanent, code: "type_unknown", message: "No type \(request.type)."),
                salvaged: SalvagedMembers(type: request.type))
        }
        return .valid(request, warnings: warnings)
    }

    func accept(_ disposition: Disposition = .waiting) -> JournalRequest {
        .write(.accept(jobNumber, arrival, disposition), dossier: nil)
    }

    func run(at seconds: Int64 = 0) -> JournalRequest { accept(.running(at: JournalFixture.at(seconds))) }

    func start(attempt: Int = 1, at seconds: Int64 = 0) -> JournalRequest {
        .write(.start(jobNumber, attempt: attempt, at: JournalFixture.at(seconds)), dossier: nil)
    }

    func end(
        _ status: JobStatus = .succeeded, at seconds: Int64 = 1, startedAt: Int64? = 0, output: String = "{}",
        duplicateOf: JobID? = nil
    ) -> JournalRequest {
        .write(
            .end(jobNumber, Self.ending(status, at: seconds, startedAt: startedAt, output: output, duplicateOf)),
            dossier: nil)
    }

    static func ending(
        _ status: JobStatus, at seconds: Int64, startedAt: Int64? = nil, output: String = "{}",
        _ duplicateOf: JobID? = nil
    ) -> Ending {
        let reason =
            status == .succeeded ? nil : FailureReason(.permanent, code: "broken", message: "It broke.", line: 3)
        let history = startedAt.map { start in
            [
                AttemptRecord(
                    number: 1, startedAt: JournalFixture.at(start), endedAt: JournalFixture.at(seconds),
                    outcome: status == .succeeded ? .succeeded : .failed, reason: reason)
            ]
        }
        return Ending(
            answer: Answer(status: status, reason: reason, output: Array(output.utf8)), history: history ?? [],
            startedAt: startedAt.map { JournalFixture.at($0) }, finishedAt: JournalFixture.at(seconds),
            duplicateOf: duplicateOf,
            resting: status == .rejected ? .rejected : status == .succeeded ? .archive : .failed)
    }
}

extension HistoryReader {
    /// The purge with what maintenance finds out before it asks.
    func surveyed(_ purge: JournalPurge) throws -> JournalPurge {
        var purge = purge
        let found = try survey(purge.table, counts: purge.keep != nil || purge.bytes != nil)
        (purge.rows, purge.rowBytes) = (found?.rows, found?.rowBytes)
        return purge
    }
}

extension JobTypeDescriptor {
    static let echo = JobTypeDescriptor(
        name: "echo", summary: "", lane: LaneDescriptor(name: "short", slots: 2, depth: 4),
        defaultTimeout: .seconds(60),
        timeoutCeiling: .seconds(60), parameters: ParameterSchema([], allowsOthers: true), sample: "")
    static let scraping = JobTypeDescriptor(
        name: "scraping", summary: "",
        lane: LaneDescriptor(
            name: "scraping", slots: 1, startLimits: [.init(count: 3, window: .seconds(60))]),
        defaultTimeout: .seconds(60), timeoutCeiling: .seconds(60), parameters: ParameterSchema([]),
        coalescing: CoalescingRule(members: ["a"], window: .seconds(5)), sample: "")
}

extension Journal {
    /// Commits and gives the replies back; what was staged is not looked at.
    @discardableResult
    func carryOut(_ requests: [JournalRequest]) throws -> [JournalReply] { try commit(requests, staging: { _ in }) }
}

extension Sequence<JournalReply> {
    /// One word a reply, to compare their order.
    var words: [String] {
        map { reply in
            switch reply {
            case .accepted(let dossier, _, let supersedes):
                "accepted \(dossier.resultName)" + (supersedes.map { " over \($0.shortText)" } ?? "")
            case .dossier(let number, let dossier, _): "dossier \(number.rawValue) \(dossier?.name ?? "none")"
            case .ended(let sequence): "end \(sequence.rawValue)"
            case .found(let jobs, let purpose):
                "found \(jobs.map { "\($0.job.number.rawValue)" }.joined(separator: ",")) for \(purpose)"
            case .event(.journalled(.accepted(let number))): "is accepted \(number.rawValue)"
            case .event(.journalled(.started(let number, let attempt))): "is started \(number.rawValue) \(attempt)"
            case .event(.journalled(.ended(let number))): "is ended \(number.rawValue)"
            case .event(.loaded(_, let jobs)): "loaded \(jobs.map { "\($0.number.rawValue)" }.joined(separator: ","))"
            case .event(.followersLoaded(_, let jobs)):
                "followers \(jobs.map { "\($0.number.rawValue)" }.joined(separator: ","))"
            case .event(.sharingFound(_, .alone)): "alone"
            case .event(.sharingFound(_, .unended(let leader, _, let differ))):
                "shares with \(leader.rawValue)\(differ ? ", parameters differ" : "")"
            case .event(.sharingFound(_, .ended(let leader, _, let differ, let answer))):
                """
                has the answer of \(leader.rawValue) \(String(decoding: answer.output, as: UTF8.self))\
                \(differ ? ", parameters differ" : "")
                """
            default: "?"
            }
        }
    }
}

extension Journal {
    /// Has one step of maintenance done, long after everything.
    @discardableResult
    func chore(_ chore: JournalChore, at seconds: Int64 = 10_000_000) throws -> ChoreReport {
        for reply in try carryOut([.chore(chore, at: JournalFixture.at(seconds), asker: 1)]) {
            if case .chore(.done(let report), asker: 1) = reply { return report }
        }
        throw StoreFailure(.refused, "The chore was not answered.")
    }

    /// Has a purge done to its end; gives the number of steps and of rows.
    @discardableResult
    func purge(_ purge: JournalPurge, at seconds: Int64 = 10_000_000) throws -> (steps: Int, rows: Int) {
        var (purge, steps, rows) = (purge, 0, 0)
        while true {
            let report = try chore(.purge(purge), at: seconds)
            (steps, rows) = (steps + 1, rows + report.rows)
            if report.isDone { return (steps, rows) }
            purge.goOn(after: report)
        }
    }

    /// Ended jobs, one a second, all of them durable; by a clock that is `later` seconds wrong.
    func fill(_ numbers: ClosedRange<Int64>, padding: Int = 0, later: Int64 = 0) throws {
        let replies = try carryOut(
            numbers.flatMap { number in
                let name = "job-\(number)" + String(repeating: "x", count: padding)
                let moment = number + later
                let job = TestJob(number: number, name: name, receivedAt: moment)
                return [job.run(at: moment), job.end(at: moment + 1, startedAt: moment)]
            })
        for case .ended(let sequence) in replies.suffix(2) { try carryOut([.markDurable(through: sequence)]) }
    }
}

/// The code of the failure that `body` throws; nil when it throws none.
func failureCode(_ body: () throws -> some Any) -> StoreFailure.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? StoreFailure)?.code
    }
}
