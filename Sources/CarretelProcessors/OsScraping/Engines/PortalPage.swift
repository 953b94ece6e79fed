import CarretelCore

/// An answer of the portal, as far as it is told without reading its page.
struct PortalPage: Sendable {
    /// What its status decides; nil when the page does.
    let ruling: PortalVerdictTable.Ruling?
    let status: Int
    /// Where it stands, after redirects.
    let url: String
    /// The same for people, without what may be secret.
    let place: String
    private let body: [UInt8]
    private let charset: String?

    /// Takes an answer over.
    ///
    /// - Parameters:
    ///   - response: the whole answer.
    ///   - request: what it answers.
    ///   - now: the wall clock.
    init(_ response: HTTPResponse, _ request: HTTPRequest, now: Timestamp) {
        // A client's own URL; were it none, the request's says where we are.
        let target = (try? HTTPTarget(response.effectiveURL)) ?? (try? HTTPTarget(request.url))
        url = target?.url ?? request.url
        place = TerminalText.escape(request.scrubber.scrub(target?.place ?? ""))
        status = response.status
        body = response.body
        charset = response.headers["Content-Type"].flatMap(Self.charset)
        ruling = PortalVerdictTable.ruling(on: response.head, at: place, now: now)
    }

    /// Reads the page.
    func reading<Value>(
        _ read: ([UInt8], String?) throws(HTMLFailure) -> Value
    ) throws(PortalFailure) -> Value {
        do throws(HTMLFailure) { return try read(body, charset) } catch { throw PortalFailure(error) }
    }

    /// The parameter of a content type: `text/html; charset="utf-8"`.
    private static func charset(_ contentType: String) -> String? {
        for parameter in contentType.split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].drop(while: { $0 == " " }).lowercased() == "charset" else { continue }
            return String(pair[1].filter { $0 != "\"" && $0 != " " })
        }
        return nil
    }
}
