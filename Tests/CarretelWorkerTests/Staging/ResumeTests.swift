import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelWorker

@Suite(.temporaryDirectory, .seeded) struct ResumeTests {
    private let name = "lines.jsonl"

    @Test func aMarkSaysWhatIsOnDisk() throws {
        let probe = try StagingProbe()
        let writer = try probe.attempt(3).makeDataFile(named: name)
        #expect(try writer.mark() == DataFileMark(attempt: 3, name: name, bytes: 0, records: 0, sha256: hash("")))
        try writer.append(Array("one\n".utf8), records: 1)
        #expect(try writer.mark() == DataFileMark(attempt: 3, name: name, bytes: 4, records: 1, sha256: hash("one\n")))
        #expect(try probe.content(name, ofAttempt: 3) == "one\n")
        try writer.append(Array("two\n".utf8), records: 1)
        #expect(try writer.finish() == file("one\ntwo\n", records: 2))
        #expect(throws: FailureReason.self) { try writer.mark() }
    }

    @Test func aLaterAttemptGoesOnAtTheMark() throws {
        let probe = try StagingProbe()
        let mark = try probe.interruptedAttempt()
        let writer = try #require(try probe.attempt(2).resumeDataFile(mark))
        #expect(try probe.content(name, ofAttempt: 2) == "one\ntwo\n")
        #expect(try !probe.exists(name, inAttempt: 1))
        try writer.append(Array("three\n".utf8), records: 1)
        #expect(try writer.mark().attempt == 2)
        try writer.append(Array("four\n".utf8), records: 1)
        #expect(try writer.finish() == file("one\ntwo\nthree\nfour\n", records: 4))
        #expect(try probe.content(name, ofAttempt: 2) == "one\ntwo\nthree\nfour\n")
    }

    @Test func whatWasMarkedIsReadBackBeforeMoreIsWritten() throws {
        let probe = try StagingProbe()
        let mark = try probe.interruptedAttempt()
        let folder = probe.attempt(2)
        let writer = try #require(try folder.resumeDataFile(mark))
        try writer.append(Array("three\n".utf8), records: 1)
        _ = try writer.mark()
        var lines: [String] = []
        try folder.readLines(named: mark.name, bytes: mark.bytes) { lines.append(String(decoding: $0, as: UTF8.self)) }
        #expect(lines == ["one", "two"])
        #expect(try writer.finish() == file("one\ntwo\nthree\n", records: 3))
    }

    @Test func theSameAttemptMayGoOnAfterItsWorkerDied() throws {
        let probe = try StagingProbe()
        let mark = try probe.interruptedAttempt()
        let writer = try #require(try probe.attempt(1).resumeDataFile(mark))
        #expect(try writer.finish() == file("one\ntwo\n", records: 2))
        #expect(try probe.content(name, ofAttempt: 1) == "one\ntwo\n")
    }

    @Test func aFileThatAnAttemptTookAlongAndNeverMarkedIsFound() throws {
        let probe = try StagingProbe()
        let mark = try probe.interruptedAttempt()
        _ = try probe.attempt(2).resumeDataFile(mark)
        try probe.append("never marked", to: name, ofAttempt: 2)
        let writer = try #require(try probe.attempt(4).resumeDataFile(mark))
        #expect(try writer.finish() == file("one\ntwo\n", records: 2))
        #expect(try probe.content(name, ofAttempt: 4) == "one\ntwo\n")
    }

    @Test func whatTheAttemptHadUnderTheNameGivesWay() throws {
        let probe = try StagingProbe()
        let mark = try probe.interruptedAttempt()
        _ = try probe.attempt(2).makeDataFile(named: name)
        try probe.append("of a worker that died", to: name, ofAttempt: 2)
        let writer = try #require(try probe.attempt(2).resumeDataFile(mark))
        #expect(try writer.finish() == file("one\ntwo\n", records: 2))
        #expect(try probe.content(name, ofAttempt: 2) == "one\ntwo\n")
    }

    @Test func aFileOfAWorkerThatDiedBeforeItSaidAnythingGivesWay() throws {
        let probe = try StagingProbe()
        _ = try probe.attempt(1).makeDataFile(named: name)
        try probe.append("of a worker that died", to: name, ofAttempt: 1)
        // The attempt is begun again under its number, in another worker.
        let writer = try probe.attempt(1).makeDataFile(named: name)
        try writer.append(Array("one\n".utf8), records: 1)
        #expect(try writer.finish() == file("one\n", records: 1))
        #expect(try probe.content(name, ofAttempt: 1) == "one\n")
    }

