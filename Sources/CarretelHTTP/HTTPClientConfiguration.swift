/// What holds for all requests of a client. Nothing is read from the process behind its back: whoever makes a client
/// says what environment counts.
package struct HTTPClientConfiguration: Sendable, Hashable {
    /// So many connections are kept for later requests unless told otherwise.
    package static let defaultIdleConnections = 32

    /// Sent with every request that names no other.
    package var userAgent = "carretel"
    /// The file with the certificates of the authorities to trust, instead of the system's.
    package var authorityFile: String?
    /// The folder with such certificates, instead of the system's.
    package var authorityDirectory: String?
    package var proxies = HTTPProxies()
    /// How many connections are kept open while no request uses them.
    package var idleConnections = defaultIdleConnections

    /// The defaults: the system's authorities and no proxy.
    package init() {}

    /// Takes from an environment what programs usually take from it: `http_proxy`, `https_proxy`, `all_proxy`,
    /// `no_proxy`, `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    package init(environment: [String: String]) {
        proxies = HTTPProxies(environment: environment)
        authorityFile = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        authorityDirectory = environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
