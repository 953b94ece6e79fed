/// Real browsers, kept from job to job in their worker. What an attempt has not given back when it ends is ended with
/// all its processes.
package protocol BrowserPool: Sendable {
    /// Takes a browser that was given back under this key, or starts one.
    ///
    /// - Parameters:
    ///   - key: whose session it is: portal and user.
    ///   - settings: how to start one; one that was started with others is not taken.
    /// - Returns: a browser that nobody else has.
    /// - Throws: ``BrowserFailure`` of kind `notStarted`, `refused` or `cancelled`.
    func take(_ key: String, _ settings: BrowserSettings) async throws(BrowserFailure) -> any BrowserSession

    /// Gives a browser back.
    ///
    /// - Parameters:
    ///   - session: as ``take(_:_:)`` gave it.
    ///   - keep: whether it may serve again, until it has been idle for ``BrowserSettings/idleLifetime``; else it ends
    ///     now, and this returns when all its processes are gone.
    func giveBack(_ session: any BrowserSession, keep: Bool) async

    /// Removes what browsers have written. Called once, by a process that has ended all of them and is to end itself.
    func clear()
}

extension BrowserPool {
    /// For pools that write nothing.
    package func clear() {}
}

/// One page of one browser. Calls are made one after the other.
package protocol BrowserSession: Sendable {
    /// Whether it was started by this ``BrowserPool/take(_:_:)``: nobody has logged in yet.
    var isFresh: Bool { get }

    /// Opens an address and waits until its document is there; what its scripts do afterwards is waited for by
    /// ``wait(for:limit:)``.
    ///
    /// - Parameters:
    ///   - url: absolute, on one of ``BrowserSettings/hosts``.
    ///   - limit: how long it may take.
    /// - Throws: of kind `unreachable`, `timedOut`, `gone` or `cancelled`.
    func open(_ url: String, limit: Duration) async throws(BrowserFailure)
    /// Where the page is now.
    func address() async throws(BrowserFailure) -> String
    /// The page as it is now, scripts' doing included, as HTML in UTF-8.
    func html() async throws(BrowserFailure) -> [UInt8]
    /// How the page came.
    func load() async throws(BrowserFailure) -> PageLoad
    /// Waits until one of some conditions holds, without polling: told by the page's own changes.
    ///
    /// - Parameters:
    ///   - conditions: looked at in this order.
    ///   - limit: how long at most.
    /// - Returns: the position of the first that holds; nil when none did within the limit.
    /// - Throws: of kind `invalidSelector`, `gone` or `cancelled`.
    func wait(for conditions: [PageCondition], limit: Duration) async throws(BrowserFailure) -> Int?
    /// Clicks on the first element that a selector names and that is shown.
    ///
    /// - Throws: of kind `elementMissing` when there is none.
    func click(_ selector: HTMLSelector) async throws(BrowserFailure)
    /// Empties the first field that a selector names and types into it as a person does.
    ///
    /// - Parameters:
    ///   - text: what to type; may be a secret.
    ///   - selector: names the field.
    ///   - submits: whether to press Enter afterwards.
    /// - Throws: of kind `elementMissing` when there is none.
    func type(_ text: SecretText, into selector: HTMLSelector, submits: Bool) async throws(BrowserFailure)
}

/// How a page came to be shown.
package struct PageLoad: Sendable, Hashable {
    /// The status of the answer that brought it; nil where that is unknown.
    package var status: Int?
    /// Whether more of it is to come.
    package var isUnderWay: Bool

    /// Joins the two.
    package init(status: Int?, isUnderWay: Bool) {
        self.status = status
        self.isUnderWay = isUnderWay
    }
}

/// How a browser is started.
package struct BrowserSettings: Sendable, Hashable {
    /// The hosts that it may talk to, without ports; every other name leads nowhere.
    package var hosts: [String]
    /// Whether pictures are loaded.
    package var loadsImages = false
    /// Whether it runs without its own sandbox. Only for root, who cannot use it; refused for everybody else.
    package var isUnsandboxed = false
    /// The limit of one command and of its start.
    package var commandLimit = Duration.seconds(15)
    /// How long a browser that was given back is kept.
    package var idleLifetime = Duration.seconds(1_800)

    /// Describes a browser for these hosts.
    package init(hosts: [String]) { self.hosts = hosts }
}

/// Why a browser did not do what it was asked for.
package struct BrowserFailure: Error, Sendable, Hashable {
    /// What went wrong.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It is not installed, or did not come up.
        case notStarted = "not_started"
        /// It may not be started so: without a sandbox, or as root with one.
        case refused
        /// It died, or stopped answering; to be given back without keeping it.
        case gone
        case timedOut = "timed_out"
        /// The page could not be loaded: connection refused, name unknown, broken off.
        case unreachable
        case elementMissing = "element_missing"
        case invalidSelector = "invalid_selector"
        /// The attempt is to end.
        case cancelled
    }

    package var kind: Kind
    /// One sentence without secrets.
    package var message: String
    /// How to mend it, where that is known.
    package var hint: String?

    /// Joins the members.
    package init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }
}

/// For attempts without browsers.
package struct NoBrowsers: BrowserPool {
    /// Has none.
    package init() {}

    /// Refuses.
    package func take(_ key: String, _ settings: BrowserSettings) async throws(BrowserFailure) -> any BrowserSession {
        throw BrowserFailure(.notStarted, "No browser can be started here.")
    }

    /// Nothing to give back.
    package func giveBack(_ session: any BrowserSession, keep: Bool) async {}
}
