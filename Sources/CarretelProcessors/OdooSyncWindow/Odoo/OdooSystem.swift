import CarretelCore

/// Odoo as an upstream system: where it is, who we are there and which way in is taken.
enum OdooSystem {
    static let name = "odoo"

    static let url = UpstreamSystem.Key(
        "url", environment: "ODOO_URL", "The server's address without a path: https://erp.example.com.")
    static let database = UpstreamSystem.Key(
        "database", environment: "ODOO_DB", standard: "", "The database; may be left out where the server has one only."
    )
    static let username = UpstreamSystem.Key(
        "username", environment: "ODOO_USERNAME", "The login of the user whose rights hold; JSON-RPC needs it.")
    static let password = UpstreamSystem.Key(
        "password", environment: "ODOO_PASSWORD", isSecret: true, "The user's password, where there is no API key.")
    static let apiKey = UpstreamSystem.Key(
        "api_key", environment: "ODOO_API_KEY", isSecret: true, "An API key of the user; preferred to the password.")

    static let wire = UpstreamSystem.Key(
        "protocol", environment: "ODOO_PROTOCOL", isTuning: true, standard: "auto",
        "How the server is spoken to: auto, jsonrpc or json2.")
    static let allowPlainHTTP = UpstreamSystem.Key(
        "allow_plain_http", environment: "ODOO_ALLOW_PLAIN_HTTP", isTuning: true, standard: "false",
        "Whether the address may be http:// on another machine: true or false.")
    static let requestTimeout = UpstreamSystem.Key(
        "request_timeout_seconds", environment: "ODOO_REQUEST_TIMEOUT_SECONDS", isTuning: true, standard: "90",
        "The limit of one request: 1 to 3600.")

    static let system = UpstreamSystem(
        name: name, keys: [url, database, username, password, apiKey, wire, allowPlainHTTP, requestTimeout])
}
