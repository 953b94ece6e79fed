import CarretelCore

/// Makes a value or a failure of whatever came back. First the status counts, because proxies answer for a server that
/// does not, then the type of the content, then the content.
struct OdooAnswer: Sendable {
    /// What messages call the call.
    var label: String
    var api: OdooProtocol
    var asksForFields = false
    var scrubber: SecretScrubber

    /// The value that the method returned; nil when it returned nothing.
    ///
    /// - Throws: what went wrong instead.
    func value(of response: HTTPResponse) throws(OdooFailure) -> JSONValue? {
        try checkWay(response)
        guard Self.isJSON(response) else { throw noAnswer(response) }
        let answer = try parse(response)
        switch api {
        case .jsonrpc: return try result(of: answer, response)
        case .json2:
            guard response.isSuccess else { throw fault(answer, response) }
            return answer.isNull ? nil : answer
        }
    }

    /// Refuses the answers of proxies and of servers that are overrun, whatever stands in them.
    ///
    /// - Throws: `infrastructure`.
    func checkWay(_ response: HTTPResponse) throws(OdooFailure) {
        let code: String
        switch response.status {
        case 429: code = "odoo_too_many_requests"
        case 408, 425, 502, 503, 504: code = "odoo_unavailable"
        default: return
        }
        throw OdooFailure(
            .infrastructure, reason(.transient, code, "the status \(response.status)"),
            asksForSmallerPage: response.status == 504, retryAfter: Self.retryAfter(response))
    }

    /// What it means that there was no response.
    static func failure(_ failure: HTTPFailure, _ label: String) -> OdooFailure {
        var reason = failure.reason
        reason.message = "\(label): \(reason.message)"
        return switch failure.kind {
        case .cancelled: .cancelled
        case .timedOut, .truncated: OdooFailure(.infrastructure, reason, asksForSmallerPage: true)
        case .bodyTooLarge: OdooFailure(.badRequest, reason, asksForSmallerPage: true)
        case .headersTooLarge: OdooFailure(.badRequest, reason)
        case .invalidURL, .invalidRequest, .plainRefused, .untrusted, .redirectRefused: OdooFailure(.denied, reason)
        case .unresolved, .unreachable, .refused, .connectTimedOut, .tls, .proxy, .closed, .malformed, .unavailable:
            OdooFailure(.infrastructure, reason)
        }
    }

    /// An answer that is JSON but not what the method returns.
    ///
    /// - Parameter what: what it should have been.
    /// - Returns: `infrastructure`, because something stands between us and Odoo.
    func malformed(_ what: String) -> OdooFailure {
        OdooFailure(
            .infrastructure,
            FailureReason(
                .transient, code: "odoo_malformed", message: "\(label): expected \(what), found something else."))
    }

    private func parse(_ response: HTTPResponse) throws(OdooFailure) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: response.body, limits: JSONLimits(maxBytes: OdooLimits.maxBodyBytes))
        } catch {
            // Odoo ends its answers with the connection and may not say how long they are, so a cut shows only here.
            let what = error.isTruncation ? "JSON that breaks off" : "a body that is not JSON"
            throw OdooFailure(
                .infrastructure,
                reason(.transient, "odoo_malformed", "\(what) after \(response.body.count) bytes"),
                asksForSmallerPage: error.isTruncation)
        }
    }

    private func result(of answer: JSONValue, _ response: HTTPResponse) throws(OdooFailure) -> JSONValue? {
        if let error = answer.member("error"), !error.isNull { throw rpcFault(error) }
        guard response.isSuccess else { throw status(response) }
        guard answer.member("jsonrpc") != nil else { throw malformed("an answer of JSON-RPC") }
        // A method that returns nothing leaves the member out.
        guard let result = answer.member("result"), !result.isNull else { return nil }
        return result
    }

    private func rpcFault(_ error: JSONValue) -> OdooFailure {
        var fault = OdooFault(error.member("data"), scrubber: scrubber)
        // The one number that means the same in all versions.
        if error.member("code")?.int64 == 100 { fault.name = "odoo.http.SessionExpiredException" }
        return fault.failure(label, asksForFields: asksForFields)
    }

    private func fault(_ answer: JSONValue, _ response: HTTPResponse) -> OdooFailure {
        guard answer.member("name")?.string != nil else { return status(response) }
        return OdooFault(answer, scrubber: scrubber).failure(label, asksForFields: asksForFields)
    }

    private func noAnswer(_ response: HTTPResponse) -> OdooFailure {
        guard response.isSuccess else { return status(response) }
        let isHTML = response.body.first { $0 > 0x20 } == UInt8(ascii: "<")
        let what = response.body.isEmpty ? "an empty body" : isHTML ? "an HTML page" : "a body that is not JSON"
        return OdooFailure(
            .infrastructure,
            reason(
                .transient, "odoo_no_answer", "\(what) with the status \(response.status)",
                hint: "See that the profile's url is Odoo's own address and that nothing answers in its place."))
    }

    /// A status without words of Odoo.
    private func status(_ response: HTTPResponse) -> OdooFailure {
        let what = "the status \(response.status) without words of Odoo"
        if response.status == 401 {
            return OdooFailure(
                .denied, reason(.permanent, "odoo_denied", what, hint: OdooFault.Meaning.denied.hint))
        }
        guard response.status >= 500 else {
            return OdooFailure(
                .badRequest,
                reason(
                    .permanent, "odoo_status", what, hint: "See that the profile's url is Odoo's own address."))
        }
        return OdooFailure(.infrastructure, reason(.transient, "odoo_unavailable", what))
    }

    private func reason(
        _ failureClass: FailureClass, _ code: String, _ what: String, hint: String? = nil
    ) -> FailureReason {
        FailureReason(failureClass, code: code, message: "\(label): expected an answer, found \(what).", hint: hint)
    }

    /// By its header, and without one by how it begins.
    private static func isJSON(_ response: HTTPResponse) -> Bool {
        guard let type = response.headers["Content-Type"] else {
            return response.body.first { $0 > 0x20 } != UInt8(ascii: "<") && !response.body.isEmpty
        }
        return type.lowercased().contains("json")
    }

    /// Seconds alone: a date would have to be set against a clock that is not ours.
    private static func retryAfter(_ response: HTTPResponse) -> Duration? {
        response.headers["Retry-After"].flatMap { UInt32($0) }.map {
            min(.seconds(Int64($0)), OdooLimits.longestNamedWait)
        }
    }
}
