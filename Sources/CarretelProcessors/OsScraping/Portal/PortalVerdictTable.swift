import CarretelCore

/// What an answer of the portal says of a service order: a table over its status and what its page turned out to be,
/// the only place that knows it.
///
///     status            found    incomplete       not found   logged out,      needs script    unknown
///                                                             login refused
///     ───────────────   ──────   ──────────────   ─────────   ──────────────   ─────────────   ──────────────
///     2xx               found    layout changed   not found   logged out       needs script    layout changed
///     401, 403          logged out, whatever the page
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
        case 200...299, 404, 410: nil
        case 401, 403: .loggedOut
        case 408, 504: .failed(.timedOut("\(place) answered with status \(head.status)."))
        case 429, 500...599:
            .failed(
                .failed(
                    "\(place) answered with status \(head.status).",
                    retryAfter: head.headers["Retry-After"].flatMap { delay($0, now) }))
        default: .failed(.layoutChanged("\(place) answered with status \(head.status)."))
        }
    }

    /// Rules on a page.
    static func ruling(on verdict: PageVerdict, status: Int, at place: String) -> Ruling {
        let isThere = 200...299 ~= status
        switch verdict {
        case .found(let record) where isThere: return .found(record)
        case .notFound: return .notFound
        case .loggedOut, .loginRefused: return .loggedOut
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
