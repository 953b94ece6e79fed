import CCarretelHTTP
import CarretelCore

/// What the library knows of a transfer that has ended.
struct TransferFacts {
    /// From the beginning of the transfer to the first byte of its answer.
    var firstByte: Duration
    /// What came over the wire.
    var receivedBytes: Int
    /// Where a redirect leads, absolute.
    var location: String?
    /// The library's words for a failure; empty when it has none.
    var words: String

    init(of handle: OpaquePointer) {
        var facts = unsafe carretel_http_facts()
        unsafe carretel_http_facts_of(handle, &facts)
        firstByte = unsafe .microseconds(facts.first_byte_microseconds)
        receivedBytes = unsafe Int(facts.received_bytes)
        location = unsafe facts.location.map { location in unsafe String(cString: location) }
        words = unsafe String(cString: facts.words)
    }
}

extension HTTPFailure.Kind {
    /// Translates how a transfer ended.
    ///
    /// - Parameters:
    ///   - end: one of `CARRETEL_HTTP_*`, other than done.
    ///   - hasHead: whether there was any of an answer.
    init(end: Int32, hasHead: Bool) {
        switch end {
        case CARRETEL_HTTP_UNRESOLVED: self = .unresolved
        case CARRETEL_HTTP_UNREACHABLE: self = .unreachable
        case CARRETEL_HTTP_REFUSED: self = .refused
        case CARRETEL_HTTP_CONNECT_TIMED_OUT: self = .connectTimedOut
        case CARRETEL_HTTP_TIMED_OUT: self = .timedOut
        case CARRETEL_HTTP_UNTRUSTED: self = .untrusted
        case CARRETEL_HTTP_TLS: self = .tls
        case CARRETEL_HTTP_PROXY: self = .proxy
        case CARRETEL_HTTP_BROKEN: self = hasHead ? .truncated : .closed
        case CARRETEL_HTTP_MALFORMED: self = .malformed
        case CARRETEL_HTTP_TOO_LARGE: self = .bodyTooLarge
        case CARRETEL_HTTP_INVALID_URL: self = .invalidURL
        default: self = .unavailable
        }
    }
}
