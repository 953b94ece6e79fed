import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@Suite("Control files", .temporaryDirectory)
struct ControlTests {
    @Test("Names say what is asked for")
    func parsesNames() {
        #expect(ControlVerb.parse("a job.v2.cancel") == .cancel("a job.v2"))
        #expect(ControlVerb.parse("rescan") == .rescan)
        #expect(ControlVerb.parse("a.hold") == .unsupported("hold"))
        #expect(ControlVerb.parse("a.priority-9") == .unsupported("priority-9"))
        for name in ["cancel", ".cancel", "a.cancel.tmp", "a", "a.priority-x", "a\nb.cancel"] as [FileName] {
            #expect(ControlVerb.parse(name) == nil)
        }
        #expect(ControlVerb.parse(FileName(bytes: [0xff] + Array(".cancel".utf8))) == nil)
    }

    @Test("A cancel is handed on once and put away with its answer when that comes")
    func answersCancel() async throws {
        let rig = try SpoolRig()
        defer { rig.stop() }
        try await rig.waitForEvents()
        #expect(try await rig.shell("touch $S/control/job.cancel") == 0)
        let request = try await eventually("the request") { rig.requests.first }
        #expect(request.verb == .cancel("job"))
        let scans = rig.intake.status.completedScans
        rig.intake.rescan()
        try await eventually { rig.intake.status.completedScans > scans }
        #expect(try rig.layout.control.statusIfPresent(of: "job.cancel") != nil)
        let job = JobID(high: 1, low: 2)
        rig.intake.answer(
            request, ControlAnswer(.done, "It was cancelled.", jobs: [job], at: request.receivedAt + .seconds(1)))
        let resting = "\(request.id.text)-job.cancel"
        try await eventually { try rig.layout.controlDone.statusIfPresent(of: FileName(resting)) != nil }
        #expect(try rig.layout.control.statusIfPresent(of: "job.cancel") == nil)
        let answer = try rig.layout.controlDone.readFile(FileName("\(resting).json"), limit: 9_999).bytes
        let root = try JSONDocument(parsing: answer).root
        #expect(root["outcome"]?.string == "done")
        #expect(root["jobs"]?.raw.elementsEqual("[\"\(job.text)\"]".utf8) == true)
        #expect(rig.requests.count == 1)
    }

    @Test("Rescan is answered by itself, unknown verbs are refused, foreign names left alone")
    func answersOthers() async throws {
        let rig = try SpoolRig()
        defer { rig.stop() }
        try await rig.waitForEvents()
        let script = "touch $S/control/rescan $S/control/a.hold $S/control/nonsense; ln -s x $S/control/b.cancel"
        #expect(try await rig.shell(script) == 0)
        try await eventually("two answers") {
            try await rig.shell("test $(ls $S/control/done/*.json | wc -l) = 2") == 0
        }
        try await eventually("the list") {
            Set(rig.intake.status.leftAlone.map(\.name)) == ["control/nonsense", "control/b.cancel"]
        }
        #expect(try await rig.shell("grep -q 'not supported yet' $S/control/done/*-a.hold.json") == 0)
        #expect(try await rig.shell("grep -q '\"outcome\":\"done\"' $S/control/done/*-rescan.json") == 0)
        #expect(rig.requests.isEmpty)
    }

    @Test("Control files found at the start are taken up, however many")
    func takesUpMany() async throws {
        let rig = try SpoolRig { layout in
            for number in 0..<600 {
                try layout.control.writeFile(FileName("\(number).hold"), [], durably: false)
            }
        }
        defer { rig.stop() }
        try await eventually(within: SpoolRig.patience, "600 answers") {
            try await rig.shell("test $(ls $S/control/done | grep -c json$) = 600") == 0
        }
    }
}
