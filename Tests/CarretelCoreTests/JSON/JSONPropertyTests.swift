import CarretelCore
import CarretelTestKit
import Testing

/// Random texts, whole, cut and damaged. The seed is named when one of them fails.
@Suite(.seeded)
struct JSONPropertyTests {
    @Test func `what the writer writes the reader reads back as the same value`() throws {
        var random = RandomJSON(seed: try Seed.current)
        for _ in 0..<300 {
            let text = random.text()
            let value = try JSONValue(parsing: text)
            var writer = JSONWriter()
            copy(value, to: &writer)
            let copied = try JSONValue(parsing: writer.bytes)
            #expect(copied.hasSameValue(as: value))
            #expect(try JSONValue(parsing: value.canonicalBytes()).canonicalBytes() == value.canonicalBytes())
            #expect(try JSONValue(parsing: value.singleLine).hasSameValue(as: value))
            #expect(!value.singleLine.contains(0x0A))
        }
    }

    @Test func `every value names its own place`() throws {
        var random = RandomJSON(seed: try Seed.current)
        for _ in 0..<100 {
            let root = try JSONValue(parsing: random.text())
            checkPlaces(root, pointer: "")
        }
    }

    @Test func `an object cut anywhere is truncated and nothing else`() throws {
        var random = RandomJSON(seed: try Seed.current)
        for _ in 0..<60 {
            let text = Array("{\"a\":".utf8) + random.text() + Array("}".utf8)
            #expect(JSONCompleteness(of: text) == .complete)
            for count in text.indices {
                guard case .truncated(let error) = JSONCompleteness(of: Array(text[..<count])) else {
                    Issue.record("Cut after \(count) bytes: \(String(decoding: text, as: UTF8.self))")
                    return
                }
                #expect(error.byteOffset == count)
            }
        }
    }

    @Test func `damaged texts are judged as a naive reading judges them`() throws {
        var random = RandomJSON(seed: try Seed.current)
        var accepted = 0
        for _ in 0..<4_000 {
            var text = random.text()
            for _ in 0..<random.number(in: 1...3) { random.damage(&text) }
            let isRead: Bool
            do throws(JSONError) {
                let value = try JSONValue(parsing: text)
                isRead = true
                accepted += 1
                _ = value.canonicalBytes()
            } catch {
                isRead = false
                #expect((0...text.count).contains(error.byteOffset))
                #expect(error.isTruncation == (error.byteOffset == text.count) || error.code == .tooLarge)
            }
            #expect(isRead == JSONOracle.accepts(text), "\(text)")
        }
        #expect(accepted > 0)
    }

    @Test func `bytes of any kind never trap`() throws {
        var random = RandomJSON(seed: try Seed.current)
        for _ in 0..<3_000 {
            let bytes = random.bytes(count: random.number(in: 0...60))
            _ = JSONCompleteness(of: bytes)
            _ = JSONCompleteness(of: Array("{\"".utf8) + bytes)
        }
    }

    private func copy(_ value: JSONValue, to writer: inout JSONWriter) {
        switch value.kind {
        case .object:
            writer.beginObject()
            for member in value.members {
                writer.name(member.name)
                copy(member.value, to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in value.elements { copy(element, to: &writer) }
            writer.endArray()
        case .string: writer.string(value.string ?? "")
        case .number: writer.number(text: value.numberText ?? "")
        case .boolean: writer.boolean(value.boolean ?? false)
        case .null: writer.null()
        }
    }

    private func checkPlaces(_ value: JSONValue, pointer: String) {
        #expect(value.pointer == pointer)
        for (index, element) in value.elements.enumerated() { checkPlaces(element, pointer: "\(pointer)/\(index)") }
        for member in value.members {
            var step = ""
            for scalar in member.name.unicodeScalars {
                step += scalar == "~" ? "~0" : scalar == "/" ? "~1" : String(scalar)
            }
            checkPlaces(member.value, pointer: "\(pointer)/\(step)")
        }
    }
}
