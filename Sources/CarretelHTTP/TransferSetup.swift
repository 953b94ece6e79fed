import CCarretelHTTP
import CarretelCore

/// Says to the library what a request wants.
@safe struct TransferSetup {
    let handle: OpaquePointer
    let request: HTTPRequest
    let target: HTTPTarget

    /// Sets everything.
    ///
    /// - Returns: false when there is no memory.
    func apply(_ configuration: HTTPClientConfiguration, timeLeft: Duration, jar: CookieJar?) -> Bool {
        setAddress(configuration) && setMethod() && setHeaders() && setLimits(timeLeft) && setConnection(configuration)
            && setCookies(jar)
    }

    private func setConnection(_ configuration: HTTPClientConfiguration) -> Bool {
        guard
            unsafe carretel_http_set_authorities(
                handle, configuration.authorityFile, configuration.authorityDirectory) == 0
        else { return false }
        guard request.needsFreshConnection else { return true }
        return unsafe carretel_http_set_fresh_connection(handle) == 0
    }

    private func setCookies(_ jar: CookieJar?) -> Bool {
        guard let jar else { return true }
        return unsafe carretel_http_set_jar(handle, jar.handle) == 0
    }

    private func setAddress(_ configuration: HTTPClientConfiguration) -> Bool {
        let proxies = configuration.proxies
        let proxy = proxies.proxy(for: target)?.reveal() ?? ""
        return unsafe carretel_http_set_url(handle, target.url) == 0
            && carretel_http_set_proxy(handle, proxy, proxies.exceptions) == 0
            && carretel_http_set_user_agent(handle, configuration.userAgent) == 0
    }

    private func setMethod() -> Bool {
        let isHead = request.method == .head
        let hasBody = !request.body.isEmpty || [.post, .put, .patch].contains(request.method)
        return unsafe request.body.withUnsafeBufferPointer { body in
            // The address of an empty array may be null, which would mean no body instead of an empty one.
            var nothing: UInt8 = 0
            return unsafe withUnsafePointer(to: &nothing) { nothing in
                unsafe carretel_http_set_method(
                    handle, request.method.rawValue, isHead ? 1 : 0, hasBody ? body.baseAddress ?? nothing : nil,
                    UInt64(body.count)) == 0
            }
        }
    }

    private func setHeaders() -> Bool {
        // The library would wait for leave to send a large body, and call every body a form.
        var lines = ["Expect:"]
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        for header in request.headers {
            let value = header.value.reveal()
            lines.append(value.isEmpty ? header.name + ";" : header.name + ": " + value)
        }
        if let login = request.login { lines.append("Authorization: Basic " + login.basicToken.reveal()) }
        return lines.allSatisfy { unsafe carretel_http_add_header(handle, $0) == 0 }
    }

    private func setLimits(_ timeLeft: Duration) -> Bool {
        let limits = request.limits
        // Zero would mean no limit, and an answer to HEAD names the length of a body that does not come.
        return unsafe carretel_http_set_limits(
            handle, max(timeLeft.wholeMilliseconds, 1), max(limits.connect.wholeMilliseconds, 1),
            request.method == .head ? 0 : Int64(max(limits.maxBodyBytes, 1))) == 0
    }
}
