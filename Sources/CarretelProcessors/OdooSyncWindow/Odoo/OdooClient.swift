import CarretelCore

/// Reads from Odoo for one attempt: connects by itself, tries again where that may help, and makes pages smaller for a
/// server that breaks over them.
struct OdooClient: Sendable {
    let account: OdooAccount
    let attempt: any AttemptContext
    let session: OdooSession

    /// Prepares reading.
    ///
    /// - Parameters:
    ///   - account: who we are, and where.
    ///   - sessions: of this worker.
    ///   - attempt: whose ports are used.
    init(account: OdooAccount, sessions: OdooSessions, attempt: any AttemptContext) {
        self.account = account
        self.attempt = attempt
        session = sessions.session(of: account)
    }

    /// Makes sure that the server lets us in; asks it once per worker, however many callers want to know.
    func connect() async throws(OdooFailure) -> OdooServer {
        let link = try await link()
        var server = link.server
        server.database = link.database
        return server
    }

    /// Makes the next call connect afresh.
    func forgetSession() { session.forget() }

    /// The server's clock, whole seconds: the `Date` of an answer made for it. Our own clock, with a warning, when the
    /// server does not tell.
    func serverTime() async throws(OdooFailure) -> Timestamp {
        let date = try await settled { (link) throws(OdooFailure) in
            let call = OdooCall.user
            let request =
                link.server.api == .json2
                ? json2Request(call, link) : rpcRequest(OdooCall.envelope("common", "version"))
            let answer = answer(call.label, link.server.api)
            return try await exchange(request, call.label) { (response) throws(OdooFailure) in
                // Whatever else it says, it was answered now.
                try answer.checkWay(response)
                return response.headers["Date"]
            }
        }
        if let moment = date.flatMap({ Timestamp(httpDate: $0) }) { return moment }
        if session.takeWarning(attempt.key) {
            attempt.warn(
                Warning(
                    code: "odoo_no_server_time",
                    message: "Odoo's answers have no valid Date header; this machine's clock is used in its place."))
        }
        let second: Int64 = 1_000_000
        return Timestamp(microseconds: attempt.now.wall.microseconds / second * second)
    }

    /// The fields of a model that our user may read. A right to the model that is missing as a whole may show with the
    /// first page only.
    ///
    /// - Throws: ``OdooFailure``; `modelMissing` when it is not installed, `forbidden` when the user may not read it.
    func fields(of model: String) async throws(OdooFailure) -> OdooFields {
        if let known = session.fields(of: model, at: attempt.now.monotonic) { return known }
        let call = OdooCall(model: model, wish: .fields)
        let fields = try await settled { (link) throws(OdooFailure) in
            try await send(call, link) { (value, answer) throws(OdooFailure) in
                guard let value, value.kind == .object else { throw answer.malformed("an object of fields") }
                return OdooFields(value)
            }
        }
        session.keep(fields, of: model, at: attempt.now.monotonic)
        return fields
    }
}

// One request.
extension OdooClient {
    /// Makes a call once.
    ///
    /// - Parameters:
    ///   - call: what is called.
    ///   - link: the way in.
    ///   - read: makes something of the value that the method returned.
    /// - Returns: what `read` made.
    /// - Throws: ``OdooFailure``.
    func send<Value: Sendable>(
        _ call: OdooCall, _ link: OdooLink, _ read: (JSONValue?, OdooAnswer) throws(OdooFailure) -> Value
    ) async throws(OdooFailure) -> Value {
        guard call.isValid else {
            throw OdooFailure(
                .badRequest,
                FailureReason(
                    .permanent, code: "odoo_bad_request",
                    message: TerminalText.escape("\"\(call.model)\" is not the name of a model.")))
        }
        let api = link.server.api
        let request =
            api == .json2
            ? json2Request(call, link) : rpcRequest(call.body(over: link, credential: account.credential))
        var answer = answer(call.label, api)
        answer.asksForFields = call.asksForFields
        return try await exchange(request, call.label) { (response) throws(OdooFailure) in
            do throws(OdooFailure) {
                return try read(try answer.value(of: response), answer)
            } catch {
                throw response.status == 404 && error.reason.code == "odoo_status" ? wayLost(call.label, api) : error
            }
        }
    }

