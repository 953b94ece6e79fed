import CarretelCore

/// The Omie ERP as an upstream system: where it is and who we are there. The credentials travel in every request's body.
enum OmieSystem {
    static let name = "omie"

    static let url = UpstreamSystem.Key(
        "url", environment: "OMIE_URL", standard: "https://app.omie.com.br/api/v1/",
        "The address of the API, up to and with /api/v1/.")
    static let appKey = UpstreamSystem.Key(
        "app_key", environment: "OMIE_APP_KEY", isSecret: true, "The application's key.")
    static let appSecret = UpstreamSystem.Key(
        "app_secret", environment: "OMIE_APP_SECRET", isSecret: true, "The application's secret.")

    static let allowPlainHTTP = UpstreamSystem.Key(
        "allow_plain_http", environment: "OMIE_ALLOW_PLAIN_HTTP", isTuning: true, standard: "false",
        "Whether the address may be http:// on another machine: true or false.")

    static let system = UpstreamSystem(name: name, keys: [url, appKey, appSecret, allowPlainHTTP])
}

/// One account of Omie: a profile with everything in it that a request needs.
struct OmieAccount: Sendable {
    /// Ends with a slash.
    let baseURL: String
    let key: Secret
    let secret: Secret
    /// Tells this account from others without telling what it is.
    let identity: String
    /// The machine that is asked, for the limits that it sets to our address.
    let host: String
    let allowsPlainHTTP: Bool

    /// Reads a profile.
    ///
    /// - Throws: permanent `profile_unknown`, `profile_incomplete` or `profile_invalid`; `http_invalid_url` for an address that is none.
    init(_ profile: Profile) throws(FailureReason) {
        let url = try profile.value(OmieSystem.url)
        baseURL = url.hasSuffix("/") ? url : url + "/"
        key = try profile.secret(OmieSystem.appKey)
        secret = try profile.secret(OmieSystem.appSecret)
        identity = profile.identity
        do throws(HTTPFailure) { host = try HTTPTarget(baseURL).host } catch { throw error.reason }
        allowsPlainHTTP = try profile.flag(OmieSystem.allowPlainHTTP)
    }

    /// Takes the credentials out of what an upstream says.
    var scrubber: SecretScrubber { SecretScrubber([key, secret]) }
}
