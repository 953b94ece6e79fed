import CarretelCore

/// Makes a verdict of whatever came back for a call: a page, a fault, something that is no answer of Omie at all, or
/// nothing. Nothing of that is ever an empty list.
enum OmieAnswer {
    /// The largest body that is read: a page of 500 orders has about 1 MB.
    static let maxBodyBytes = 64 << 20

    /// What a response means.
    static func verdict(on response: HTTPResponse, to call: OmieCall, scrubber: SecretScrubber) -> OmieVerdict {
        guard let answer = parse(response.body) else { return notJSON(response, call) }
        if let fault = OmieFault(answer, scrubber: scrubber) { return fault.verdict(status: response.status, of: call) }
        guard response.isSuccess else {
            return .retry(
                failure("omie_status", call, "the status \(response.status) without a fault"),
                after: response.status == 429 ? .tooMany : .short)
        }
        do throws(OmiePage.Malformed) {
            return .page(try OmiePage(answer, to: call))
        } catch {
            return .retry(failure("omie_malformed", call, "an answer without a valid \(error.what)"), after: .short)
        }
    }

    /// What it means that there was no response.
    static func verdict(on failure: HTTPFailure, to call: OmieCall) -> OmieVerdict {
        var reason = failure.reason
        reason.message = "\(call.label): \(reason.message)"
        return reason.failureClass == .transient ? .retry(reason, after: .short) : .refused(reason)
    }

    private static func parse(_ body: [UInt8]) -> JSONValue? {
        // What is no JSON is answered below by what it looks like; where its syntax breaks off helps nobody.
        try? JSONValue(parsing: body, limits: JSONLimits(maxBytes: maxBodyBytes, requiresObject: true))
    }

    private static func notJSON(_ response: HTTPResponse, _ call: OmieCall) -> OmieVerdict {
        let what: String
        if response.body.isEmpty {
            what = "an empty body"
        } else if response.body.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
            what = "an HTML page"
        } else {
            what = "a body that is not JSON"
        }
        let reason = failure("omie_no_answer", call, "\(what) with the status \(response.status)")
        if response.status == 425 { return .blocked(reason, for: OmieFault.unnamedBlock) }
        return .retry(reason, after: response.status == 429 ? .tooMany : .short)
    }

    private static func failure(_ code: String, _ call: OmieCall, _ what: String) -> FailureReason {
        FailureReason(.transient, code: code, message: "\(call.label): expected a page, found \(what).")
    }
}
