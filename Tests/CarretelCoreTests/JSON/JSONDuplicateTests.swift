import CarretelCore
import Testing

/// Repeated names in objects of every size: small ones are checked name by name, large ones by sorting.
struct JSONDuplicateTests {
    private func object(_ names: [String]) -> [UInt8] {
        Array("{\(names.map { "\"\($0)\":0" }.joined(separator: ","))}".utf8)
    }

    @Test(arguments: [2, 3, 8, 23, 24, 25, 26, 100, 1_000])
    func `one repeated name is found at any size, and none where there is none`(_ count: Int) throws {
        let names = (0..<count).map { "member\($0)" }
        #expect(try JSONValue(parsing: object(names)).count == count)
        for repeated in Set([0, (count - 1) / 2, count - 2]) {
            let error = try #require(throws: JSONError.self) {
                try JSONDocument(parsing: object(names.dropLast() + [names[repeated]]))
            }
            #expect(error.code == .duplicateMember)
            #expect(error.pointer == "/member\(repeated)")
        }
    }

    @Test func `the earliest repetition is reported in a large object too`() throws {
        var names = (0..<50).map { "n\($0)" }
        names[20] = "n3"
        names[40] = "n2"
        names[45] = "n3"
        let bytes = object(names)
        let error = try #require(throws: JSONError.self) { try JSONDocument(parsing: bytes) }
        #expect(error.pointer == "/n3")
        #expect(error.byteOffset == (0..<20).reduce(1) { $0 + names[$1].utf8.count + 5 })
    }

    @Test(arguments: [5, 40])
    func `other escapes do not hide a repetition`(_ count: Int) throws {
        let names = (0..<count).map { "name\($0)" } + ["\\u006eame1"]
        let error = try #require(throws: JSONError.self) { try JSONDocument(parsing: object(names)) }
        #expect(error.message.hasPrefix(#"Expected each member name once in an object, found "name1" again"#))
    }

    /// Names that differ only in the middle have one fingerprint; a hundred thousand of them must not take quadratic
    /// time (10^10 comparisons would run for minutes).
    @Test(.timeLimit(.minutes(1)))
    func `names made to look alike cost no quadratic time`() throws {
        let names = (0..<100_000).map { "aaaaaaaa\(1_000_000 + $0)bbbbbbbb" }
        #expect(try JSONValue(parsing: object(names)).count == 100_000)
        #expect(throws: JSONError.self) { try JSONDocument(parsing: object(names + [names[77]])) }
    }

    @Test func `names in different objects may be the same`() throws {
        let text = #"{"a": {"a": {"a": 1}}, "b": [{"a": 1}, {"a": 2}]}"#
        #expect(try JSONValue(parsing: Array(text.utf8))["a"]?["a"]?["a"]?.int64 == 1)
    }
}
