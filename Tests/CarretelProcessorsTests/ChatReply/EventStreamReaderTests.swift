import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite(.seeded) struct EventStreamReaderTests {
    private func read(_ pieces: [[UInt8]]) -> (events: [String], rest: String?) {
        var reader = EventStreamReader()
        let events = pieces.flatMap { reader.feed($0) }
        return (
            events.map { String(decoding: $0, as: UTF8.self) },
            reader.finish().map { String(decoding: $0, as: UTF8.self) }
        )
    }

    private func read(_ text: String) -> (events: [String], rest: String?) { read([Array(text.utf8)]) }

    @Test(arguments: [
        ("data: a\n\ndata: b\n\n", ["a", "b"]), ("data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
        ("data: a\r\rdata: b\r\r", ["a", "b"]), ("data:a\n\n", ["a"]), ("data:  a \n\n", [" a "]),
        ("data: a\ndata: b\n\n", ["a\nb"]), ("data\ndata\n\n", ["\n"]), ("data:\n\n", [""]), ("\n\n\n", []),
        (": keep-alive\n\n: another\n\ndata: a\n\n", ["a"]), ("event: x\nid: 7\nretry: 9\ndata: a\n\n", ["a"]),
        ("event: ping\n\ndata: a\n\n", ["a"]), ("\u{FEFF}data: a\n\n", ["a"]), ("data: \u{FEFF}a\n\n", ["\u{FEFF}a"]),
        ("dater: a\n\ndata: b\n\n", ["b"]), ("data: a\n: between\ndata: b\n\n", ["a\nb"]),
        ("data: a:b: c\n\n", ["a:b: c"]),
    ])
    func eventsAreReadAsTheyAreWritten(text: String, events: [String]) {
        let read = read(text)
        #expect(read.events == events && read.rest == nil)
    }

    @Test func anEventOfManyLinesIsReadInOneGo() {
        // Seconds, were everything copied for each line.
        let lines = Array(repeating: "data: x\n", count: 200_000).joined()
        #expect(read(lines + "\n").events.first?.utf8.count == 399_999)
    }

    @Test(arguments: [
        ("data: a\n\ndata: b\n", ["a"], "b"), ("data: a\n\ndata: b", ["a"], "b"), ("data: a\n\n: end", ["a"], nil),
    ])
    func whatIsNotEndedIsTheRest(text: String, events: [String], rest: String?) {
        let read = read(text)
        #expect(read.events == events && read.rest == rest)
    }

    @Test func thePiecesMakeNoDifference() throws {
        let breaks = ["\n", "\r\n", "\r"]
        var random = SeededGenerator(seed: try Seed.current)
        for _ in 0..<300 {
            let (bytes, expected) = stream(breaks[Int.random(in: 0..<3, using: &random)], &random)
            var pieces: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...7, using: &random)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let read = read(pieces)
            #expect(read.events == expected && read.rest == nil)
        }
    }

    /// A stream with comments, other fields, lines of data and characters of several bytes.
    private func stream(_ lineBreak: String, _ random: inout SeededGenerator) -> ([UInt8], [String]) {
        let words = ["olá", "maçã", "🌳🌲", "", " a", "x: y", "[DONE]", "日本"]
        var text = ""
        var events: [String] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            if Bool.random(using: &random) { text += ": é comentário" + lineBreak }
            if Bool.random(using: &random) { text += "event: message" + lineBreak }
            let lines = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                words[Int.random(in: 0..<words.count, using: &random)]
            }
            text += lines.map { "data: \($0)\(lineBreak)" }.joined() + lineBreak
            events.append(lines.joined(separator: "\n"))
        }
        return (Array(text.utf8), events)
    }
}
