import CarretelCore

/// One user of one portal: a profile with everything in it that asking needs.
struct PortalAccount: Sendable {
    /// Without a slash at the end.
    let baseURL: String
    /// Whose pages may be given the password.
    private let origin: HTTPTarget
    let host: String
    let layout: PortalLayout
    /// Nil where the layout has no login.
    let login: Login?
    /// Tells this user of this portal from others without telling who it is.
    let identity: String
    let allowsPlainHTTP: Bool
    /// The hosts that a browser may talk to, the portal's own first.
    let browserHosts: [String]
    /// Of one request.
    let timeout: Duration

    /// Reads a profile.
    ///
    /// - Parameters:
    ///   - profile: as the attempt has it.
    ///   - layout: makes a layout of what the profile says of it.
    /// - Throws: permanent `profile_unknown`, `profile_incomplete` or `profile_invalid`; `http_invalid_url` for an address
    ///   that is none, `http_plain_refused` for one that is not encrypted; what `layout` throws.
    init(
        _ profile: Profile, layout: (String) throws(FailureReason) -> PortalLayout
    ) throws(FailureReason) {
        let target = try profile.address(PortalSystem.url)
        allowsPlainHTTP = try profile.flag(PortalSystem.allowPlainHTTP)
        // Here, because browsers send what they are told to without asking.
        do throws(HTTPFailure) { try target.checkTransport(allowsPlainHTTP: allowsPlainHTTP) } catch {
            throw error.reason
        }
        origin = target
        baseURL = target.base
        host = target.host
        let named = try layout(try profile.value(PortalSystem.layout))
        self.layout = named
        login =
            named.login == nil
            ? nil
            : Login(
                user: try profile.value(PortalSystem.username), password: try profile.secret(PortalSystem.password))
        identity = profile.identity
        let others = try profile.value(PortalSystem.browserHosts).split(separator: ",").map { host in
            String(host.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        browserHosts = [target.host] + others.filter { !$0.isEmpty }
        timeout = try profile.seconds(PortalSystem.requestTimeout, in: ScrapeLimits.requestSecondsRange)
    }

    /// Whether a page is of the portal's own scheme, host and port.
    func isOwn(_ url: String) -> Bool {
        // What is no URL of http is nobody's: a browser's own pages.
        guard let target = try? HTTPTarget(url) else { return false }
        return target.hasSameOrigin(as: origin)
    }

    /// Takes the password out of what a portal says.
    var scrubber: SecretScrubber { SecretScrubber([], logins: login.map { [$0] } ?? []) }
}
