import CarretelCore

/// A fault as Omie answers it: the body of a business error, most often under the status 500.
struct OmieFault: Sendable {
    /// `faultcode` without the `SOAP-ENV:` in front: `Client-5113`.
    var code: String
    /// `faultstring`, in Portuguese; credentials taken out.
    var words: String

    /// What is kept of a fault's words, in Unicode scalars.
    private static let maxWords = 500
    /// The same of its code.
    private static let maxCode = 60
    /// How long a block lasts that names no time, and how long the same request has to wait after a redundant one.
    static let unnamedBlock = Duration.seconds(1_800)
    private static let unnamedRedundancy = Duration.seconds(60)

    /// Reads a fault; nil for an answer that is none. A rate limit speaks another dialect of its own.
    init?(_ answer: JSONValue, scrubber: SecretScrubber) {
        guard let words = answer["faultstring"]?.string ?? answer["error_message"]?.string else { return nil }
        let code = answer["faultcode"]?.string ?? answer["error_code"]?.numberText ?? ""
        self.code = Self.shown(code.hasPrefix("SOAP-ENV:") ? String(code.dropFirst(9)) : code, Self.maxCode, scrubber)
        self.words = Self.shown(words, Self.maxWords, scrubber)
    }

    /// Scrubbed before it is cut: a part of a secret would not be found.
    private static func shown(_ text: String, _ limit: Int, _ scrubber: SecretScrubber) -> String {
        String(scrubber.scrub(text).unicodeScalars.prefix(limit))
    }

    /// What it means. The body is looked at first and the status second, because nearly everything comes as 500.
    func verdict(status: Int, of call: OmieCall) -> OmieVerdict {
        switch code {
        case "Client-5113", "Client-101": return .noSuchPage
        case "Client-6":
            return .retry(
                reason(.transient, "omie_redundant", call), after: namedDelay ?? .named(Self.unnamedRedundancy))
        case "Client-8020", "Client-1100":
            return .retry(reason(.transient, "omie_redundant", call), after: namedDelay ?? .locked)
        case "Client-1880": return .retry(reason(.transient, "omie_method_busy", call), after: .locked)
        case "Client-500": return .retry(reason(.transient, "omie_rate_limited", call), after: .consumption)
        case "MISUSE_API_PROCESS": return blocked(call)
        case "429": return .retry(reason(.transient, "omie_rate_limited", call), after: .tooMany)
        default: return byStatus(status, call) ?? byWords(call)
        }
    }

    /// What the status says where the code says nothing.
    private func byStatus(_ status: Int, _ call: OmieCall) -> OmieVerdict? {
        switch status {
        case 425: blocked(call)
        case 429: .retry(reason(.transient, "omie_rate_limited", call), after: .tooMany)
        case 403 where !code.hasPrefix("Client-"): .denied(denial(call))
        default: nil
        }
    }

    private func blocked(_ call: OmieCall) -> OmieVerdict {
        .blocked(
            reason(.transient, "omie_blocked", call),
            for: OmieWords.seconds(in: words).map { .seconds($0) } ?? Self.unnamedBlock)
    }

    /// Faults that are told by what they say: those whose code says nothing, and those of other wordings.
    private func byWords(_ call: OmieCall) -> OmieVerdict {
        if words.contains("chave de acesso") { return .denied(denial(call)) }
        if words.contains("Broken response") { return .broken(reason(.transient, "omie_broken_page", call)) }
        if OmieWords.saysNoRecords(words) { return .noSuchPage }
        if words.contains("REDUNDANT") || words.contains("Consumo redundante") {
            return .retry(
                reason(.transient, "omie_redundant", call), after: namedDelay ?? .named(Self.unnamedRedundancy))
        }
        if words.contains("Invalid JSON") || words.contains("SyntaxError") || code.hasPrefix("Client-") {
            return .refused(
                reason(
                    .permanent, "omie_refused", call,
                    hint: "Omie refuses what it is asked for; trying again cannot help."))
        }
        return .retry(reason(.transient, "omie_fault", call), after: .short)
    }

    private var namedDelay: OmieVerdict.Delay? {
        if let seconds = OmieWords.seconds(in: words) { return .named(.seconds(seconds)) }
        return OmieWords.clock(in: words).map { .clock(hour: $0.hour, minute: $0.minute, second: $0.second) }
    }

    private func denial(_ call: OmieCall) -> FailureReason {
        reason(
            .permanent, "omie_denied", call,
            hint:
                "Check the application key and secret of the profile, and that Omie has not suspended the application. "
                + "Wrong keys are blocked when they are tried again and again.")
    }

    private func reason(
        _ failureClass: FailureClass, _ code: String, _ call: OmieCall, hint: String? = nil
    ) -> FailureReason {
        let said = self.code.isEmpty ? words : "\(words) (\(self.code))"
        return FailureReason(
            failureClass, code: code, message: TerminalText.escape("\(call.label): Omie says: \(said)"), hint: hint)
    }
}