    /// A way in that was there is not: Odoo answers so while its database is down, and for good after an upgrade that has
    /// dropped the protocol. Either way it is looked for anew.
    private func wayLost(_ label: String, _ api: OdooProtocol) -> OdooFailure {
        OdooFailure(
            .infrastructure,
            FailureReason(
                .transient, code: OdooFailure.wayLostCode,
                message:
                    "\(label): the server has no \(api == .json2 ? "/json/2" : "/jsonrpc") any more, or its database "
                    + "is down."))
    }

    /// Sends a request, if the breaker lets it, and tells the breaker how it went.
    ///
    /// - Parameters:
    ///   - request: what is sent.
    ///   - label: what messages call it.
    ///   - read: makes something of the answer.
    /// - Returns: what `read` made.
    /// - Throws: ``OdooFailure``.
    func exchange<Value: Sendable>(
        _ request: HTTPRequest, _ label: String, _ read: (HTTPResponse) throws(OdooFailure) -> Value
    ) async throws(OdooFailure) -> Value {
        guard !attempt.isCancelled else { throw .cancelled }
        if case .refused(let wait) = session.admit(at: attempt.now.monotonic) { throw circuitOpen(label, wait) }
        do throws(OdooFailure) {
            let value = try read(try await response(to: request, label))
            session.record(nil, at: attempt.now.monotonic)
            return value
        } catch {
            session.record(error, at: attempt.now.monotonic)
            throw error
        }
    }

    private func response(to request: HTTPRequest, _ label: String) async throws(OdooFailure) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await attempt.http.send(request)
        } catch {
            throw OdooAnswer.failure(error, label)
        }
    }

    /// How the answer of a call is read.
    func answer(_ label: String, _ api: OdooProtocol) -> OdooAnswer {
        OdooAnswer(label: label, api: api, scrubber: account.scrubber)
    }

    /// A request of JSON-RPC.
    func rpcRequest(_ body: [UInt8]) -> HTTPRequest { request("/jsonrpc", [], body) }

    /// A request of `/json/2`.
    func json2Request(_ call: OdooCall, _ link: OdooLink) -> HTTPRequest {
        var headers = [HTTPHeader("Authorization", "bearer \(account.credential)")]
        if !link.database.isEmpty { headers.append(HTTPHeader("X-Odoo-Database", SecretText(link.database))) }
        return request("/json/2/\(call.model)/\(call.method)", headers, call.namedBody)
    }

    private func request(_ path: String, _ headers: [HTTPHeader], _ body: [UInt8]) -> HTTPRequest {
        var request = HTTPRequest(
            .post, account.baseURL + path, headers: [HTTPHeader("Content-Type", "application/json")] + headers,
            body: body)
        request.limits = HTTPLimits(
            total: account.timeout, connect: min(account.timeout, HTTPLimits.defaultConnect),
            maxBodyBytes: OdooLimits.maxBodyBytes)
        request.secrets = account.secrets
        request.allowsPlainHTTP = account.allowsPlainHTTP
        return request
    }

    private func circuitOpen(_ label: String, _ wait: Duration) -> OdooFailure {
        let cause = session.lastFailure?.message ?? "The server could not be reached."
        return OdooFailure(
            .circuitOpen,
            FailureReason(
                .transient, code: "odoo_circuit_open",
                message:
                    "\(cause) \(label) was not asked: after \(OdooBreaker.failuresToOpen) such failures in a row Odoo "
                    + "is asked again from \((attempt.now.wall + wait).rfc3339Milliseconds) on.",
                hint: "See that the server runs; another job reads what this one did not come to."),
            retryAfter: wait)
    }
}

extension OdooFields {
    /// Reads the answer of `fields_get`.
    init(_ answer: JSONValue) {
        var fields: [String: Field] = [:]
        for (name, field) in answer.members {
            fields[name] = Field(
                type: field.member("type")?.string ?? "", relation: field.member("relation")?.string,
                isStored: field.member("store")?.boolean ?? false)
        }
        self.init(fields)
    }
}
