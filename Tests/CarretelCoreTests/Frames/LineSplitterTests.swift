import CarretelCore
import CarretelTestKit
import Testing

struct LineSplitterTests {
    @Test(.seeded) func `lines come out whole whatever the pieces`() throws {
        var random = SeededGenerator(seed: try Seed.current)
        let lines: [[UInt8]] = (0..<200).map { index in
            [UInt8](repeating: UInt8(0x20 + index % 90), count: Int.random(in: 1...60, using: &random))
        }
        let stream: [UInt8] = lines.flatMap { line in line + [0x0A] }
        var splitter = LineSplitter()
        var found: [[UInt8]] = []
        var start = 0
        while start < stream.count {
            let end = min(stream.count, start + Int.random(in: 0...100, using: &random))
            found += try splitter.feed(Array(stream[start..<end]))
            start = end
        }
        #expect(found == lines)
        #expect(!splitter.hasPartialLine)
    }

    @Test func `empty lines are left out and a torn one is known`() throws {
        var splitter = LineSplitter()
        #expect(try splitter.feed(Array("\n\na\n\nb".utf8)) == [Array("a".utf8)])
        #expect(splitter.hasPartialLine)
        #expect(try splitter.feed([]) == [])
        #expect(try splitter.feed(Array("c\n".utf8)) == [Array("bc".utf8)])
        #expect(!splitter.hasPartialLine)
    }

    @Test(arguments: [1, 3, 100])
    func `a line over the limit ends it, after the lines before`(_ piece: Int) throws {
        let stream = Array("12345\n1234567\n1\n".utf8)
        var splitter = LineSplitter(maxLineBytes: 6)
        var lines: [[UInt8]] = []
        let reason = try #require(throws: FailureReason.self) {
            for start in stride(from: 0, to: stream.count, by: piece) {
                try splitter.feed(Array(stream[start..<min(start + piece, stream.count)]), into: &lines)
            }
        }
        #expect(reason.code == "line_too_long")
        #expect(reason.message == "Expected lines of at most 6 bytes, found a longer one.")
        #expect(lines == [Array("12345".utf8)])
        #expect(throws: FailureReason.self) { try splitter.feed([0x0A]) }
    }

    @Test func `a line of just the limit is let through`() throws {
        var splitter = LineSplitter(maxLineBytes: 6)
        #expect(try splitter.feed(Array("123456".utf8)) == [])
        #expect(try splitter.feed(Array("\n654321\n".utf8)) == [Array("123456".utf8), Array("654321".utf8)])
    }
}
