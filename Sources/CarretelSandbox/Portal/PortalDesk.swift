import CarretelCore
import Synchronization

/// What stands behind both portals: the orders and who has logged in.
package final class PortalDesk: Sendable {
    let settings: PortalSettings
    let orders: PortalOrderMaker
    private let clock: @Sendable () -> Now
    private let sessions: Mutex<PortalSessions>

    init(_ settings: PortalSettings, clock: @escaping @Sendable () -> Now) {
        self.settings = settings
        self.clock = clock
        orders = PortalOrderMaker(seed: settings.seed, count: settings.orders)
        sessions = Mutex(PortalSessions(lifetime: settings.sessionLifetime))
    }

    /// What the order of a number really says; nil when there is none.
    package func truth(_ number: Int) -> PortalTruth? {
        orders.order(number)?.truth
    }

    /// Forgets all sessions.
    package func logOutEverybody() {
        sessions.withLock { $0.closeAll() }
    }

    var now: Now { clock() }

    /// The session that a request belongs to.
    func session(of call: PortalCall) -> PortalSessions.Session? {
        let id = call.request.cookie(call.side.cookie)
        return sessions.withLock { $0.find(id, call.side, at: now.monotonic) }
    }

    /// Opens a session, logged in or not, in place of another.
    func open(_ side: PortalSide, loggedIn: Bool, insteadOf old: String? = nil) -> PortalSessions.Session {
        let now = now.monotonic
        return sessions.withLock { sessions in
            sessions.close(old)
            return sessions.open(side, loggedInAt: loggedIn ? now : nil)
        }
    }

    func close(_ session: PortalSessions.Session?) {
        sessions.withLock { $0.close(session?.id) }
    }

    /// The order that a call asks for, as the fault wants it; nil when there is none.
    func order(of call: PortalCall, _ fault: PortalFault?) -> PortalOrder? {
        guard let number = call.number, let order = orders.order(number) else { return nil }
        switch fault {
        case .wrongOrder: return orders.order(number < orders.count ? number + 1 : number - 1) ?? order
        case .empty: return order.emptied
        case .missingField: return order.shortened
        default: return order
        }
    }
}
