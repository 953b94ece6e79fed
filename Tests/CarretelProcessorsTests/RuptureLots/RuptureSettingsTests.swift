import CarretelCore
import Testing

@testable import CarretelProcessors

@Suite struct RuptureSettingsTests {
    private func settings(_ json: String) throws -> JSONValue { try JSONValue(parsing: Array(json.utf8)) }

    @Test func whatIsNotSetHasItsDefault() throws {
        #expect(RuptureSettings(try settings("{}")).thresholds == ValueThresholds(critical: 50, high: 25, medium: 10))
        let some = RuptureSettings(try settings(#"{"by_value_alta":30}"#))
        #expect(some.thresholds == ValueThresholds(critical: 50, high: 30, medium: 10))
        for field in RuptureSettings.schema.fields { #expect(field.defaultJSON != nil, "\(field.name)") }
    }

    @Test(arguments: [
        #"{"by_value_critica":25}"#, #"{"by_value_alta":50}"#, #"{"by_value_media":25}"#, #"{"by_value_critica":5}"#,
        #"{"by_value_critica":0,"by_value_alta":0,"by_value_media":0}"#,
    ])
    func thresholdsThatDoNotFallAreRefused(json: String) throws {
        let reason = try #require(RuptureLots.checkSettings(try settings(json)))
        #expect(reason.failureClass == .permanent && reason.code == "invalid_settings")
        #expect(reason.message.hasSuffix("do not fall."))
    }

    @Test(arguments: [#"{}"#, #"{"by_value_critica":26}"#, #"{"by_value_media":0}"#, #"{"by_value_critica":100}"#])
    func thresholdsThatFallAreFine(json: String) throws {
        #expect(RuptureLots.checkSettings(try settings(json)) == nil)
    }

    @Test(arguments: [
        ("{}", "CRITICA"), (#"{"by_value_critica":51}"#, "ALTA"), (#"{"by_value_critica":50}"#, "CRITICA"),
    ])
    func jobsByValueArePlacedByThem(settings: String, criticality: String) async throws {
        // Half of the value is short.
        let dataset = TestDataset(orders: "1,A,x,1,1\n1,B,y,1,1", stock: "A,1")
        let run = try await RuptureRun(
            dataset,
            parameters: #"{"dataset":"loja","reference_date":"2026-11-20","criticality":"by_value"}"#,
            settings: settings)
        #expect(run.results.first?["criticidade"]?.string == criticality)
        let thresholds = try run.output["criticality_thresholds"]
        #expect(thresholds?["CRITICA"]?.int64 == (settings.contains("51") ? 51 : 50))
        #expect(thresholds?["ALTA"]?.int64 == 25 && thresholds?["MEDIA"]?.int64 == 10)
    }

    @Test func jobsByTheOldLadderAreNot() async throws {
        let run = try await RuptureRun(
            TestDataset(orders: "1,A,x,1,1"), parameters: #"{"dataset":"loja","reference_date":"2026-11-20"}"#,
            settings: #"{"by_value_critica":60}"#)
        #expect(run.results.first?["criticidade"]?.string == "BAIXA")
        #expect(try run.output["criticality_thresholds"]?.isNull == true)
        #expect(try run.output["criticality"]?.string == "seed")
    }
}
