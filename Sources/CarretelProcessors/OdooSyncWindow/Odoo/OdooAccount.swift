import CarretelCore

/// One account of an Odoo server: a profile with everything in it that a request needs.
struct OdooAccount: Sendable {
    /// Without a slash at the end.
    let baseURL: String
    /// Empty when the server is to choose.
    let database: String
    /// Empty when there is an API key and nothing else.
    let username: String
    let password: Secret?
    let apiKey: Secret?
    /// Tells this account from others without telling what it is.
    let identity: String
    let preference: OdooPreference
    let allowsPlainHTTP: Bool
    /// Of one request.
    let timeout: Duration

    /// Reads a profile.
    ///
    /// - Throws: permanent `profile_unknown`, `profile_incomplete` or `profile_invalid`; `http_invalid_url` for an address
    ///   that is none.
    init(_ profile: Profile) throws(FailureReason) {
        baseURL = try profile.address(OdooSystem.url).base
        database = try profile.value(OdooSystem.database)
        apiKey = profile.secrets[OdooSystem.apiKey.name]
        password = apiKey == nil ? try profile.secret(OdooSystem.password) : profile.secrets[OdooSystem.password.name]
        username =
            apiKey == nil ? try profile.value(OdooSystem.username) : profile.values[OdooSystem.username.name] ?? ""
        identity = profile.identity
        let wire = try profile.value(OdooSystem.wire)
        guard let preference = OdooPreference(rawValue: wire) else {
            throw profile.invalid(OdooSystem.wire, "auto, jsonrpc or json2", found: wire)
        }
        self.preference = preference
        allowsPlainHTTP = try profile.value(OdooSystem.allowPlainHTTP) == "true"
        timeout = try profile.seconds(OdooSystem.requestTimeout, in: OdooLimits.timeoutSeconds)
    }

    /// What goes where JSON-RPC wants a password: Odoo takes an API key there, too.
    var credential: Secret { apiKey ?? password ?? Secret("") }

    /// Takes the credentials out of what an upstream says.
    var scrubber: SecretScrubber { SecretScrubber(secrets) }

    /// All that must not be seen.
    var secrets: [Secret] { [apiKey, password].compactMap { $0 } }
}
