import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelWorker

@Suite(.temporaryDirectory) struct AttemptPartsTests {
    private let begin = MonotonicInstant(nanoseconds: 1_000_000_000)

    @Test func progressIsThinnedOutAndTheLatestIsNotLost() {
        var throttle = ProgressThrottle()
        #expect(throttle.offer(Progress(processed: 1), at: begin)?.processed == 1)
        #expect(throttle.offer(Progress(processed: 2), at: begin + .milliseconds(100)) == nil)
        #expect(throttle.offer(Progress(processed: 3), at: begin + .milliseconds(200)) == nil)
        #expect(throttle.due(at: begin + .milliseconds(249)) == nil)
        #expect(throttle.due(at: begin + .milliseconds(250))?.processed == 3)
        #expect(throttle.due(at: begin + .milliseconds(900)) == nil)
    }

    @Test func progressWithAnEventAlwaysGoes() {
        var throttle = ProgressThrottle()
        for number in 1...5 {
            let progress = Progress(processed: number, event: Array("{}".utf8))
            #expect(throttle.offer(progress, at: begin) == progress)
        }
    }

    @Test func aDataFileIsCountedHashedAndInItsFolder() throws {
        let path = try TemporaryDirectory.current.path
        let staging = StagingFolder(path: path + "/01ID/2", attempt: 2)
        let writer = try staging.makeDataFile(named: "lines.jsonl")
        try writer.append(Array("{\"a\":1}\n".utf8), records: 1)
        try writer.append(Array("{\"a\":2}\n".utf8), records: 1)
        let file = try writer.finish()
        let expected = Array("{\"a\":1}\n{\"a\":2}\n".utf8)
        #expect(
            file == DataFile(name: "lines.jsonl", records: 2, bytes: 16, sha256: Digest.sha256(expected)))
        let folder = try Directory.open(path: path + "/01ID/2")
        #expect(try folder.readFile("lines.jsonl", limit: 100).bytes == expected)
        #expect(throws: FailureReason.self) { try writer.finish() }
        #expect(throws: FailureReason.self) { try staging.makeDataFile(named: "../lines.jsonl") }
        #expect(throws: FailureReason.self) { try staging.makeDataFile(named: "lines.jsonl") }
    }

    @Test func aPermitGoesToWhoAskedForIt() async {
        let desk = PermitDesk()
        let answer = await desk.answer(for: "a") {
            desk.answer("b", .cancelled)
            desk.answer("a", .granted)
        }
        guard case .granted = answer else {
            Issue.record("Not granted.")
            return
        }
        desk.cancel()
        guard case .cancelled = await desk.answer(for: "a", asking: {}) else {
            Issue.record("Not cancelled.")
            return
        }
    }

    @Test func aCancellationTellsItsListenersOnceAndKeepsItsFirstReason() {
        let cancellation = Cancellation()
        let calls = Calls()
        _ = cancellation.listen { calls.add() }
        cancellation.forget(cancellation.listen { calls.add() })
        cancellation.cancel(.deadline)
        cancellation.cancel(.requested)
        #expect(calls.count == 1)
        #expect(cancellation.reason == .deadline)
        #expect(cancellation.listen { calls.add() } == nil)
        #expect(calls.count == 2)
    }
}
