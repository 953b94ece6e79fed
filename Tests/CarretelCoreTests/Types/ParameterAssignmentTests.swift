import CarretelCore
import Testing

@Suite struct ParameterAssignmentTests {
    private static let lots = ParameterSchema([
        ParameterField("pedidos", .array(of: number, count: 1...9), "Orders."),
        ParameterField("names", .array(of: .string(maxBytes: 9), count: 1...9), "Names."),
        ParameterField("lot_size", .integer(1...100), "Size."),
        ParameterField("verbose", .boolean, "More."),
        ParameterField("day", .date, "Day."),
        ParameterField("mode", .choice(["a", "b"]), "Mode."),
        ParameterField("dotted.name", .integer(0...9), "Dotted."),
        ParameterField(
            "windows",
            .object(
                ParameterSchema([
                    ParameterField("carteira", .integer(1...99), "Minutes."),
                    ParameterField("inner", .object(ParameterSchema([ParameterField("x", .boolean, "X.")])), "Inner."),
                ])), "Windows."),
        ParameterField("dataset", .either([.string(maxBytes: 9), .object(anything)]), "Data."),
    ])
    private static let number = ParameterKind.either([.integer(1...99), .string(maxBytes: 9)])
    private static let anything = ParameterSchema([], allowsOthers: true)

    @Test(
        arguments: [
            ([], "{}"),
            (["lot_size=20", "verbose=true"], #"{"lot_size":20,"verbose":true}"#),
            (["pedidos=101"], #"{"pedidos":[101]}"#),
            (["pedidos=101,A7,3"], #"{"pedidos":[101,"A7",3]}"#),
            (["pedidos=[1, \"x\"]"], #"{"pedidos":[1, "x"]}"#),
            (["pedidos="], #"{"pedidos":[]}"#),
            (["names=1,2"], #"{"names":["1","2"]}"#),
            (["day=2026-11-20", "mode=b"], #"{"day":"2026-11-20","mode":"b"}"#),
            (
                ["windows.carteira=40", "lot_size=1", "windows.inner.x=false"],
                #"{"windows":{"carteira":40,"inner":{"x":false}},"lot_size":1}"#
            ),
            (["windows={\"carteira\": 40}"], #"{"windows":{"carteira": 40}}"#),
            (["dataset=odoo17"], #"{"dataset":"odoo17"}"#),
            (["dataset=17"], #"{"dataset":"17"}"#),
            (["dataset={\"orders\":\n[]}"], #"{"dataset":{"orders": []}}"#),
            (["dataset.orders=[1]", "dataset.note=a \"b\""], #"{"dataset":{"orders":[1],"note":"a \"b\""}}"#),
            (["dotted.name=5"], #"{"dotted.name":5}"#),
            (["dataset=a=b"], #"{"dataset":"a=b"}"#),
        ] as [([String], String)])
    func textBecomesWhatTheFieldIs(assignments: [String], json: String) throws {
        #expect(String(decoding: try Self.lots.parameters(from: assignments), as: UTF8.self) == json)
    }

    @Test(
        arguments: [
            (["a=5"], #"{"a":5}"#), (["a=5.50"], #"{"a":5.50}"#), (["a=true"], #"{"a":true}"#),
            (["a=null"], #"{"a":null}"#),
            (["a=hello there"], #"{"a":"hello there"}"#), (["a="], #"{"a":""}"#), (["a=[1, 2]"], #"{"a":[1, 2]}"#),
            (["a.b.c=1", "a.d=x"], #"{"a":{"b":{"c":1},"d":"x"}}"#), ([".a=1", "b.=2"], #"{".a":1,"b.":2}"#),
        ] as [([String], String)])
    func whereAnythingGoesJSONIsJSONAndTheRestIsText(assignments: [String], json: String) throws {
        #expect(String(decoding: try Self.anything.parameters(from: assignments), as: UTF8.self) == json)
    }

    @Test(
        arguments: [
            (["lot_size"], #"Expected NAME=VALUE, found "lot_size"."#, "Write --param NAME=VALUE."),
            (["=5"], #"Expected NAME=VALUE, found "=5"."#, "Write --param NAME=VALUE."),
            (["lotSize=5"], #"Unknown parameter "lotSize"."#, #"Did you mean "lot_size"?"#),
            (["window.carteira=5"], #"Unknown parameter "window"."#, #"Did you mean "windows"?"#),
            (["windows.carteria=5"], #"Unknown parameter "carteria"."#, #"Did you mean "carteira"?"#),
            (
                ["lot_size.x=5"], #"The parameter "lot_size" has no members: an integer from 1 to 100."#,
                "Write lot_size=VALUE."
            ),
            (
                ["lot_size=many"], #"Expected an integer from 1 to 100 for "lot_size", found "many"."#,
                "`carretel types` says what each parameter may be."
            ),
            (
                ["verbose=yes"], #"Expected true or false for "verbose", found "yes"."#,
                "`carretel types` says what each parameter may be."
            ),
            (
                ["lot_size=1", "lot_size=2"], #"The parameter "lot_size" is given twice."#,
                "For several values of an array write NAME=A,B,C."
            ),
            (
                ["windows={}", "windows.carteira=2"], #"The parameter "windows.carteira" is given twice."#,
                "For several values of an array write NAME=A,B,C."
            ),
            (
                ["windows.carteira=2", "windows={}"], #"The parameter "windows" is given twice."#,
                "For several values of an array write NAME=A,B,C."
            ),
        ] as [([String], String, String)])
    func mistakesAreNamed(assignments: [String], message: String, hint: String) {
        let reason = #expect(throws: FailureReason.self) { try Self.lots.parameters(from: assignments) }
        #expect(reason?.code == "wrong_assignment")
        #expect(reason?.message == message)
        #expect(reason?.hint == hint)
    }

    @Test(arguments: ["windows={\"carteira\":}", "pedidos=[1,]", "dataset={\"orders\""])
    func whatLooksLikeJSONMustBeJSON(assignment: String) {
        let reason = #expect(throws: FailureReason.self) { try Self.lots.parameters(from: [assignment]) }
        #expect(reason?.message.contains("is not JSON: ") == true)
    }

    @Test func oneFieldsTextIsConvertedAlone() throws {
        let field = ParameterField("n", .integer(0...9), "N.")
        #expect(try ParameterSchema.value(from: "007", for: field) == Array("7".utf8))
    }
}
