import CarretelCore

/// What an answer of the portal says of a service order: a table over its status and what its page turned out to be,
/// the only place that knows it.
///
///     status            found    incomplete       not found   logged out,      needs script    unknown
///                                                             login refused
///     ───────────────   ──────   ──────────────   ─────────   ──────────────   ─────────────   ──────────────
///     2xx               found    layout changed   not found   logged out       needs script    layout changed
///     401               logged out, whatever the page
///     403               refused  refused          refused     logged out       refused         refused
///     404, 410          changed  layout changed   not found   logged out       layout changed  layout changed
///     408, 504          timed out, whatever the page
///     429, 5xx          failed, with the break that it asks for
///     any other         layout changed, whatever the page
enum PortalVerdictTable {
    /// What follows for the service order.
    enum Ruling: Sendable, Hashable {
        case found(OrderRecord)
        case notFound
        case loggedOut
        case failed(PortalFailure)
    }

    /// Rules on what can be told without reading the page.
    ///
    /// - Parameters:
    ///   - head: status and headers.
    ///   - place: whose answer it is, without secrets.
    ///   - now: the wall clock, for a break that ends at a moment.
    /// - Returns: nil when the page decides.
    static func ruling(on head: HTTPResponseHead, at place: String, now: Timestamp) -> Ruling? {
        switch head.status {
        case 200...299, 403, 404, 410: nil
        case 401: .loggedOut
        default:
            .failed(
                failure(
                    ofStatus: head.status, at: place, retryAfter: head.headers["Retry-After"].flatMap { delay($0, now) }
                ) ?? .layoutChanged("\(place) answered with status \(head.status)."))
        }
    }

    /// What a status says that is a failure whatever the page; nil when it is none.
    static func failure(ofStatus status: Int, at place: String, retryAfter: Duration? = nil) -> PortalFailure? {
        let sentence = "\(place) answered with status \(status)."
        return switch status {
        case 403: .forbidden(sentence)
        case 408, 504: .timedOut(sentence)
        case 429, 500...599: .failed(sentence, retryAfter: retryAfter)
        default: nil
        }
    }

    /// Rules on a page.
    static func ruling(on verdict: PageVerdict, status: Int, at place: String) -> Ruling {
        let isThere = 200...299 ~= status
        switch verdict {
        case .loggedOut, .loginRefused: return .loggedOut
        case _ where status == 403: return .failed(.forbidden("\(place) answered with status 403."))
        case .found(let record) where isThere: return .found(record)
        case .notFound: return .notFound
        case .needsScript where isThere:
            return .failed(.needsScript("\(place) is a page that only scripts fill."))
        case .incomplete(_, let missing) where isThere:
            return .failed(.layoutChanged("\(place) has no value for \(missing.joined(separator: ", "))."))
        case .unknown(let words) where isThere: return .failed(.layoutChanged("\(place): \(words)"))
        case .found, .incomplete, .needsScript, .unknown:
            return .failed(.layoutChanged("\(place) answered with status \(status), and not as for one not found."))
        }
    }

    /// Seconds, or a moment.
    private static func delay(_ text: String, _ now: Timestamp) -> Duration? {
        if let seconds = UInt32(text) { return .seconds(Int64(seconds)) }
        return Timestamp(httpDate: text).map { max(.zero, $0 - now) }
    }
}
