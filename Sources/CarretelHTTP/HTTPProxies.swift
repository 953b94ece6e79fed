package import CarretelCore

/// Which requests go through a proxy. Requests to this machine never do: a proxy would carry what is in the clear
/// because it stays here to another machine.
package struct HTTPProxies: Sendable, Hashable {
    /// The proxy for `http://`, which may have a login in its URL.
    package var http: Secret?
    /// The proxy for `https://`, which then sees no more than the host's name.
    package var https: Secret?
    /// Hosts that are spoken to directly, as `no_proxy` lists them; `*` for all.
    package var exceptions = ""

    /// No proxy at all.
    package init() {}

    /// Reads the usual variables; lower case wins. `HTTP_PROXY` does not count, as everywhere since a request's header
    /// `Proxy` arrives under that name in CGI programs.
    package init(environment: [String: String]) {
        func variable(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        http = variable("http_proxy", "all_proxy", "ALL_PROXY").map { Secret($0) }
        https = variable("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY").map { Secret($0) }
        exceptions = variable("no_proxy", "NO_PROXY") ?? ""
    }

    /// The proxy for a request, before ``exceptions`` are looked at; nil for none.
    func proxy(for target: HTTPTarget) -> Secret? {
        guard !target.isLoopback else { return nil }
        return target.scheme == .https ? https : http
    }

    /// What must not be seen of the proxies' URLs: the logins in them.
    var secrets: [Secret] {
        [http, https].compactMap { $0 }.flatMap { proxy -> [Secret] in
            let url = proxy.reveal()
            guard let at = url.lastIndex(of: "@") else { return [] }
            let login = url[..<at].split(separator: "/", omittingEmptySubsequences: true).last ?? ""
            guard let colon = login.firstIndex(of: ":") else { return [Secret(String(login))] }
            return [Secret(String(login)), Secret(String(login[login.index(after: colon)...]))]
        }
    }
}
