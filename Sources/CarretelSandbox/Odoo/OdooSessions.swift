import CarretelCore

/// Sessions and failed logins.
struct OdooSessions: Sendable {
    private struct Session {
        var user: OdooUser
        var ends: Timestamp
    }

    private var sessions: [String: Session] = [:]
    private var opened = 0
    private var failures = 0
    private var lastFailure: Timestamp?

    /// As many wrong passwords as let the cooldown begin (base.login_cooldown_after).
    static let allowedFailures = 10
    /// How long nobody may log in then (base.login_cooldown_duration).
    static let cooldown = Duration.seconds(60)

    /// Whether logging in is refused for now, even with the right password.
    func isThrottled(at now: Timestamp) -> Bool {
        guard failures >= Self.allowedFailures, let lastFailure else { return false }
        return now - lastFailure < Self.cooldown
    }

    mutating func recordFailure(at now: Timestamp) {
        failures += 1
        lastFailure = now
    }

    /// Opens a session.
    ///
    /// - Returns: its id, as long as those of the version.
    mutating func open(_ user: OdooUser, ends: Timestamp, version: OdooVersion) -> String {
        failures = 0
        opened += 1
        var chance = SeededGenerator(seed: UInt64(opened))
        var id = ""
        while id.utf8.count < 84 { id += String(chance.next(), radix: 16) }
        id = String(id.prefix(version == .v17 ? 40 : 84))
        sessions[id] = Session(user: user, ends: ends)
        return id
    }

    /// Whose session it is; nil when there is none or its time is over.
    func user(_ id: String?, at now: Timestamp) -> OdooUser? {
        guard let id, let session = sessions[id], now < session.ends else { return nil }
        return session.user
    }

    mutating func close(_ id: String?) {
        if let id { sessions[id] = nil }
    }

    /// Ends all sessions, as a clean-up on the server does.
    mutating func expire() { sessions = [:] }
}
