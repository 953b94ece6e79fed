import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Domains as the server reads them, and as people write them.
@Suite struct OdooDomainTests {
    static let a = OdooDomain.term("a", .equal, .integer(1))
    static let b = OdooDomain.term("b", .equal, .integer(2))
    static let c = OdooDomain.term("c", .equal, .integer(3))
    static let d = OdooDomain.term("d", .equal, .integer(4))

    static let rows: [(domain: OdooDomain, json: String)] = [
        (.everything, "[]"),
        (a, #"[["a","=",1]]"#),
        (.all([a, b]), #"["&",["a","=",1],["b","=",2]]"#),
        (.all([a, b, c]), #"["&","&",["a","=",1],["b","=",2],["c","=",3]]"#),
        // A single `|` would join a and b only, and c and d would have to hold on top.
        (.any([a, b, c, d]), #"["|","|","|",["a","=",1],["b","=",2],["c","=",3],["d","=",4]]"#),
        (.all([a, .any([b, c])]), #"["&",["a","=",1],"|",["b","=",2],["c","=",3]]"#),
        (
            .any([.all([a, b]), .not(.any([c, d]))]),
            #"["|","&",["a","=",1],["b","=",2],"!","|",["c","=",3],["d","=",4]]"#
        ),
        (.any([]), #"[[0,"=",1]]"#),
        (.not(.everything), #"["!",[1,"=",1]]"#),
        (.all([a, .everything]), #"["&",["a","=",1],[1,"=",1]]"#),
        (.any([a]), #"[["a","=",1]]"#),
    ]

    @Test(arguments: rows) func aTreeIsWrittenInPrefixNotation(domain: OdooDomain, json: String) throws {
        #expect(String(decoding: domain.json, as: UTF8.self) == json)
    }

    @Test func valuesAreWrittenAsTheServerReadsThem() throws {
        let moment = try #require(Timestamp(rfc3339: "2026-11-20T12:34:56.987Z"))
        let values: [(OdooLiteral, String)] = [
            (.text("Jo\"ão"), "\"Jo\\\"ão\""), (.integer(-7), "-7"), (.decimal("1.50"), "1.50"),
            (.boolean(false), "false"),
            (.moment(moment), "\"2026-11-20 12:34:56\""), (.list([.integer(1), .text("x")]), "[1,\"x\"]"),
            (.list([]), "[]"),
        ]
        for (value, json) in values {
            let domain = OdooDomain.term("order_id.write_date", .atLeast, value)
            #expect(String(decoding: domain.json, as: UTF8.self) == "[[\"order_id.write_date\",\">=\",\(json)]]")
        }
    }

    @Test func aDomainOfTheConfigurationIsRead() throws {
        let read = try OdooDomain(
            parsing:
                #"[["a", "=", 1], "|", ["b.c", "not in", ["x", 2.5, false]], "!", ["d", "ilike", "%y"], [1, "=", 1]]"#)
        #expect(
            read
                == .all([
                    Self.a,
                    .any([
                        .term("b.c", .isNotIn, .list([.text("x"), .decimal("2.5"), .boolean(false)])),
                        .not(.term("d", .ilike, .text("%y"))),
                    ]), .everything,
                ]))
        #expect(try OdooDomain(parsing: "[]") == .everything)
    }

    /// A text, and what its failure says.
    static let wrong = [
        (#"[["a", "=", 1]"#, "not JSON"),
        (#"{"a": 1}"#, "not a list but object"),
        (#"["|", ["a", "=", 1]]"#, "ends where \"|\" still needs"),
        (#"["&"]"#, "ends where \"&\" still needs"),
        (#"["!"]"#, "ends where \"!\" still needs"),
        (#"["or", ["a", "=", 1]]"#, "Item 1 is \"or\""),
        (#"[["a", "="]]"#, "Item 1 is no term"),
        (#"[["a", "=", 1], 7]"#, "Item 2 is no term"),
        (#"[["a b", "=", 1]]"#, "not the name of a field"),
        (#"[["a..b", "=", 1]]"#, "not the name of a field"),
        (#"[[true, "=", 1]]"#, "not the name of a field"),
        (#"[["a", "==", 1]]"#, "The operator of \"a\" is \"==\""),
        (#"[["a", 1, 1]]"#, "The operator of \"a\" is number"),
        (#"[["a", "in", 1]]"#, "not a list, which \"in\" needs"),
        (#"[["a", "=", null]]"#, "is null"),
        (#"[["a", "=", {}]]"#, "is object"),
        (#"[[2, "=", 1]]"#, "compares a number"),
    ]

    @Test(arguments: wrong) func aDomainThatCannotBeReadSaysWhy(text: String, words: String) {
        let failure = #expect(throws: FailureReason.self) { try OdooDomain(parsing: text) }
        #expect(failure?.code == "invalid_domain")
        #expect(failure?.failureClass == .permanent)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test(.seeded) func whatIsWrittenMeansTheTreeWhateverTheTree() throws {
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<2_000 {
            let tree = Self.random(depth: 4, using: &generator)
            let written = String(decoding: tree.json, as: UTF8.self)
            let items = Array(try JSONValue(parsing: tree.json).elements)
            let read = try OdooDomain(parsing: written)
            for row in 0..<16 {
                #expect(Self.stackValue(items, row) == Self.value(tree, row), "\(written) for \(row)")
                #expect(Self.value(read, row) == Self.value(tree, row), "\(written) for \(row)")
            }
        }
    }

    /// A tree over the fields f0 to f3, each of which may be 1.
    static func random(depth: Int, using generator: inout SeededGenerator) -> OdooDomain {
        let kind = depth == 0 ? 0 : Int.random(in: 0...3, using: &generator)
        if kind == 0 { return .term("f\(Int.random(in: 0...3, using: &generator))", .equal, .integer(1)) }
        if kind == 3 { return .not(random(depth: depth - 1, using: &generator)) }
        let count = Int.random(in: 0...4, using: &generator)
        let parts = (0..<count).map { _ in random(depth: depth - 1, using: &generator) }
        return kind == 1 ? .all(parts) : .any(parts)
    }

    /// What the tree says of a row, whose bits are the fields.
    static func value(_ domain: OdooDomain, _ row: Int) -> Bool {
        switch domain {
        case .term(let field, _, _): bit(field, row)
        case .all(let parts): parts.allSatisfy { value($0, row) }
        case .any(let parts): parts.contains { value($0, row) }
        case .not(let part): !value(part, row)
        }
    }

    /// What Odoo makes of a list: from its end, operators take their operands from a stack, and what is left all has to
    /// hold (odoo/osv/expression.py).
    static func stackValue(_ items: [JSONValue], _ row: Int) -> Bool {
        var stack: [Bool] = []
        for item in items.reversed() {
            switch item.string {
            case "&": stack.append([stack.removeLast(), stack.removeLast()].allSatisfy { $0 })
            case "|": stack.append([stack.removeLast(), stack.removeLast()].contains(true))
            case "!": stack.append(!stack.removeLast())
            default:
                let left = item.elements.first { _ in true }
                stack.append(left?.string.map { bit($0, row) } ?? (left?.int64 == 1))
            }
        }
        return stack.allSatisfy { $0 }
    }

    static func bit(_ field: String, _ row: Int) -> Bool {
        row >> (field.last?.wholeNumberValue ?? 0) & 1 == 1
    }
}
