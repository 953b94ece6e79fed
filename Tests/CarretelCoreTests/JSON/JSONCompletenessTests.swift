import CarretelCore
import Testing

/// What intake asks of a file that may still be growing.
struct JSONCompletenessTests {
    private func judge(_ text: String) -> JSONCompleteness {
        JSONCompleteness(of: Array(text.utf8))
    }

    private func isTruncated(_ text: String) -> Bool {
        if case .truncated = judge(text) { true } else { false }
    }

    private func isInvalid(_ text: String) -> Bool {
        if case .invalid = judge(text) { true } else { false }
    }

    @Test(arguments: ["{}", " {\"a\": [1]}\n", "\u{FEFF}{}"])
    func `an object that closes at the end is complete`(_ text: String) {
        #expect(judge(text) == .complete)
    }

    @Test(arguments: ["", " ", "{", "{\"a\"", "{\"a\": 1", "{\"a\": \"\\u00", "{\"a\": tr", "\n\n{\"a\": [{}, "])
    func `what only lacks its end is truncated`(_ text: String) {
        #expect(isTruncated(text))
    }

    @Test(arguments: [
        "[", "[1]", "1", "\"x", "null", "t", "{} x", "{}{", "{\"a\": 1,}", "{\"a\": 01", "{a", "{\"a\": \"\n",
        "{\"a\":1,\"a\":",
        "{\"a\": \"\\x", "/",
    ])
    func `what nothing appended could mend is invalid`(_ text: String) {
        #expect(isInvalid(text))
    }

    @Test func `other encodings and broken characters are invalid at once`() {
        for bytes: [UInt8] in [[0x7B, 0], [0xFF, 0xFE], [0x7B, 0x22, 0xFF], [0x7B, 0x22, 0xC3, 0x28]] {
            guard case .invalid = JSONCompleteness(of: bytes) else {
                Issue.record("\(bytes) may still become a job")
                continue
            }
        }
        guard case .truncated = JSONCompleteness(of: [0x7B, 0x22, 0xC3]) else {
            Issue.record("Half a character may still become a whole one")
            return
        }
    }

    @Test func `a text over the limit is invalid`() {
        guard case .invalid(let error) = JSONCompleteness(of: [0x7B, 0x7D], limits: JSONLimits(maxBytes: 1)) else {
            Issue.record("Too large a text passed")
            return
        }
        #expect(error.code == .tooLarge)
    }
}