    @Test func nothingIsResumedOfAFileThatIsNotWhatWasMarked() throws {
        let probe = try StagingProbe()
        let mark = try probe.interruptedAttempt()
        let next = probe.attempt(2)
        #expect(try next.resumeDataFile(changed(mark) { $0.bytes = 1_000 }) == nil)
        #expect(try next.resumeDataFile(changed(mark) { $0.name = "other.jsonl" }) == nil)
        #expect(try next.resumeDataFile(changed(mark) { $0.attempt = 9 }) == nil)
        #expect(throws: FailureReason.self) { try next.resumeDataFile(changed(mark) { $0.name = "../\(name)" }) }
        try probe.tamper(name, ofAttempt: 1)
        #expect(try next.resumeDataFile(mark) == nil)
        #expect(try probe.content(name, ofAttempt: 1) == "Xne\ntwo\nthr")
        try probe.directory(1).unlink(FileName(name))
        #expect(try next.resumeDataFile(mark) == nil)
        #expect(throws: Never.self) { try next.makeDataFile(named: name) }
    }

    @Test func aSymbolicLinkIsNotFollowed() throws {
        let probe = try StagingProbe()
        let mark = try probe.interruptedAttempt()
        try probe.directory(1).rename(FileName(name), to: Directory.open(path: probe.path), as: "elsewhere")
        try link("\(probe.path)/elsewhere", at: "\(probe.path)/1/\(name)")
        #expect(try probe.attempt(2).resumeDataFile(mark) == nil)
        try link("\(probe.path)/1", at: "\(probe.path)/5")
        #expect(try probe.attempt(6).resumeDataFile(changed(mark) { $0.attempt = 5 }) == nil)
        #expect(
            try Directory.open(path: probe.path).readFile("elsewhere", limit: 100).bytes == Array("one\ntwo\nthr".utf8))
    }

    @Test func aFileWithASecondNameIsNotCut() throws {
        let probe = try StagingProbe()
        let mark = try probe.interruptedAttempt()
        try probe.directory(1).link(FileName(name), to: Directory.open(path: probe.path), as: "second")
        #expect(try probe.attempt(2).resumeDataFile(mark) == nil)
        #expect(try probe.content(name, ofAttempt: 1) == "one\ntwo\nthr")
    }

    @Test func aFileThatTheAttemptHasOpenIsNotOpenedTwice() throws {
        let probe = try StagingProbe()
        let staging = probe.attempt(1)
        let writer = try staging.makeDataFile(named: name)
        let mark = try writer.mark()
        #expect(throws: FailureReason.self) { try staging.resumeDataFile(mark) }
    }

    @Test func manyPiecesAndMarksKeepTheirOrderOverAttempts() throws {
        var random = SeededGenerator(seed: try Seed.current)
        let probe = try StagingProbe()
        var expected: [UInt8] = []
        var mark: DataFileMark?
        for attempt in 1...4 {
            let staging = probe.attempt(attempt)
            let resumed = try mark.flatMap { try staging.resumeDataFile($0) }
            #expect((resumed == nil) == (attempt == 1))
            let file = try resumed ?? staging.makeDataFile(named: name)
            for _ in 1...Int.random(in: 1...6, using: &random) {
                let piece = [UInt8](
                    repeating: .random(in: 65...90, using: &random), count: .random(in: 0...700_000, using: &random))
                try file.append(piece, records: 1)
                expected += piece
            }
            mark = try file.mark()
            #expect(mark?.sha256 == Digest.sha256(expected))
        }
        let final = try #require(mark)
        let last = try #require(try probe.attempt(5).resumeDataFile(final))
        #expect(try last.finish().sha256 == Digest.sha256(expected))
        #expect(try probe.directory(5).readFile(FileName(name), limit: 64 << 20).bytes == expected)
    }

    private func hash(_ text: String) -> ContentHash { Digest.sha256(Array(text.utf8)) }

    private func file(_ text: String, records: Int) -> DataFile {
        DataFile(name: name, records: records, bytes: text.utf8.count, sha256: hash(text))
    }

    private func changed(_ mark: DataFileMark, _ change: (inout DataFileMark) -> Void) -> DataFileMark {
        var mark = mark
        change(&mark)
        return mark
    }
}
