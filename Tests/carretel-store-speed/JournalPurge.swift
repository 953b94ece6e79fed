import CarretelCore
import CarretelStore
import CarretelSystem

/// How long the start of a job waits for the journal while old rows are removed: `carretel-store-speed purge FILE SECONDS
/// REST KEEP [alone]`. A hundred jobs a second are accepted and ended; every REST milliseconds after the last one a step of
/// a purge is asked for (0: none), which keeps KEEP rows. With `alone` the log is copied by the writer, in its commits.
///
///     carretel-store-speed journal FILE       makes a journal with one ended job, to be multiplied
struct JournalPurgeSpeed {
    private static let every = Duration.milliseconds(10)

    let path: String

    private func open(creating: Bool) throws -> Journal {
        let type = JobTypeDescriptor(
            name: "echo", summary: "", lane: LaneDescriptor(name: "short", slots: 2), defaultTimeout: .seconds(60),
            timeoutCeiling: .seconds(60), parameters: ParameterSchema([]), sample: "")
        return try Journal.open(
            path, creating: creating,
            parts: JournalParts(
                catalogue: try JobCatalogue([type]), reread: { _ in .valid(Self.request, warnings: []) },
                render: { dossier, _ in Array("{\"job\": \"\(dossier.name)\", \"padding\": \"\(Self.padding)\"}\n".utf8)
                },
                largeBodies: LargeBodies(write: { _, _ in }, read: { _ in [] }, remove: { _ in })))
    }

    private static let padding = String(repeating: "x", count: 600)
    private static let request = JobRequest(type: "echo", timeout: .seconds(60), maxAttempts: 3)

    private func accept(_ number: Int64, at moment: Timestamp) throws -> [JournalRequest] {
        let milliseconds = UInt64(bitPattern: moment.microseconds / 1_000)
        let id = JobID(high: milliseconds << 16, low: UInt64.random(in: .min ... .max))
        guard let hash = ContentHash(bytes: Array(repeating: 9, count: 32)) else { return [] }
        let arrival = Arrival(
            id: id, name: "echo-\(number)", owner: 0, bytes: Array("{\"type\": \"echo\"}".utf8), sha256: hash,
            file: FileIdentity(device: 1, inode: 1, size: 16, modifiedNanoseconds: 1), receivedAt: moment,
            verdict: .valid(Self.request, warnings: []))
        return [.write(.accept(JobNumber(rawValue: number), arrival, .running(at: moment)), dossier: nil)]
    }

    private func end(_ number: Int64, at moment: Timestamp) -> JournalRequest {
        let attempt = AttemptRecord(number: 1, startedAt: moment, endedAt: moment, outcome: .succeeded, reason: nil)
        return .write(
            .end(
                JobNumber(rawValue: number),
                Ending(
                    answer: Answer(status: .succeeded, reason: nil, output: Array("{}".utf8)), history: [attempt],
                    startedAt: moment, finishedAt: moment, duplicateOf: nil, resting: .archive)), dossier: nil)
    }

    /// Makes a journal with one ended job.
    func make() throws {
        let journal = try open(creating: true)
        let now = SystemClock.now().wall
        _ = try journal.commit(
            try accept(1, at: now) + [end(1, at: now), .markDurable(through: EndSequence(rawValue: 1))],
            staging: { _ in })
        try journal.close()
    }

    /// Measures; prints one JSON object.
    func run(seconds: Int, rest: Duration?, keep: Int, alone: Bool) throws {
        let journal = try open(creating: false)
        var number = try journal.restored().nextNumber.rawValue
        var ends = try journal.restored().lastEnd.rawValue
        let copier = try LogCopier(path)
        let wishes = BatchQueue<Void>(capacity: .max)
        let thread = try PlainThread.start(name: "log") {
            // As in the daemon; it only measures worse without.
            _ = try? PlainThread.stepBack()
            // A failure shows in the writer too.
            while wishes.takeAll() != nil { _ = try? copier.copy() }
        }
        var rule = LogCopyRule(limit: journal.parts.settings.checkpointPages)
        let begin = SystemClock.now().monotonic
        var (due, choreDue) = (begin, begin)
        var (purge, rows, steps, isDone) = (JournalPurge(table: .history, keep: keep), 0, 0, rest == nil)
        var running: [Int64] = []
        var (delays, commits, longestLog): ([Duration], [Duration], Int) = ([], [], 0)
        var purged = Duration.zero
        while true {
            let now = SystemClock.now()
            guard now.monotonic - begin < .seconds(seconds) || !isDone else { break }
            var requests = running.map { end($0, at: now.wall) }
            ends += Int64(running.count)
            running = []
            var arrived: [MonotonicInstant] = []
            while due <= now.monotonic {
                requests += try accept(number, at: now.wall)
                running.append(number)
                arrived.append(due)
                number += 1
                due = due + Self.every
            }
            if !isDone, choreDue <= now.monotonic {
                requests.append(.chore(.purge(purge), at: now.wall, asker: 1))
                rule.noteChore()
            }
            if number % 100 == 0, !requests.isEmpty {
                requests.append(.markDurable(through: EndSequence(rawValue: ends)))
            }
            guard !requests.isEmpty else {
                PlainThread.pause((isDone ? due : min(due, choreDue)) - now.monotonic)
                continue
            }
            let replies = try journal.commit(requests, staging: { _ in })
            let done = SystemClock.now().monotonic
            commits.append(done - now.monotonic)
            delays += arrived.map { done - $0 }
            longestLog = max(longestLog, journal.logPages)
            if !alone, rule.isDue(pages: journal.logPages) { wishes.push(()) }
            for case .chore(.done(let report), _) in replies {
                rows += report.rows
                steps += 1
                purge.goOn(after: report)
                isDone = report.isDone
                choreDue = done + (rest ?? .zero)
                if isDone { purged = done - begin }
            }
        }
        wishes.close()
        thread.join()
        try copier.close()
        try journal.close()
        print(
            """
            {"jobs": \(delays.count), "rows": \(rows), "steps": \(steps), "purge_s": \(purged / .seconds(1)), \
            "log_pages": \(longestLog), "delay_ms": \(Self.summary(delays)), "commit_ms": \(Self.summary(commits))}
            """)
    }

    private static func summary(_ times: [Duration]) -> String {
        let sorted = times.sorted().map { $0 / .milliseconds(1) }
        guard let last = sorted.last else { return "null" }
        let over = sorted.count { $0 > 10 }
        return """
            {"p50": \(sorted[sorted.count / 2]), "p99": \(sorted[sorted.count * 99 / 100]), \
            "p999": \(sorted[sorted.count * 999 / 1_000]), "max": \(last), "over_10": \(over)}
            """
    }
}
