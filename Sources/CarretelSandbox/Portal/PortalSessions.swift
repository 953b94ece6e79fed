import CarretelCore

/// Which of the two portals.
enum PortalSide: String, Sendable, Hashable {
    case plain = "/portal"
    case scripted = "/spa"

    /// The name of its cookie.
    var cookie: String { self == .plain ? "PORTALSESSID" : "SPASESSID" }
}

/// The sessions of both portals, also those of people who have only seen the login page.
struct PortalSessions: Sendable {
    /// One session.
    struct Session: Sendable {
        var id: String
        var side: PortalSide
        /// What each form of it must carry.
        var token: String
        /// Nil for one that has not logged in.
        var loggedInAt: MonotonicInstant?
    }

    /// Beyond this the sessions that never logged in are let go.
    static let capacity = 10_000

    private var sessions: [String: Session] = [:]
    let lifetime: Duration

    /// Begins without sessions; each lives so long after its login, zero for ever.
    init(lifetime: Duration) {
        self.lifetime = lifetime
    }

    /// Opens one under a new id.
    mutating func open(_ side: PortalSide, loggedInAt: MonotonicInstant?) -> Session {
        if sessions.count >= Self.capacity { sessions = sessions.filter { $0.value.loggedInAt != nil } }
        let session = Session(id: Self.secret(), side: side, token: Self.secret(), loggedInAt: loggedInAt)
        sessions[session.id] = session
        return session
    }

    /// The session of an id, when there is one on that side and it has not run out.
    func find(_ id: String?, _ side: PortalSide, at now: MonotonicInstant) -> Session? {
        guard let id, let session = sessions[id], session.side == side else { return nil }
        guard let loggedInAt = session.loggedInAt, lifetime > .zero else { return session }
        return now < loggedInAt + lifetime ? session : nil
    }

    mutating func close(_ id: String?) {
        if let id { sessions[id] = nil }
    }

    mutating func closeAll() {
        sessions = [:]
    }

    /// Not from a seed: a session of a sandbox that has ended must not be known to the next one.
    private static func secret() -> String {
        (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }
}
