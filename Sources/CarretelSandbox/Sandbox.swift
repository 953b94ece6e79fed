package import CarretelCore
import FlyingSocks

/// Upstream systems on 127.0.0.1 to try Carretel against, with faults on request (docs/sandbox.md).
package final class Sandbox: Sendable {
    /// The port that it listens on.
    package let port: UInt16
    /// What happened so far.
    package let log: CallLog
    /// The records of Odoo, to be changed while they are read.
    package let odoo: OdooDatabase
    /// The orders of the service-order portals, and who has logged in there.
    package let portal: PortalDesk
    /// What the chat service was asked.
    package let chat: ChatLog

    private let faults: FaultBook
    private let upstreams: [any Upstream]
    /// The server; ends by ``stop()`` alone.
    private let running: Task<Void, Never>

    private init(
        port: UInt16, log: CallLog, odoo: OdooDatabase, portal: PortalDesk, chat: ChatLog,
        faults: FaultBook, upstreams: [any Upstream], running: Task<Void, Never>
    ) {
        self.port = port
        self.log = log
        self.odoo = odoo
        self.portal = portal
        self.chat = chat
        self.faults = faults
        self.upstreams = upstreams
        self.running = running
    }

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - settings: what it holds and how it behaves.
    ///   - clock: what the guards go by; a test may pass its own instead of waiting.
    /// - Returns: a sandbox that answers already; it must be stopped.
    /// - Throws: a permanent failure when the port cannot be had or an ordered fault is unknown.
    package static func start(
        _ settings: SandboxSettings = SandboxSettings(), clock: (@Sendable () -> Now)? = nil
    ) async throws(FailureReason) -> Sandbox {
        let log = CallLog()
        let faults = try FaultBook(
            settings.faults,
            vocabularies: [
                OmieSandbox.faultVocabulary, OdooSandbox.faultVocabulary, PortalFault.vocabulary, ChatFault.vocabulary,
            ])
        let clock = clock ?? { SandboxClock.now() }
        let odoo = OdooDatabase(OdooRecords.make(settings.odoo, at: clock().wall), clock: clock)
        let portal = PortalDesk(settings.portal, clock: clock)
        let chat = ChatLog()
        let upstreams: [any Upstream] = [
            OmieSandbox(settings.omie, faults: faults, log: log, clock: clock),
            OdooSandbox(settings.odoo, odoo, faults: faults, log: log),
            PortalSandbox(portal, faults: faults, log: log),
            ChatSandbox(settings.chat, chat, faults: faults, log: log, clock: clock),
        ]
        let server = try await listen(settings.port)
        let door = ControlDoor(upstreams: upstreams, faults: faults, log: log)
        let running = Task {
            await server.run { await answer($0, upstreams: upstreams, door: door) }
        }
        return Sandbox(
            port: server.port, log: log, odoo: odoo, portal: portal, chat: chat, faults: faults,
            upstreams: upstreams, running: running)
    }

    /// `http://127.0.0.1:PORT`.
    package var url: String { "http://127.0.0.1:\(port)" }

    /// The base URL of the Omie API, with the slash at its end.
    package var omieURL: String { url + "/api/v1/" }

    /// The base URL of Odoo, with the slash at its end.
    package var odooURL: String { url + "/" }

    /// The addresses of the two service-order portals: drawn by the server, and built by script.
    package var portalURL: String { url + "/portal/" }
    package var spaURL: String { url + "/spa/" }

    /// The base URL of the chat service, without a slash at its end, as such services have it.
    package var chatURL: String { url + "/openai/v1" }

    /// Closes all connections, whatever is on them, and waits for the end of the server.
    package func stop() async {
        running.cancel()
        await running.value
    }

    /// Orders faults from now on.
    ///
    /// - Throws: a permanent failure, without any change, for an unknown kind or an impossible percentage.
    package func order(_ order: FaultOrder) throws(FailureReason) {
        try faults.add(order)
    }

    /// Forgets log, guards and orders made since the start.
    package func reset() {
        faults.reset()
        log.reset()
        for upstream in upstreams { upstream.reset() }
    }

    /// The ids of all records of a resource (`service-orders`, `clients`, `sellers`, `portal-orders`, a model of Odoo), or of those
    /// that a list filtered by these days gives; nil for an unknown resource.
    package func recordIDs(of resource: String, from: CivilDate? = nil, to: CivilDate? = nil) -> [Int64]? {
        for upstream in upstreams {
            if let ids = upstream.recordIDs(of: resource, from: from, to: to) { return ids }
        }
        return nil
    }

    private static func listen(_ port: UInt16) async throws(FailureReason) -> LoopbackServer {
        do {
            return try await LoopbackServer(port: port)
        } catch {
            throw FailureReason(
                .permanent, code: "sandbox_port", message: "The sandbox cannot listen on 127.0.0.1:\(port): \(error)")
        }
    }

    private static func answer(
        _ request: SandboxRequest, upstreams: [any Upstream], door: ControlDoor
    ) async -> Reply {
        if request.path.hasPrefix(ControlDoor.pathPrefix) { return door.answer(request) }
        for upstream in upstreams where upstream.pathPrefixes.contains(where: { request.path.hasPrefix($0) }) {
            return await upstream.answer(request)
        }
        return .gateway(404)
    }
}
