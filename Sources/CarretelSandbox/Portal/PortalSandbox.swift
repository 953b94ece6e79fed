import CarretelCore
import Synchronization

/// Two service-order portals: one drawn by the server under `/portal/`, one built by script under `/spa/`.
///
/// A request is understood, must have a session where one is needed, meets a planned fault or gets its page.
final class PortalSandbox: Upstream {
    let pathPrefixes = ["/portal", "/spa"]
    let resources = ["portal-orders"]

    private let desk: PortalDesk
    private let plain: PlainPortal
    private let scripted: ScriptedPortal
    private let faults: FaultBook
    private let log: CallLog
    /// How many calls of each method there were: the middle part of a plan where no order is asked for.
    private let counts = Mutex<[PortalMethod: Int]>([:])

    /// Opens both portals.
    init(_ desk: PortalDesk, faults: FaultBook, log: CallLog) {
        self.desk = desk
        self.faults = faults
        self.log = log
        plain = PlainPortal(desk: desk)
        scripted = ScriptedPortal(desk: desk)
    }

    func answer(_ request: SandboxRequest) async -> Reply {
        if request.path == "/portal" || request.path == "/spa" { return .redirect(to: request.path + "/") }
        guard let call = PortalCall(request) else { return .gateway(404) }
        let start = desk.now
        let inFlight = log.begin(call.method.rawValue)
        let count = counts.withLock { counts in
            counts[call.method, default: 0] += 1
            return counts[call.method] ?? 0
        }
        let place = call.number ?? count
        var answer = await answer(call, place: place)
        answer.reply.headers.append("Date: \(desk.now.wall.httpDate)")
        log.end(
            LoggedCall(
                method: call.method.rawValue, page: place, size: nil, records: answer.hasOrder ? 1 : 0,
                inFlight: inFlight, startedAt: start.wall, duration: desk.now.monotonic - start.monotonic,
                status: answer.reply.status, bytes: answer.reply.body.count, outcome: answer.word))
        return answer.reply
    }

    func recordIDs(of resource: String, from: CivilDate?, to: CivilDate?) -> [Int64]? {
        guard resource == "portal-orders" else { return nil }
        return (0..<Int64(desk.settings.orders)).map { $0 + 1 }
    }

    func control(_ request: SandboxRequest) -> Reply? {
        switch (request.method, request.path) {
        case ("POST", "/sandbox/portal/logout"):
            desk.logOutEverybody()
            return ControlDoor.done
        case ("GET", "/sandbox/portal/order"):
            guard let truth = desk.truth(Int(request.query["number"] ?? "") ?? 0) else {
                return ControlDoor.problem("There is no such order, but 1 to \(desk.settings.orders).", status: 404)
            }
            var writer = JSONWriter()
            truth.write(to: &writer)
            return .json(writer.bytes)
        default: return nil
        }
    }

    func reset() {
        counts.withLock { $0 = [:] }
        desk.logOutEverybody()
    }
}

extension PortalSandbox {
    private func answer(_ call: PortalCall, place: Int) async -> PortalAnswer {
        let session = desk.session(of: call)
        guard session?.loggedInAt != nil || !call.method.needsLogin else { return loggedOut(call) }
        let due = faults.draw(
            method: call.method.rawValue, page: place, size: 0, fingerprint: Self.fingerprint(call),
            of: PortalFault.vocabulary(of: call.method))
        let delay = delay(of: call, due)
        if delay > .zero {
            // Cut short only when the sandbox stops.
            try? await Task.sleep(for: delay)
        }
        guard let due else { return answer(call, session, nil) }
        var answer = played(due, call, session)
        answer.word = due.kind
        return answer
    }

    private func answer(
        _ call: PortalCall, _ session: PortalSessions.Session?, _ fault: PortalFault?
    ) -> PortalAnswer {
        call.side == .plain ? plain.answer(call, session, fault) : scripted.answer(call, session, fault)
    }

    /// What somebody without a session gets.
    private func loggedOut(_ call: PortalCall) -> PortalAnswer {
        call.side == .plain ? plain.loggedOut() : scripted.loggedOut()
    }

    private func delay(of call: PortalCall, _ due: DueFault?) -> Duration {
        var delay = call.method.isOrder ? desk.settings.latency : .zero
        if call.method == .spaDetails { delay = desk.settings.detailDelay }
        if due?.kind == PortalFault.slow.rawValue { delay += .seconds(due?.seconds ?? 5) }
        return delay
    }

    private func played(_ due: DueFault, _ call: PortalCall, _ session: PortalSessions.Session?) -> PortalAnswer {
        let fault = PortalFault(rawValue: due.kind)
        switch fault {
        case .logout:
            desk.close(session)
            return loggedOut(call)
        case .login200:
            desk.close(session)
            let page = call.side == .plain ? plain.loginForm(nil) : .page(PortalScript.shell)
            return PortalAnswer(reply: page)
        case .http500: return PortalAnswer(reply: .page(PortalPage.failure, status: 500))
        case .http503: return PortalAnswer(reply: .gateway(503))
        case .garbage, .large:
            var reply = Reply.page("")
            reply.body =
                fault == .garbage ? PortalFault.garbagePage : PortalFault.largePage(mebibytes: due.code ?? 64)
            return PortalAnswer(reply: reply)
        default: break
        }
        var answer = answer(call, session, fault)
        let transport = fault == .broken ? .truncated : TransportFault(rawValue: due.kind)
        if let transport { answer.reply = transport.applied(to: answer.reply) }
        return answer
    }

    /// The same for the same method and path.
    private static func fingerprint(_ call: PortalCall) -> UInt64 {
        FNV1a.hash((call.method.rawValue + (call.numberText ?? "")).utf8)
    }
}
