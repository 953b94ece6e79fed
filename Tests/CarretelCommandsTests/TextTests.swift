import CarretelCore
import Testing

@testable import CarretelCommands

@Suite struct TextTests {
    @Test func tableIsAsWideAsItsCellsAndHasNoSpacesAtTheEnd() {
        var table = TextTable([("NAME", .left), ("COUNT", .right), ("WHY", .left)])
        table.add(["carteira", "7", ""])
        table.add(["x", "12345678", "late"])
        #expect(
            table.lines(.plain) == [
                "NAME         COUNT  WHY",
                "carteira         7",
                "x         12345678  late",
            ])
    }

    @Test func coloursStandAroundTheTextAndNotAroundThePadding() {
        var table = TextTable([("", .left), ("", .left)])
        table.add([.init("ok", .good), "a"])
        table.add(["broken", "b"])
        #expect(table.lines(TextStyle(isColoured: true)) == ["\u{1B}[32mok\u{1B}[0m      a", "broken  b"])
    }

    @Test(arguments: [
        (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
        (true, ["TERM": "dumb"], false),
    ])
    func coloursAreForTerminalsThatWantThem(isTerminal: Bool, environment: [String: String], expected: Bool) {
        #expect(TextStyle(isTerminal: isTerminal, environment: environment).isColoured == expected)
    }

    @Test func prettyJSONKeepsValuesAsWritten() throws {
        let text = #"{"a":1.50,"b":[],"c":{},"d":[1,{"e":"\u00e1"}],"f":null}"#
        let pretty = PrettyJSON.render(try JSONValue(parsing: Array(text.utf8)))
        #expect(
            String(decoding: pretty, as: UTF8.self) == """
                {
                  "a": 1.50,
                  "b": [],
                  "c": {},
                  "d": [
                    1,
                    {
                      "e": "\\u00e1"
                    }
                  ],
                  "f": null
                }

                """)
    }

    @Test func momentsAreToldInUTCAndByDistance() throws {
        let now = try moment("2026-11-20T12:00:00Z")
        #expect(PlainTime.text(now) == "2026-11-20 12:00:00Z")
        #expect(PlainTime.distance(now + .seconds(-185), from: now) == "3 min 5 s ago")
        #expect(PlainTime.distance(now + .seconds(7_200), from: now) == "in 2 h")
        #expect(PlainTime.distance(now + .milliseconds(300), from: now) == "now")
        #expect(PlainTime.age(now + .seconds(5), at: now) == "0 s")
    }

    @Test func pastMomentsAreAgesDaysOrTimes() throws {
        let now = try moment("2026-11-20T12:00:00Z")
        #expect(PastMoment("2h")?.moment(at: now) == now + .seconds(-7_200))
        #expect(PastMoment("7d")?.moment(at: now) == now + .seconds(-604_800))
        #expect(try PastMoment("2026-11-19")?.moment(at: now) == moment("2026-11-19T00:00:00Z"))
        #expect(try PastMoment("2026-11-19T10:00:00-03:00")?.moment(at: now) == moment("2026-11-19T13:00:00Z"))
        for wrong in ["", "h", "2", "2y", "-2h", "yesterday", "2026-13-01"] { #expect(PastMoment(wrong) == nil) }
    }
}
