import CarretelCore
import Synchronization

/// The Omie ERP API as far as Carretel uses it: lists of service orders, clients and sellers, under `/api/v1/`.
///
/// A request goes through the checks in Omie's order: body, method, credentials, parameters, guards; then meets a planned
/// fault or gets its page.
final class OmieSandbox: Upstream {
    /// The faults that it plays; chance, when it is not told, takes from all that a retry mends.
    static let faultVocabulary = FaultVocabulary(own: faultWords, chance: chanceKinds)

    private static let chanceKinds = [
        "broken", "locked", "rate-limit", "html-502", "html-503", "html-504", "empty-body", "truncated", "reset",
        "bad-json", "no-total", "no-array",
    ]

    /// The kinds of faults that are its own, beyond those of ``TransportFault``.
    static let faultWords = OmieFault.words + OmiePages.Flaw.allCases.map(\.rawValue)

    let pathPrefixes = ["/api/v1/"]
    let resources = ["service-orders", "clients", "sellers"]

    private let settings: OmieSettings
    private let pages: OmiePages
    private let faults: FaultBook
    private let log: CallLog
    private let clock: @Sendable () -> Now
    private let guards: Mutex<GuardTable>

    /// Prepares an account with its records.
    init(_ settings: OmieSettings, faults: FaultBook, log: CallLog, clock: @escaping @Sendable () -> Now) {
        self.settings = settings
        pages = OmiePages(settings)
        self.faults = faults
        self.log = log
        self.clock = clock
        guards = Mutex(GuardTable(settings.guards))
    }

    func answer(_ request: SandboxRequest) async -> Reply {
        let path = request.path.dropFirst("/api/v1/".count)
        guard OmieMethod.allCases.contains(where: { $0.path == path }) else { return .gateway(404) }
        guard request.method == "POST" else { return .gateway(405) }
        let start = clock()
        let body: OmieBody
        do throws(OmieRefusal) {
            body = try OmieBody(parsing: request.body)
        } catch {
            return refused(error.fault, method: request.path, start: start)
        }
        guard let method = OmieMethod(rawValue: body.name), method.path == path else {
            return refused(.unknownMethod(body.name), method: request.path, start: start)
        }
        let key = GuardKey(application: body.application, method: method.rawValue)
        let call: OmieCall
        do throws(OmieRefusal) {
            try check(body)
            call = try OmieCall(body, method: method)
        } catch {
            guards.withLock { $0.recordError(key, at: start) }
            return refused(error.fault, method: method.rawValue, start: start)
        }
        return await answer(call, key: key, start: start)
    }

    func recordIDs(of resource: String, from: CivilDate?, to: CivilDate?) -> [Int64]? {
        let method: OmieMethod
        switch resource {
        case "service-orders": method = .listServiceOrders
        case "clients": method = .listClients
        case "sellers": method = .listSellers
        default: return nil
        }
        let list = pages.list(of: method)
        return list.places(OmieFilter(from: from?.dayNumber, to: to?.dayNumber)).map { list.id(at: $0) }
    }

    func reset() {
        guards.withLock { $0 = GuardTable(settings.guards) }
    }
}

extension OmieSandbox {
    /// What became of a call.
    private struct Outcome {
        var reply: Reply
        var word = "ok"
        var records = 0
        /// Whether it counts towards the block.
        var isError = false

        init(_ fault: OmieFault) {
            reply = fault.reply
            word = fault.word
            isError = fault.isCounted
        }

        init(_ page: OmiePages.Page) {
            reply = .json(page.body)
            records = page.records
        }
    }

    private func check(_ body: OmieBody) throws(OmieRefusal) {
        guard let secret = settings.applications[body.application], secret == body.secret else {
            throw OmieRefusal(.badKey)
        }
    }

    private func answer(_ call: OmieCall, key: GuardKey, start: Now) async -> Reply {
        let inFlight = log.begin(call.method.rawValue)
        let refusal = guards.withLock { $0.enter(key, fingerprint: call.fingerprint, at: start) }
        var outcome: Outcome
        if let refusal {
            outcome = Outcome(Self.fault(for: refusal))
        } else {
            if settings.latency > .zero {
                // Cut short only when the sandbox stops.
                try? await Task.sleep(for: settings.latency)
            }
            outcome = answered(call)
            // Before the answer goes out: a client may call again as soon as it has it.
            guards.withLock {
                $0.leave(key, fingerprint: call.fingerprint, isError: outcome.isError, at: clock())
            }
        }
        end(outcome, method: call.method.rawValue, page: call.page, size: call.size, inFlight: inFlight, start: start)
        return outcome.reply
    }

    private func answered(_ call: OmieCall) -> Outcome {
        let due = faults.draw(
            method: call.method.rawValue, page: call.page, size: call.size, fingerprint: call.fingerprint,
            of: Self.faultVocabulary)
        guard let due else { return page(call, flaw: nil) }
        if let fault = OmieFault.planned(due, call: call, at: clock()) {
            var outcome = Outcome(fault)
            outcome.word = due.kind
            return outcome
        }
        var outcome = page(call, flaw: OmiePages.Flaw(rawValue: due.kind))
        if let fault = TransportFault(rawValue: due.kind) { outcome.reply = fault.applied(to: outcome.reply) }
        outcome.word = due.kind
        return outcome
    }

    private func page(_ call: OmieCall, flaw: OmiePages.Flaw?) -> Outcome {
        guard let page = pages.page(call, flaw: flaw) else { return Outcome(.noRecords(page: call.page)) }
        return Outcome(page)
    }

    private static func fault(for refusal: GuardRefusal) -> OmieFault {
        switch refusal {
        case .blocked(let seconds): .blocked(seconds: seconds)
        case .rateLimited: .rateLimit
        case .locked: .locked
        case .redundant(let seconds): .redundant(seconds: seconds)
        case .alreadyProcessed(let until): .alreadyProcessed(until: until)
        }
    }

    /// Logs a call that was never let in.
    private func refused(_ fault: OmieFault, method: String, start: Now) -> Reply {
        let outcome = Outcome(fault)
        end(outcome, method: method, page: nil, size: nil, inFlight: log.begin(method), start: start)
        return outcome.reply
    }

    private func end(_ outcome: Outcome, method: String, page: Int?, size: Int?, inFlight: Int, start: Now) {
        log.end(
            LoggedCall(
                method: method, page: page, size: size, records: outcome.records, inFlight: inFlight,
                startedAt: start.wall, duration: clock().monotonic - start.monotonic, status: outcome.reply.status,
                bytes: outcome.reply.body.count, outcome: outcome.word))
    }
}
