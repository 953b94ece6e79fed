import CarretelCore
import Testing

struct WorkerFrameTests {
    private static let key = AttemptKey(job: JobID(high: 0x0193_4A5B_6C7D_8E9F, low: 0x1122_3344_5566_7788), attempt: 1)
    private static let moment = Timestamp(microseconds: 1_795_176_000_250_000)
    private static let output = Array(#"{"n": 0.10, "id": 9007199254740993}"#.utf8)
    private static let reason = FailureReason(
        .transient, code: "upstream_down", message: "Expected an answer,\nfound \"none\".", pointer: "/parameters/a",
        line: 3, column: 7, hint: "Wait.")

    private static func files() throws -> [DataFile] {
        let hash = try #require(ContentHash(bytes: (0..<32).map { UInt8($0 * 7) }))
        return [
            DataFile(name: "resultados.jsonl", records: 4_225, bytes: 1 << 40, sha256: hash),
            DataFile(name: "b.csv", records: 0, bytes: 0, sha256: hash),
        ]
    }

    private static let frames: [WorkerFrame] = [
        .ready(pid: 4_711),
        .began(key),
        .recalled(key),
        .progress(key, Progress()),
        .progress(
            key,
            Progress(
                percent: 33.3, message: "Lote 3", processed: 60, total: 4_225, succeeded: 59, failed: 1,
                current: "VCD123", workers: 2, etaSeconds: 12, event: Array(#"{"worker_id":1,"lote_index":3}"#.utf8))),
        .progress(key, Progress(percent: 100)),
        .warning(key, Warning(code: "repeated_order", message: "O pedido 1 veio duas vezes.")),
        .checkpoint(key, Array("[1]".utf8), rows: []),
        .checkpoint(
            key, Array("{}".utf8),
            rows: [
                .scrapingUsage(
                    ScrapingUsage(
                        osNumber: "123", outcome: "not_found", isSuccess: true, origin: .portal, engine: "http",
                        processingTime: .milliseconds(52), createdAt: Timestamp(microseconds: 1_000_000))),
                .scrapingBatch(
                    ScrapingBatch(
                        batchName: "Lote", totalOS: 3, successCount: 1, errorCount: 2, status: .completedWithErrors,
                        updatedAt: Timestamp(microseconds: 2_000_000))),
            ]),
        .permit(key, permit: "omie/ListarOS"),
        .release(key, permit: "omie/ListarOS", outcome: .ok),
        .release(key, permit: "omie/ListarOS", outcome: .error),
        .release(key, permit: "omie/ListarOS", outcome: .closed(until: moment)),
        .request(key, action: "vacuum", arguments: Array("{}".utf8)),
        .request(key, action: "vacuum", arguments: []),
        .outcome(key, .succeeded(output: output, files: [])),
        .outcome(key, .succeeded(output: [], files: [])),
        .outcome(key, .partial(output: output, files: [], reason: reason)),
        .outcome(key, .failed(reason)),
        .outcome(key, .failed(FailureReason(.permanent, code: "x", message: ""), retryAfter: .milliseconds(1_800_000))),
        .outcome(key, .later(notBefore: moment, checkpoint: Array(#"{"page":4}"#.utf8), reason: reason)),
        .outcome(key, .later(notBefore: moment, checkpoint: [], reason: reason)),
        .outcome(key, .cancelled),
    ]

    @Test(arguments: frames)
    func `a frame is one line and reads back as it was`(_ frame: WorkerFrame) throws {
        let line = frame.encoded()
        #expect(line.last == 0x0A)
        #expect(line.dropLast().allSatisfy { $0 != 0x0A && $0 != 0x0D })
        #expect(try WorkerFrame(line: line) == frame)
    }

    @Test func `an outcome with data files reads back as it was`() throws {
        let frame = WorkerFrame.outcome(Self.key, .succeeded(output: Self.output, files: try Self.files()))
        #expect(try WorkerFrame(line: frame.encoded()) == frame)
    }

    @Test func `a later outcome says all that docs promise`() throws {
        let frame = WorkerFrame.outcome(
            Self.key,
            .later(
                notBefore: Self.moment, checkpoint: Array("{}".utf8),
                reason: FailureReason(.transient, code: "blocked", message: "Omie")))
        #expect(
            String(decoding: frame.encoded(), as: UTF8.self)
                == #"{"frame":"outcome","job":"01JD55PV3XHTFH28HK8HAPCXW8","attempt":1,"status":"later","#
                + #""reason":{"class":"transient","code":"blocked","message":"Omie","pointer":null,"line":null,"#
                + #""column":null,"hint":null},"not_before":"2026-11-20T12:00:00.250Z","checkpoint":{}}"# + "\n")
    }

    @Test func `a release says until when the door is closed`() throws {
        let frame = WorkerFrame.release(Self.key, permit: "omie", outcome: .closed(until: Self.moment))
        #expect(
            String(decoding: frame.encoded(), as: UTF8.self)
                == #"{"frame":"release","job":"01JD55PV3XHTFH28HK8HAPCXW8","attempt":1,"permit":"omie","#
                + #""outcome":"closed","until":"2026-11-20T12:00:00.250Z"}"# + "\n")
    }

    private func message(_ members: String) throws -> String {
        let line = #"{"job":"01JD55PV3XHTFH28HK8HAPCXW8","attempt":1,"frame":"# + members + "}"
        return try #require(throws: FailureReason.self) { try WorkerFrame(line: Array(line.utf8)) }.message
    }

    @Test(arguments: [
        (#""assign""#, #"The frame "assign" is not one that the daemon knows."#),
        (#""ready""#, #"The frame "ready" has no integer in "pid"."#),
        (#""ready","pid":99999999999"#, #"The frame "ready" has no process id."#),
        (#""progress","percent":1e999"#, #"The frame "progress" has no number in "percent"."#),
        (#""progress","total":1.5"#, #"The frame "progress" has no integer in "total"."#),
        (#""progress","event":"x""#, #"The frame "progress" has no object in "event"."#),
        (
            #""progress","event":{"seq":1}"#,
            #"The frame "progress" has an event with "seq" or "timestamp", which are the daemon's."#
        ),
        (#""release","permit":"p","outcome":"shut""#, #"The frame "release" has an unknown "outcome": "shut"."#),
        (#""release","permit":"p","outcome":"closed""#, #"The frame "release" has no string in "until"."#),
        (
            #""release","permit":"p","outcome":"closed","until":"soon""#,
            #"The frame "release" has no time in "until"."#
        ),
        (#""outcome","status":"done""#, #"The frame "outcome" has an unknown "status": "done"."#),
        (#""outcome","status":"failed""#, #"The frame "outcome" has nothing in "reason"."#),
        (
            #""outcome","status":"failed","reason":{"class":"odd"}"#,
            #"The member "reason" has an unknown "class": "odd"."#
        ),
        (#""outcome","status":"succeeded","output":[1]"#, #"The frame "outcome" has no object in "output"."#),
        (#""outcome","status":"succeeded","files":{}"#, #"The frame "outcome" has no array in "files"."#),
        (#""outcome","status":"succeeded","files":[1]"#, "A file of an outcome is not an object."),
    ])
    func `a wrong frame says what is wrong`(_ members: String, _ expected: String) throws {
        #expect(try message(members) == expected)
    }

    @Test(arguments: ["../etc/passwd", "a/b", ".hidden", "", "x y", "é", String(repeating: "x", count: 101)])
    func `a data file that may not be published makes the outcome invalid`(_ name: String) throws {
        let file = #"{"name":"\#(name)","records":1,"bytes":1,"sha256":"\#(String(repeating: "0", count: 64))"}"#
        #expect(
            try message(#""outcome","status":"succeeded","files":[\#(file)]"#)
                == "A file of an outcome has a name that may not be published.")
    }

    @Test func `a nesting beyond the frame's limit is refused`() throws {
        let deep = Array((String(repeating: "[", count: 200) + String(repeating: "]", count: 200)).utf8)
        let line = WorkerFrame.checkpoint(Self.key, deep, rows: []).encoded()
        let reason = try #require(throws: FailureReason.self) { try WorkerFrame(line: line) }
        #expect(reason.message.contains("Expected at most 128 levels of nesting, found one more."))
    }
}
