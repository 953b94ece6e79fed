import CarretelCore
import Synchronization

/// Odoo's external API as far as a synchronisation uses it: `/jsonrpc`, sessions, and `/json/2` of 19.
///
/// A request is understood, waits for a worker, meets a planned fault or is run on what the database holds then.
final class OdooSandbox: Upstream {
    /// The faults that it plays; chance, when it is not told, takes from all that a retry mends.
    static let faultVocabulary = FaultVocabulary(
        own: OdooFault.allCases.map(\.rawValue),
        chance: [
            "html-429", "html-502", "html-503", "html-504", "empty-body", "truncated", "reset", "bad-json",
            "serialization", "no-database",
        ])

    let pathPrefixes = ["/jsonrpc", "/json/", "/web/", "/xmlrpc/"]
    var resources: [String] { database.snapshot.tables.map(\.model.name) }

    let database: OdooDatabase
    let desk: OdooDesk
    let door: OdooDoor
    private let settings: OdooSettings
    private let faults: FaultBook
    private let log: CallLog
    private let line: WorkerLine
    /// How many calls of each method there were: the page of a plan.
    private let counts = Mutex<[String: Int]>([:])

    /// Serves a database.
    init(_ settings: OdooSettings, _ database: OdooDatabase, faults: FaultBook, log: CallLog) {
        self.settings = settings
        self.database = database
        self.faults = faults
        self.log = log
        desk = OdooDesk(settings, database)
        door = OdooDoor(database)
        line = WorkerLine(workers: settings.workers)
    }

    func answer(_ request: SandboxRequest) async -> Reply {
        let start = database.clock()
        var reply: Reply
        switch desk.arrival(request) {
        case .task(let task): reply = await answer(task, start: start)
        case .page(let page):
            reply = page
            let inFlight = log.begin(request.path)
            end(
                request.path, Outcome(reply: page, word: "ok"), page: nil, size: nil, inFlight, start,
                ended: database.clock(), waited: .zero)
        }
        reply.server = "Werkzeug/3.0.1 Python/3.12.3"
        reply.headers.append("Date: \(desk.now.httpDate)")
        reply.closesConnection = settings.closesConnections
        return reply
    }

    func control(_ request: SandboxRequest) -> Reply? {
        guard request.path == "/sandbox/odoo/expire-sessions", request.method == "POST" else {
            return door.answer(request)
        }
        desk.sessions.withLock { $0.expire() }
        return ControlDoor.done
    }

    func recordIDs(of resource: String, from: CivilDate?, to: CivilDate?) -> [Int64]? {
        let snapshot = database.snapshot
        guard let table = snapshot.place(of: resource) else { return nil }
        return snapshot.tables[table].rows.filter { row in
            let day = Timestamp(microseconds: row.stamp).civilDate()
            return (from ?? day) <= day && day <= (to ?? day)
        }.map(\.id)
    }

    func reset() {
        counts.withLock { $0 = [:] }
        desk.sessions.withLock { $0 = OdooSessions() }
    }
}

extension OdooSandbox {
    /// What became of a call.
    private struct Outcome {
        var reply: Reply
        var word: String
        var rows = 0
    }

    private func answer(_ task: OdooTask, start: Now) async -> Reply {
        let inFlight = log.begin(task.method)
        let count = counts.withLock { counts in
            counts[task.method, default: 0] += 1
            return counts[task.method] ?? 0
        }
        await line.enter()
        let begun = database.clock()
        let outcome = await outcome(of: task, count: count)
        // Before the next one in line begins.
        let ended = database.clock()
        line.leave()
        end(
            task.method, outcome, page: count, size: task.limit, inFlight, start, ended: ended,
            waited: begun.monotonic - start.monotonic)
        return outcome.reply
    }

    /// How many ids alone a real server gives in the time of one row of a dozen fields.
    private static let idsPerRow = 64

    private func outcome(of task: OdooTask, count: Int) async -> Outcome {
        let begun = SandboxClock.now().monotonic
        let due = faults.draw(
            method: task.method, page: count, size: task.limit ?? 0, fingerprint: task.fingerprint,
            of: Self.faultVocabulary)
        var outcome = played(task, due)
        let rowsAtOnce = task.givesIDsAlone ? Self.idsPerRow : 1
        var latency = settings.latency + settings.latencyPerRow * outcome.rows / rowsAtOnce
        if due?.kind == OdooFault.slow.rawValue { latency += .seconds(due?.seconds ?? 5) }
        let rest = latency - (SandboxClock.now().monotonic - begun)
        if rest > .zero {
            // Cut short only when the sandbox stops.
            try? await Task.sleep(for: rest)
        }
        if let due {
            outcome.word = due.kind
            if let fault = TransportFault(rawValue: due.kind) { outcome.reply = fault.applied(to: outcome.reply) }
        }
        return outcome
    }

    /// Runs a call, or plays what Odoo says instead.
    private func played(_ task: OdooTask, _ due: DueFault?) -> Outcome {
        if let fault = due.flatMap({ OdooFault(rawValue: $0.kind) }) {
            if fault == .html429 { return Outcome(reply: .gateway(429), word: "") }
            if let refusal = fault.refusal(model: task.model, user: 2) {
                return Outcome(reply: task.envelope.reply(refusal, version: settings.version), word: "")
            }
        }
        do throws(OdooRefusal) {
            let result = try task.work()
            var reply = task.envelope.reply(result.json)
            reply.headers = result.headers
            return Outcome(reply: reply, word: "ok", rows: result.rows)
        } catch {
            return Outcome(reply: task.envelope.reply(error, version: settings.version), word: error.name)
        }
    }

    private func end(
        _ method: String, _ outcome: Outcome, page: Int?, size: Int?, _ inFlight: Int, _ start: Now, ended: Now,
        waited: Duration
    ) {
        log.end(
            LoggedCall(
                method: method, page: page, size: size, records: outcome.rows, inFlight: inFlight,
                startedAt: start.wall, duration: ended.monotonic - start.monotonic, waited: waited,
                status: outcome.reply.status, bytes: outcome.reply.body.count, outcome: outcome.word))
    }
}
