import CarretelCore
import Testing

struct ResultDocumentTests {
    private static let id = JobID(high: 0x0193_4A5B_6C7D_8E9F, low: 0x1122_3344_5566_7788)
    private static let received = Timestamp(microseconds: 1_795_176_000_000_000)

    private func hash(_ byte: UInt8) throws -> ContentHash {
        try #require(ContentHash(bytes: [UInt8](repeating: byte, count: 32)))
    }

    private func dossier(request: JobRequest?, salvaged: SalvagedMembers = SalvagedMembers()) throws -> JobDossier {
        JobDossier(
            number: JobNumber(rawValue: 7), id: Self.id, name: "carteira", resultName: "carteira.X", owner: 1_000,
            sha256: try hash(0xAB), receivedAt: Self.received, request: request, salvaged: salvaged,
            warnings: [Warning(code: "byte_order_mark", message: "BOM")])
    }

    @Test func `a result with everything in it has every member`() throws {
        let request = JobRequest(
            type: "echo", key: "k", requestedBy: "maria", timeout: .seconds(60), maxAttempts: 3,
            meta: Array("{\n \"n\": 1.50}".utf8))
        let started = Self.received + .milliseconds(1)
        let finished = Self.received + .milliseconds(1_501)
        let reason = FailureReason(.transient, code: "items_failed", message: "1 of 2")
        let answer = Answer(
            status: .partial, reason: reason, output: Array(#"{"ok": 1}"#.utf8),
            files: [DataFile(name: "r.jsonl", records: 2, bytes: 10, sha256: try hash(1))], staging: "/s",
            warnings: [Warning(code: "w", message: "m")])
        let ending = Ending(
            answer: answer,
            history: [
                AttemptRecord(
                    number: 1, startedAt: started, endedAt: finished, outcome: .partial, reason: reason)
            ], startedAt: started, finishedAt: finished, duplicateOf: JobID(high: 0, low: 1), resting: .archive)
        let text = String(
            decoding: ResultDocument.render(dossier: try dossier(request: request), ending: ending), as: UTF8.self)
        let why =
            #"{"class":"transient","code":"items_failed","message":"1 of 2","pointer":null,"line":null,"column":null,"hint":null}"#
        #expect(
            text == #"{"schema":"carretel/result/1","job":{"id":"01JD55PV3XHTFH28HK8HAPCXW8","name":"carteira","#
                + #""type":"echo","key":"k","owner":1000,"requested_by":"maria","meta":{"# + "\n" + #" "n": 1.50},"#
                + #""sha256":"\#(String(repeating: "ab", count: 32))","retry_of":null},"status":"partial","reason":\#(why),"#
                + #""attempts":[{"number":1,"started_at":"2026-11-20T12:00:00.001Z","ended_at":"2026-11-20T12:00:01.501Z","#
                + #""outcome":"partial","reason":\#(why)}],"received_at":"2026-11-20T12:00:00.000Z","#
                + #""started_at":"2026-11-20T12:00:00.001Z","finished_at":"2026-11-20T12:00:01.501Z","duration_ms":1500,"#
                + #""duplicate_of":"00000000000000000000000001","#
                + #""warnings":[{"code":"byte_order_mark","message":"BOM"},{"code":"w","message":"m"}],"output":{"ok": 1},"#
                + #""files":[{"path":"carteira.X.data/r.jsonl","records":2,"bytes":10,"#
                + #""sha256":"\#(String(repeating: "01", count: 32))"}]}"# + "\n")
    }

    @Test func `a rejected file's result carries what could be read of it and null for the rest`() throws {
        let salvaged = SalvagedMembers(type: "ecko", key: nil, requestedBy: "joão", meta: Array("[1]".utf8))
        let reason = FailureReason(
            .permanent, code: "unknown_type", message: "Expected a job type, found \"ecko\".", pointer: "/type",
            line: 1,
            column: 9, hint: "Did you mean \"echo\"?")
        let ending = Ending(
            answer: Answer(status: .rejected, reason: reason), history: [], startedAt: nil, finishedAt: Self.received,
            resting: .rejected)
        let bytes = ResultDocument.render(dossier: try dossier(request: nil, salvaged: salvaged), ending: ending)
        let root = try JSONValue(parsing: bytes)
        #expect(
            root.members.map(\.name) == [
                "schema", "job", "status", "reason", "attempts", "received_at", "started_at", "finished_at",
                "duration_ms",
                "duplicate_of", "warnings", "output", "files",
            ])
        #expect(root["job"]?["type"]?.string == "ecko")
        #expect(root["job"]?["key"]?.isNull == true)
        #expect(root["job"]?["requested_by"]?.string == "joão")
        #expect(root["job"]?["meta"].map { Array($0.raw) } == Array("[1]".utf8))
        #expect(root["started_at"]?.isNull == true)
        #expect(root["duration_ms"]?.isNull == true)
        #expect(root["output"]?.isNull == true)
        #expect(root["attempts"]?.count == 0)
        #expect(root["files"]?.count == 0)
        #expect(root["reason"]?["line"]?.int64 == 1)
        #expect(root["reason"]?["hint"]?.string == "Did you mean \"echo\"?")
    }

