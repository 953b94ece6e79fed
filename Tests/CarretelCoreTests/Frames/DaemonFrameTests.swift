import CarretelCore
import Testing

struct DaemonFrameTests {
    private static let key = AttemptKey(job: JobID(high: 0x0193_4A5B_6C7D_8E9F, low: 0x1122_3344_5566_7788), attempt: 2)
    private static let moment = Timestamp(microseconds: 1_795_176_000_250_000)

    private static let assignment = Assignment(
        attempt: key, name: "pedidos \"são\"\n", type: "echo", timeout: .milliseconds(1_500), staging: "work/01/2",
        parameters: Array(#"{"n": 12345678901234567890, "é": [1.50]}"#.utf8))

    private static let profile = Profile(
        name: "default", system: "erp", values: ["url": "https://erp.example/\"a\"", "account": "são"],
        secrets: ["key": Secret("hunter2 \\ \n é"), "token": Secret("0123abc")], identity: "00ff00ff00ff00ff")

    private static let frames: [DaemonFrame] = [
        .assign(assignment),
        .assign(
            Assignment(
                attempt: key, name: "a", type: "echo", timeout: .zero, staging: "s", parameters: Array("{}".utf8),
                checkpoint: Array("[1,2]".utf8))),
        .assign(
            Assignment(
                attempt: key, name: "a", type: "load", timeout: .zero, staging: "s", parameters: Array("{}".utf8),
                settings: Array(#"{"rate":3}"#.utf8), profile: profile)),
        .assign(
            Assignment(
                attempt: key, name: "a", type: "load", timeout: .zero, staging: "s", parameters: Array("{}".utf8),
                checkpoint: Array("1".utf8), profile: Profile(name: "other", system: "erp", isKnown: false))),
        .cancel(key, reason: .deadline),
        .recall(key),
        .granted(key, permit: "omie/ListarOS"),
        .waitUntil(key, permit: "omie/ListarOS", moment: moment),
        .answer(key, Array(#"{"deleted":3}"#.utf8)),
        .answer(key, []),
    ]

    @Test(arguments: frames)
    func `a frame is one line and reads back as it was`(_ frame: DaemonFrame) throws {
        let line = frame.encoded()
        #expect(line.last == 0x0A)
        #expect(line.dropLast().allSatisfy { $0 != 0x0A && $0 != 0x0D })
        #expect(try DaemonFrame(line: line) == frame)
        #expect(try DaemonFrame(line: line.dropLast()) == frame)
    }

    @Test func `an assign says all that docs promise a person at the pipe`() throws {
        let text = String(decoding: DaemonFrame.assign(Self.assignment).encoded(), as: UTF8.self)
        #expect(
            text == #"{"frame":"assign","job":"01JD55PV3XHTFH28HK8HAPCXW8","attempt":2,"name":"pedidos \"são\"\n","#
                + #""type":"echo","timeout_ms":1500,"staging":"work/01/2","#
                + #""parameters":{"n": 12345678901234567890, "é": [1.50]}}"# + "\n")
    }

    @Test func `an assign carries the profile as docs promise, keys in order`() throws {
        var assignment = Self.assignment
        assignment.profile = Self.profile
        let text = String(decoding: DaemonFrame.assign(assignment).encoded(), as: UTF8.self)
        #expect(
            text.hasSuffix(
                #","profile":{"name":"default","system":"erp","known":true,"identity":"00ff00ff00ff00ff","#
                    + #""values":{"account":"são","url":"https://erp.example/\"a\""},"#
                    + #""secrets":{"key":"hunter2 \\ \n é","token":"0123abc"}}}"# + "\n"))
    }

    @Test func `an assign shows its secrets to nobody but the pipe`() {
        var assignment = Self.assignment
        assignment.profile = Self.profile
        let frame = DaemonFrame.assign(assignment)
        var dumped = ""
        dump(frame, to: &dumped)
        for text in [dumped, "\(frame)", String(reflecting: frame), "\(assignment)", String(reflecting: assignment)] {
            #expect(text.contains(Secret.placeholder))
            #expect(!text.contains("hunter2") && !text.contains("0123abc"))
        }
    }

    @Test(arguments: [
        (#"{"name":"a"}"#, #"The member "profile" has no boolean in "known"."#),
        (#"{"known":true,"name":"a"}"#, #"The member "profile" has no string in "system"."#),
        (
            #"{"known":true,"name":"a","system":"b","identity":"","values":{}}"#,
            #"The member "profile" has no object in "secrets"."#
        ),
        (
            #"{"known":true,"name":"a","system":"b","identity":"","values":{},"secrets":{"key":[20231]}}"#,
            #"The member "profile" has something else than strings in "secrets"."#
        ),
        ("7", #"The member "profile" is not an object."#),
    ])
    func `a wrong profile says what is wrong, and no value`(_ profile: String, _ message: String) throws {
        let line =
            #"{"frame":"assign","job":"01JD55PV3XHTFH28HK8HAPCXW8","attempt":1,"name":"a","type":"t","timeout_ms":1,"#
            + #""staging":"s","parameters":{},"profile":\#(profile)}"#
        let reason = try #require(throws: FailureReason.self) { try DaemonFrame(line: Array(line.utf8)) }
        #expect(reason.code == "frame_invalid")
        #expect(reason.message == message)
    }

    @Test func `line breaks between tokens do not break the line`() throws {
        let answer = Array("{\"a\":\r\n [1,\n2]}".utf8)
        let line = DaemonFrame.answer(Self.key, answer).encoded()
        #expect(line.filter { $0 == 0x0A }.count == 1)
        #expect(try DaemonFrame(line: line) == .answer(Self.key, answer.withoutLineBreaks()))
    }

    @Test func `members that are not known are passed over`() throws {
        let line = #"{"later": 1, "attempt": 2, "frame": "recall", "job": "01JD55PV3XHTFH28HK8HAPCXW8"}"#
        #expect(try DaemonFrame(line: Array(line.utf8)) == .recall(Self.key))
    }

    @Test(arguments: [
        (
            "recall",
            "A frame is no JSON at column 1: Expected a JSON object, which starts with \"{\", found \"recall\"."
        ),
        ("{}", #"A frame has no name in "frame"."#),
        (#"{"frame":"recall"}"#, #"The frame "recall" has no job id in "job"."#),
        (#"{"frame":"recall","job":"01","attempt":1}"#, #"The frame "recall" has no job id in "job"."#),
        (
            #"{"frame":"recall","job":"01JD55PV3XHTFH28HK8HAPCXW8"}"#,
            #"The frame "recall" has no integer in "attempt"."#
        ),
        (
            #"{"frame":"outcome","job":"01JD55PV3XHTFH28HK8HAPCXW8","attempt":1}"#,
            #"The frame "outcome" is not one that a worker knows."#
        ),
        (
            #"{"frame":"cancel","job":"01JD55PV3XHTFH28HK8HAPCXW8","attempt":1,"reason":"bored"}"#,
            #"The frame "cancel" has an unknown "reason": "bored"."#
        ),
        (
            #"{"frame":"wait_until","job":"01JD55PV3XHTFH28HK8HAPCXW8","attempt":1,"permit":"p","moment":"soon"}"#,
            #"The frame "wait_until" has no time in "moment"."#
        ),
        (
            #"{"frame":"answer","job":"01JD55PV3XHTFH28HK8HAPCXW8","attempt":1,"answer":[]}"#,
            #"The frame "answer" has no object in "answer"."#
        ),
    ])
    func `a wrong frame says what is wrong`(_ line: String, _ message: String) throws {
        let reason = try #require(throws: FailureReason.self) { try DaemonFrame(line: Array(line.utf8)) }
        #expect(reason.failureClass == .transient)
        #expect(reason.code == "frame_invalid")
        #expect(reason.message == message)
    }
}
