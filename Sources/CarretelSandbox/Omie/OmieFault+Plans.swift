import CarretelCore

// The faults that a plan may ask for by their words.
extension OmieFault {
    /// The words of ``planned(_:page:at:)``.
    static let words = [
        "no-records", "no-entries", "no-such-record", "redundant", "already-processed", "locked", "blocked",
        "rate-limit", "bad-key", "broken",
        "broken-uncoded", "fault-200", "consumption", "unknown-tag", "no-parameters", "bad-value", "required-tag",
        "not-found", "unknown-id", "duplicate", "invalid-json", "syntax-error", "unknown-method",
    ]

    /// What a fault plan asks for; nil when its word is none of ``words``.
    static func planned(_ due: DueFault, call: OmieCall, at now: Now) -> OmieFault? {
        guard var fault = named(due, call: call, at: now) else { return nil }
        if let code = due.code, fault.code.hasPrefix(clientPrefix) { fault.code = clientPrefix + "\(code)" }
        return fault
    }

    private static func named(_ due: DueFault, call: OmieCall, at now: Now) -> OmieFault? {
        switch due.kind {
        case "no-records": .noRecords(page: call.page)
        case "no-entries": .noEntries(page: call.page)
        case "no-such-record": .noSuchRecord
        case "redundant": .redundant(seconds: due.seconds ?? 30)
        case "already-processed": .alreadyProcessed(until: now.wall + .seconds(due.seconds ?? 30))
        case "locked": .locked
        case "blocked": .blocked(seconds: due.seconds ?? 1_789)
        case "rate-limit": .rateLimit
        case "bad-key": .badKey
        case "broken": .broken
        case "broken-uncoded": OmieFault(word: due.kind, code: "", text: broken.text)
        case "fault-200": OmieFault(word: due.kind, status: 200, code: broken.code, text: broken.text)
        case "consumption": .consumption
        case "unknown-tag": .unknownTag("registros_por_paginas", in: call.method.requestType)
        case "no-parameters": .noParameters
        case "bad-value": .badValue("pagina")
        case "required-tag": .requiredTag
        case "not-found": .notFound
        case "unknown-id": .unknownID
        case "duplicate": .duplicate
        case "invalid-json": .invalidJSON
        case "syntax-error": .syntaxError
        case "unknown-method": .unknownMethod(call.method.rawValue)
        default: nil
        }
    }
}