    @Test func `a summary reads back what a result says`() throws {
        let reason = FailureReason(.policy, code: "timed_out", message: "60 s")
        let ending = Ending(
            answer: Answer(
                status: .timedOut, reason: reason, output: Array("{}".utf8),
                files: [DataFile(name: "a", records: 1, bytes: 2, sha256: try hash(3))],
                warnings: [Warning(code: "w", message: "m")]), history: [], startedAt: Self.received,
            finishedAt: Self.received + .seconds(60), duplicateOf: Self.id, resting: .failed)
        let request = JobRequest(type: "echo", timeout: .seconds(60), maxAttempts: 1)
        let summary = try ResultSummary(
            parsing: ResultDocument.render(dossier: try dossier(request: request), ending: ending))
        #expect(summary.id == Self.id)
        #expect(summary.name == "carteira")
        #expect(summary.type == "echo")
        #expect(summary.sha256 == (try hash(0xAB)))
        #expect(summary.status == .timedOut)
        #expect(summary.reason == reason)
        #expect(summary.receivedAt == Self.received)
        #expect(summary.finishedAt == Self.received + .seconds(60))
        #expect(summary.durationMilliseconds == 60_000)
        #expect(summary.duplicateOf == Self.id)
        #expect(summary.warnings.map(\.code) == ["byte_order_mark", "w"])
        #expect(summary.files.map(\.path) == ["carteira.X.data/a"])
        #expect(summary.output == Array("{}".utf8))
    }

    @Test(arguments: [
        ("{\"schema\":", "The result is no JSON at line 1, column 11: "),
        ("{}", "The result has no string in \"schema\"."),
        (#"{"schema":"carretel/result/2"}"#, #"The result has the unknown schema "carretel/result/2"."#),
        (#"{"schema":"carretel/result/1"}"#, #"The result has nothing in "job"."#),
        (#"{"schema":"carretel/result/1","job":{"id":1}}"#, #"The result's job has no job id in "id"."#),
    ])
    func `a file that is no result says why`(_ text: String, _ message: String) throws {
        let reason = try #require(throws: FailureReason.self) { try ResultSummary(parsing: Array(text.utf8)) }
        #expect(reason.code == "result_invalid")
        #expect(reason.message.hasPrefix(message))
    }

    @Test func `a hash reads back from its hexadecimal form and from nothing else`() throws {
        let hash = try #require(ContentHash(bytes: (0..<32).map { UInt8($0 * 8) }))
        #expect(ContentHash(hexadecimal: hash.hexadecimal) == hash)
        #expect(ContentHash(hexadecimal: hash.hexadecimal.uppercased()) == hash)
        #expect(ContentHash(hexadecimal: "") == nil)
        #expect(ContentHash(hexadecimal: String(hash.hexadecimal.dropLast())) == nil)
        #expect(ContentHash(hexadecimal: String(repeating: "g", count: 64)) == nil)
    }
}
