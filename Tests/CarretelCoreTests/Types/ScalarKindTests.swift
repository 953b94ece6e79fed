import CarretelCore
import Testing

/// Decimals and null as members that a person writes.
@Suite struct ScalarKindTests {
    private static let schema = ParameterSchema([
        ParameterField("qtd", .decimal(DecimalShape(places: 3, wholeDigits: 12)), "How much."),
        ParameterField("preco", .either([.decimal(DecimalShape(places: 2, wholeDigits: 13)), .null]), "Price."),
        ParameterField("dia", .either([.date, .null]), "Day."),
    ])

    private func problems(_ json: String) throws -> [FailureReason] {
        Self.schema.problems(in: try JSONValue(parsing: Array(json.utf8)))
    }

    @Test(arguments: [
        #"{"qtd":1}"#, #"{"qtd":-0.125}"#, #"{"qtd":1.500}"#, #"{"preco":null}"#, #"{"preco":9.99}"#, #"{"dia":null}"#,
        #"{"dia":"2026-11-20"}"#,
    ])
    func areTaken(json: String) throws {
        #expect(try problems(json).isEmpty)
    }

    @Test(arguments: [
        (#"{"qtd":0.1234}"#, "out_of_range", "Round it to 3 places before it is written."),
        (#"{"qtd":1e3}"#, "out_of_range", "Write the number out, without an exponent."),
        (
            #"{"qtd":1234567890123}"#, "out_of_range",
            "Give a decimal number with a point and at most 12 digits before and 3 after it."
        ),
        (#"{"preco":9.999}"#, "out_of_range", "Round it to 2 places before it is written."),
        (#"{"dia":"2026-02-30"}"#, "invalid_date", "There is no such day."),
    ])
    func areRefusedWithAHint(json: String, code: String, hint: String) throws {
        let found = try problems(json)
        #expect(found.map(\.code) == [code])
        #expect(found.map(\.hint) == [hint])
    }

    @Test(arguments: [#"{"qtd":null}"#, #"{"qtd":"1"}"#, #"{"preco":"1"}"#, #"{"preco":false}"#, #"{"dia":5}"#])
    func anotherTypeIsAnotherType(json: String) throws {
        #expect(try problems(json).map(\.code) == ["wrong_type"])
    }

    @Test(
        arguments: [
            (["qtd=1.50"], #"{"qtd":1.50}"#), (["preco=null"], #"{"preco":null}"#), (["preco=2.5"], #"{"preco":2.5}"#),
            (["dia=null"], #"{"dia":null}"#), (["dia=2026-11-20"], #"{"dia":"2026-11-20"}"#),
        ] as [([String], String)])
    func canBeTyped(assignments: [String], json: String) throws {
        #expect(String(decoding: try Self.schema.parameters(from: assignments), as: UTF8.self) == json)
    }

    @Test(arguments: ["qtd=1.2345", "qtd=007", "qtd=null", "preco=9.999", "preco=x"])
    func whatDoesNotFitCannotBeTyped(assignment: String) {
        let reason = #expect(throws: FailureReason.self) { try Self.schema.parameters(from: [assignment]) }
        #expect(reason?.code == "wrong_assignment")
    }

    @Test func theSchemaSaysWhatTheyMayBe() throws {
        var type = SampleTypes.echo
        type.parameters = Self.schema
        let schema = try JSONValue(parsing: type.jsonSchema())
        let members = try #require(schema["properties"]?["parameters"]?["properties"])
        #expect(members["qtd"]?["type"]?.string == "number")
        #expect(members["preco"]?["anyOf"]?.elements.map { $0["type"]?.string } == ["number", "null"])
    }
}
