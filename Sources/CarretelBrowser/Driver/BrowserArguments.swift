import CarretelCore

/// How Chromium is told to run: without a window, without anything that it does on its own account, and without a way
/// to other hosts.
enum BrowserArguments {
    /// Its command line, without `--` as WebDriver wants it.
    ///
    /// - Parameters:
    ///   - settings: hosts and sandbox.
    ///   - profile: the folder of its profile.
    /// - Returns: the options in their order.
    static func list(_ settings: BrowserSettings, profile: String) -> [String] {
        var list = quiet + ["user-data-dir=\(profile)", "host-resolver-rules=\(resolverRules(settings.hosts))"]
        if settings.isUnsandboxed { list.append("no-sandbox") }
        return list
    }

    /// Names and addresses alike lead nowhere, but for these hosts. An address in a URL is looked up like a name.
    static func resolverRules(_ hosts: [String]) -> String {
        (["MAP * ~NOTFOUND"] + hosts.map { "EXCLUDE \($0.contains(":") ? "[\($0)]" : $0)" }).joined(separator: " , ")
    }

    private static let quiet = [
        "headless=new",
        // DevTools over a pipe instead of a port that every user of the machine could talk to.
        "remote-debugging-pipe",
        "disable-background-networking",
        "disable-breakpad",
        "disable-client-side-phishing-detection",
        "disable-component-update",
        "disable-crash-reporter",
        "disable-default-apps",
        // Containers have 64 MiB there.
        "disable-dev-shm-usage",
        "disable-extensions",
        "disable-features=MediaRouter,OptimizationHints,SpareRendererForSitePerProcess,Translate",
        "disable-gpu",
        "disable-quic",
        "disable-sync",
        "mute-audio",
        "no-default-browser-check",
        "no-first-run",
        "no-proxy-server",
        "password-store=basic",
        // WebRTC sends datagrams to addresses that nobody looks up, and so past the rules for hosts.
        "webrtc-ip-handling-policy=disable_non_proxied_udp",
    ]
}
