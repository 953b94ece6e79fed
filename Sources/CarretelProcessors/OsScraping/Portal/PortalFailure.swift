import CarretelCore

/// Why a service order has no answer. Never told as "not found", and none of them as another.
struct PortalFailure: Error, Sendable, Hashable {
    /// What follows from it.
    enum Kind: Sendable, Hashable, CaseIterable {
        /// The portal does not let us in: nothing more is asked, so that no account is locked.
        case loginFailed
        /// No request of this profile can go out: nothing more is asked.
        case unusable
        /// Nothing came in time.
        case timedOut
        /// The portal fails, or the way there.
        case failed
        /// The portal logged us out right after we had logged in.
        case loggedOut
        /// Without scripts there is nothing to see.
        case needsScript
        /// The page is not what the layout says.
        case layoutChanged
        /// There is no browser to be had.
        case noBrowser
        /// The attempt is to end.
        case cancelled
    }

    var kind: Kind
    /// For people, and as the result tells it: free of secrets.
    var reason: FailureReason
    /// The break that the portal asked for.
    var retryAfter: Duration?

    /// Joins the members.
    init(_ kind: Kind, _ reason: FailureReason, retryAfter: Duration? = nil) {
        self.kind = kind
        self.reason = reason
        self.retryAfter = retryAfter
    }

    /// Whether another attempt may do better.
    var isTransient: Bool { reason.failureClass == .transient }
    /// Whether it holds of every other service order as well.
    var endsJob: Bool { kind == .loginFailed || kind == .unusable }
    /// Whether a browser may see what HTTP did not.
    var isWorthBrowser: Bool { kind == .needsScript || kind == .layoutChanged }
}

extension PortalFailure {
    /// The attempt was asked to end.
    static let cancelled = PortalFailure(.cancelled, .cancelled)

    static func loginFailed(_ message: String) -> PortalFailure {
        PortalFailure(
            .loginFailed,
            FailureReason(
                .permanent, code: "portal_login_failed", message: message,
                hint: "See that the profile's username and password are right, and start serve again, which reads them "
                    + "at its start. Each worker logs in at most once in 15 minutes after this, so that the account is "
                    + "not locked."))
    }

    static func timedOut(_ message: String) -> PortalFailure {
        PortalFailure(.timedOut, FailureReason(.transient, code: "portal_timed_out", message: message))
    }

    static func failed(_ message: String, retryAfter: Duration? = nil) -> PortalFailure {
        PortalFailure(
            .failed, FailureReason(.transient, code: "portal_failed", message: message), retryAfter: retryAfter)
    }

    /// The user may not see one service order: nothing is wrong with the session that others use.
    static func forbidden(_ message: String) -> PortalFailure {
        PortalFailure(
            .failed,
            FailureReason(
                .permanent, code: "portal_forbidden", message: message,
                hint: "See whether the profile's user may open this service order."))
    }

    static let loggedOut = PortalFailure(
        .loggedOut,
        FailureReason(
            .transient, code: "portal_logged_out",
            message: "The portal logged us out again right after a new login."))

    static func needsScript(_ message: String) -> PortalFailure {
        PortalFailure(
            .needsScript,
            FailureReason(
                .permanent, code: "portal_needs_script", message: message,
                hint: "Let the job's engine be auto or browser."))
    }

    static func layoutChanged(_ message: String) -> PortalFailure {
        PortalFailure(
            .layoutChanged,
            FailureReason(
                .permanent, code: "portal_layout_changed", message: message,
                hint: "Look at the page in a browser and correct the profile's layout (docs/os-scraping.md)."))
    }

    /// A request without an answer.
    init(_ failure: HTTPFailure) {
        switch failure.kind {
        case .cancelled: self = .cancelled
        case .timedOut, .connectTimedOut: self = .timedOut(failure.message)
        case .invalidURL, .invalidRequest, .untrusted, .plainRefused: self.init(.unusable, failure.reason)
        case .redirectRefused, .bodyTooLarge, .headersTooLarge: self = .layoutChanged(failure.message)
        case .unresolved, .unreachable, .refused, .tls, .proxy, .closed, .truncated, .malformed, .unavailable:
            self = .failed(failure.message)
        }
    }

    /// A page that could not be read.
    init(_ failure: HTMLFailure) {
        switch failure.kind {
        case .noMemory: self = .failed(failure.message)
        case .tooLarge, .tooComplex, .tooCostly: self = .layoutChanged(failure.message)
        case .invalidSelector:
            self.init(
                .unusable,
                FailureReason(
                    .permanent, code: "profile_invalid", message: failure.message, pointer: "/parameters/profile",
                    hint: "Correct the profile's layout (docs/os-scraping.md)."))
        }
    }

    /// A browser that did not do what it was asked for.
    init(_ failure: BrowserFailure) {
        switch failure.kind {
        case .cancelled: self = .cancelled
        case .timedOut: self = .timedOut(failure.message)
        case .unreachable, .gone: self = .failed(failure.message)
        case .elementMissing: self = .layoutChanged(failure.message)
        case .invalidSelector: self.init(HTMLFailure(.invalidSelector, failure.message))
        case .notStarted, .refused:
            self.init(
                .noBrowser,
                FailureReason(
                    failure.kind == .refused ? .permanent : .transient, code: "browser_\(failure.kind.rawValue)",
                    message: failure.message, hint: failure.hint))
        }
    }
}
