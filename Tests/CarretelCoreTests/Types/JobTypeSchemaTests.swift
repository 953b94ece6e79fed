import CarretelCore
import Testing

@Suite struct JobTypeSchemaTests {
    @Test func theSchemaOfATypeSaysAllItsRules() throws {
        let schema = try JSONValue(parsing: SampleTypes.lots.jsonSchema())
        #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"]?.boolean == false)
        #expect(schema["required"]?.elements.map(\.string) == ["type", "parameters"])
        let properties = try #require(schema["properties"])
        #expect(properties.members.map(\.name) == JobFileReader.members)
        #expect(properties["type"]?["const"]?.string == "rupture-lots")
        #expect(properties["timeout_seconds"]?["maximum"]?.numberText == "3600")
        #expect(properties["timeout_seconds"]?["default"]?.numberText == "300")
        #expect(properties["max_attempts"]?["maximum"]?.int64 == 3)
        #expect(properties["not_before"]?["format"]?.string == "date-time")
        #expect(schema["examples"]?.elements.first { _ in true }?["parameters"]?["dataset"]?.string == "odoo17")
    }

    @Test func parametersAreDescribedByTheirKinds() throws {
        let schema = try JSONValue(parsing: SampleTypes.lots.jsonSchema())
        let parameters = try #require(schema["properties"]?["parameters"])
        #expect(parameters["additionalProperties"]?.boolean == false)
        #expect(parameters["required"]?.elements.map(\.string) == ["dataset"])
        let members = try #require(parameters["properties"])
        #expect(members.members.map(\.name) == SampleTypes.lots.parameters.fields.map(\.name))
        #expect(text(members["reference_date"]).hasSuffix(#","type":"string","format":"date"}"#))
        #expect(
            text(members["lot_size"])
                == #"{"description":"Orders in a lot.","type":"integer","minimum":1,"maximum":1000,"default":20}"#)
        #expect(text(members["allocation"]).hasSuffix(#","enum":["none","first_come"],"default":"none"}"#))
        #expect(text(members["verbose"]).hasSuffix(#","type":"boolean","default":false}"#))
        #expect(members["pedidos"]?["minItems"]?.int64 == 1 && members["pedidos"]?["maxItems"]?.int64 == 5)
        #expect(members["pedidos"]?["items"]?["anyOf"]?.count == 2)
        #expect(members["dataset"]?["anyOf"]?.elements.map { $0["type"]?.string } == ["string", "object"])
    }

    @Test func aTypeThatTakesAnythingSaysSo() throws {
        let schema = try JSONValue(parsing: SampleTypes.echo.jsonSchema())
        #expect(schema["required"]?.elements.map(\.string) == ["type"])
        #expect(schema["properties"]?["parameters"]?["additionalProperties"]?.boolean == true)
    }

    private func text(_ value: JSONValue?) -> String {
        value.map { String(decoding: $0.raw, as: UTF8.self) } ?? ""
    }
}
