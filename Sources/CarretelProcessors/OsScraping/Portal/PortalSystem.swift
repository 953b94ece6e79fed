import CarretelCore

/// A web portal with service orders as an upstream system: where it is, who we are there and what it looks like.
enum PortalSystem {
    static let name = "portal"

    static let url = UpstreamSystem.Key(
        UpstreamSystem.addressName, environment: "PORTAL_URL", "The portal's address: https://portal.example.com/app.")
    static let username = UpstreamSystem.Key(
        "username", environment: "PORTAL_USERNAME", "The user to log in as, where the layout has a login.")
    static let password = UpstreamSystem.Key(
        "password", environment: "PORTAL_PASSWORD", isSecret: true, "The user's password.")
    static let layout = UpstreamSystem.Key(
        "layout", environment: "PORTAL_LAYOUT", isDocument: true, standard: "plain",
        "What the portal looks like: plain, antd, or a layout of one's own (docs/os-scraping.md).")
    static let allowPlainHTTP = UpstreamSystem.Key(
        "allow_plain_http", environment: "PORTAL_ALLOW_PLAIN_HTTP", isTuning: true, standard: "false",
        "Whether the address may be http:// on another machine: true or false.")
    static let browserHosts = UpstreamSystem.Key(
        "browser_hosts", environment: "PORTAL_BROWSER_HOSTS", isTuning: true, standard: "",
        "More hosts that a browser may talk to, separated by commas: where the portal keeps its scripts.")
    static let requestTimeout = UpstreamSystem.Key(
        "request_timeout_seconds", environment: "PORTAL_REQUEST_TIMEOUT_SECONDS", isTuning: true,
        standard: String(ScrapeLimits.requestSeconds), "The limit of one request: 1 to 600.")

    static let system = UpstreamSystem(
        name: name, keys: [url, username, password, layout, allowPlainHTTP, browserHosts, requestTimeout])
}
