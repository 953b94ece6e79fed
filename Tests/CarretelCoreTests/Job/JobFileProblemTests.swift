import CarretelCore
import Testing

@Suite struct JobFileProblemTests {
    @Test func aProblemIsAPlaceAMessageAndAHint() {
        let reason = FailureReason(
            .permanent, code: "out_of_range", message: "Expected less, found more.", pointer: "/priority", line: 3,
            column: 15, hint: "Give less.")
        #expect(
            JobFileProblem(file: "in/a.json", reason: reason).description
                == "in/a.json:3:15: Expected less, found more. (at /priority)\n  Give less.")
    }

    @Test func whatIsNotKnownIsLeftOut() {
        let reason = FailureReason(.permanent, code: "x", message: "Gone.", pointer: "")
        #expect(JobFileProblem(file: "a.json", reason: reason).description == "a.json: Gone.")
    }

    @Test func strangersTextIsEscaped() {
        let reason = FailureReason(
            .permanent, code: "x", message: "Bad \u{1B}[2J.", pointer: "/\u{202E}", hint: "No\nline.")
        #expect(
            JobFileProblem(file: "a\n.json", reason: reason).description
                == "a\\n.json: Bad \\u{001B}[2J. (at /\\u{202E})\n  No\\nline.")
    }
}

@Suite struct NearestNameTests {
    private let members = JobFileReader.members

    @Test(arguments: [
        ("priorty", "priority"), ("Priority", "priority"), ("PRIORITY", "priority"), ("prio", "priority"),
        ("tpye", "type"), ("job_type", "type"), ("not-before", "not_before"),
        ("notBefore", "not_before"), ("notbefore", "not_before"), ("timeout", "timeout_seconds"),
        ("timeoutSeconds", "timeout_seconds"), ("max_atempts", "max_attempts"), ("parametros", "parameters"),
        ("params", "parameters"), ("metadata", "meta"), ("requestedby", "requested_by"), ("expires", "expires_at"),
        ("kye", "key"),
    ])
    func whatWasMeantIsFound(name: String, member: String) {
        #expect(NearestName.find(name, among: members) == member)
    }

    @Test(arguments: ["", "x", "orders", "callback_url", "----", String(repeating: "type", count: 1_000)])
    func whatIsLikeNothingFindsNothing(name: String) {
        #expect(NearestName.find(name, among: members) == nil)
    }

    @Test func withoutCandidatesThereIsNone() {
        #expect(NearestName.find("type", among: []) == nil)
    }
}
