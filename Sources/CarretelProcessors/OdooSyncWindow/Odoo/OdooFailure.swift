import CarretelCore

/// Why a call of Odoo did not come to an answer.
struct OdooFailure: Error, Sendable, Hashable {
    /// The code of a failure after which the way in is looked for anew.
    static let wayLostCode = "odoo_way_lost"

    /// What follows from it.
    enum Kind: Sendable, Hashable, CaseIterable {
        /// No call of this account will be answered: its credentials, address or database are wrong.
        case denied
        /// The session has ended; a new one may do.
        case expired
        /// The user has no right to this.
        case forbidden
        /// The model is not installed.
        case modelMissing
        /// A record is not there any more.
        case recordMissing
        /// The call itself is wrong, and will be however often it is made.
        case badRequest
        /// The server or the way there fails, be it for now.
        case infrastructure
        /// So much failed lately that nothing is asked for a while.
        case circuitOpen
        case cancelled
    }

    var kind: Kind
    /// For people, and as an attempt ends with it: free of secrets, escaped and short.
    var reason: FailureReason
    /// Whether asking for fewer records may help.
    var asksForSmallerPage = false
    /// What the server named as the wait before another try.
    var retryAfter: Duration?

    /// Joins the members.
    init(_ kind: Kind, _ reason: FailureReason, asksForSmallerPage: Bool = false, retryAfter: Duration? = nil) {
        self.kind = kind
        self.reason = reason
        self.asksForSmallerPage = asksForSmallerPage
        self.retryAfter = retryAfter
    }

    /// Whether the same call may do better after a while.
    var isWorthRetrying: Bool {
        switch kind {
        case .infrastructure, .circuitOpen, .expired: true
        case .denied, .forbidden, .modelMissing, .recordMissing, .badRequest, .cancelled: false
        }
    }

    /// The attempt was asked to end.
    static let cancelled = OdooFailure(.cancelled, .cancelled)
}
