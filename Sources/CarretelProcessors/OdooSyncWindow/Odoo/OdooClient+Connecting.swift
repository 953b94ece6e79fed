import CarretelCore

// The way in.
extension OdooClient {
    /// The way in, sought by whoever comes first; others wait for the same search.
    func link() async throws(OdooFailure) -> OdooLink {
        let step = session.way(for: attempt.key) {
            // Awaited below by all who want it, so it does not outlive them. It ends with the attempt's requests.
            Task { await found() }
        }
        switch step {
        case .have(let link): return link
        case .give(let failure): throw failure
        case .await(let connecting):
            let result = await connecting.value
            session.settle(connecting, result, attempt.key)
            return try result.get()
        }
    }

    private func found() async -> Result<OdooLink, OdooFailure> {
        do throws(OdooFailure) { return .success(try await search()) } catch { return .failure(error) }
    }

    private func search() async throws(OdooFailure) -> OdooLink {
        let rpc: OdooChoice.RPC = account.preference == .json2 ? .unasked : try await rpc()
        let version: OdooVersion? = if case .answers(let version) = rpc { version } else { nil }
        switch OdooChoice.choose(account.preference, hasKey: account.apiKey != nil, rpc: rpc) {
        case .none(let reason): throw OdooFailure(.denied, reason)
        case .jsonrpc: return try await login(version)
        case .json2OrJSONRPC: return if let link = try await probe(version) { link } else { try await login(version) }
        case .json2:
            guard let link = try await probe(version) else {
                throw OdooFailure(.denied, .noWayIn("The server has no /json/2, which comes with Odoo 19."))
            }
            return link
        }
    }

    /// Asks for the version, which needs no login.
    private func rpc() async throws(OdooFailure) -> OdooChoice.RPC {
        let label = "common version"
        let answer = answer(label, .jsonrpc)
        let request = rpcRequest(OdooCall.envelope("common", "version"))
        return try await retrying { () throws(OdooFailure) in
            try await exchange(request, label) { (response) throws(OdooFailure) in
                guard ![404, 405, 410].contains(response.status) else { return .gone }
                return .answers(OdooVersion(try answer.value(of: response)))
            }
        }
    }

    /// Asks `/json/2` who we are; nil when it is not there. Any words of Odoo but a denial show that it is.
    private func probe(_ version: OdooVersion?) async throws(OdooFailure) -> OdooLink? {
        var link = OdooLink(
            server: OdooServer(version: version, api: .json2, uid: nil), database: account.database)
        let call = OdooCall.user
        let answer = answer(call.label, .json2)
        let request = json2Request(call, link)
        let reply: (isThere: Bool, uid: Int64?) = try await retrying { () throws(OdooFailure) in
            try await exchange(request, call.label) { (response) throws(OdooFailure) in
                do throws(OdooFailure) {
                    return (true, try answer.value(of: response)?.member("uid")?.int64)
                } catch {
                    if error.reason.code == "odoo_status", response.status == 404 { return (false, nil) }
                    guard [.forbidden, .badRequest, .recordMissing].contains(error.kind),
                        error.reason.code != "odoo_status"
                    else { throw error }
                    return (true, nil)
                }
            }
        }
        link.server.uid = reply.uid
        return reply.isThere ? link : nil
    }

    /// Logs in over JSON-RPC.
    private func login(_ version: OdooVersion?) async throws(OdooFailure) -> OdooLink {
        guard !account.username.isEmpty else { throw OdooFailure(.denied, .loginMissing) }
        let database = account.database.isEmpty ? try await onlyDatabase() : account.database
        let body = OdooCall.envelope("common", "authenticate") { writer in
            writer.string(database)
            writer.string(account.username)
            writer.string(account.credential.reveal())
            writer.beginObject()
            writer.endObject()
        }
        let label = "common authenticate"
        let answer = answer(label, .jsonrpc)
        let uid: Int64? = try await retrying { () throws(OdooFailure) in
            try await exchange(rpcRequest(body), label) { (response) throws(OdooFailure) in
                guard let value = try answer.value(of: response) else { throw answer.malformed("a user's id") }
                if value.boolean == false { return nil }
                guard let uid = value.int64 else { throw answer.malformed("a user's id") }
                return uid
            }
        }
        guard let uid else { throw OdooFailure(.denied, .loginRefused(label)) }
        return OdooLink(server: OdooServer(version: version, api: .jsonrpc, uid: uid), database: database)
    }

    /// The database of a server that has one only.
    private func onlyDatabase() async throws(OdooFailure) -> String {
        let label = "db list"
        let answer = answer(label, .jsonrpc)
        let request = rpcRequest(OdooCall.envelope("db", "list"))
        let names: [String]
        do throws(OdooFailure) {
            names = try await retrying { () throws(OdooFailure) in
                try await exchange(request, label) { (response) throws(OdooFailure) in
                    try answer.value(of: response)?.elements.compactMap(\.string) ?? []
                }
            }
        } catch  where error.isWorthRetrying || error.kind == .cancelled {
            throw error
        } catch {
            // Servers may keep their list to themselves, and since Odoo 20 all do.
            names = []
        }
        guard names.count == 1, let name = names.first else {
            throw OdooFailure(.denied, .databaseUnknown(count: names.count))
        }
        return name
    }
}

extension OdooVersion {
    /// Reads what `version` answers: `[17, 0, 0, "final", 0, ""]`, on Odoo Online `["saas~18", 2, …]`; nil for anything
    /// else.
    init?(_ answer: JSONValue?) {
        guard let info = answer?.member("server_version_info") else { return nil }
        let parts = info.elements.prefix(2).map { part in
            part.int64.map { Int($0) } ?? part.string.flatMap { Int($0.split(separator: "~").last ?? "") }
        }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
        self.init(major: major, minor: minor)
    }
}

extension FailureReason {
    fileprivate static let loginMissing = FailureReason(
        .permanent, code: "profile_incomplete",
        message:
            "The profile does not say odoo's username, and this server is spoken to over JSON-RPC, which needs it.",
        pointer: "/parameters/profile",
        hint: "Set ODOO_USERNAME in the environment of serve, or profiles.NAME.odoo.username in the configuration.")

    fileprivate static func loginRefused(_ label: String) -> FailureReason {
        FailureReason(
            .permanent, code: "odoo_denied",
            message: "\(label): Odoo does not know the login, or not with that password.",
            hint: OdooFault.Meaning.denied.hint)
    }

    fileprivate static func databaseUnknown(count: Int) -> FailureReason {
        FailureReason(
            .permanent, code: "odoo_database_unknown",
            message: count == 0
                ? "The profile names no database, and the server does not say which it has."
                : "The profile names no database, and the server has \(count).",
            pointer: "/parameters/profile",
            hint: "Set ODOO_DB in the environment of serve, or profiles.NAME.odoo.database in the configuration.")
    }
}
