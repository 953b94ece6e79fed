import CarretelCore
import Testing

@testable import CarretelProcessors

@Suite struct RuptureParametersTests {
    private func parameters(_ json: String) throws -> JSONValue {
        try JSONValue(parsing: Array(json.utf8))
    }

    @Test func defaultsAreLotsOfTwentyOnTwoWorkers() throws {
        let read = try RuptureParameters(try parameters(#"{"dataset":"loja"}"#))
        #expect(read.lotSize == 20 && read.workers == 2)
        #expect(read.orders == nil && read.sessionID == nil && read.referenceDate == nil)
        #expect(read.horizonDays == 7 && read.leadTimeDays == 1 && read.allocation == .independent)
        #expect(read.overdueShipments == .ignore && read.ladder == .seed)
    }

    @Test(arguments: [
        #"{}"#, #"{"dataset":7}"#, #"{"dataset":"a","lot_size":0}"#, #"{"dataset":"a","lot_size":1001}"#,
        #"{"dataset":"a","workers":17}"#, #"{"dataset":"a","pedidos":[]}"#, #"{"dataset":"a","pedidos":[1]}"#,
        #"{"dataset":"a","reference_date":"2026-02-30"}"#, #"{"dataset":"a","horizon_days":-1}"#,
        #"{"dataset":"a","horizon_days":366}"#, #"{"dataset":"a","lead_time_days":366}"#,
        #"{"dataset":"a","lead_time_days":0.5}"#, #"{"dataset":"a","allocation":"first"}"#,
        #"{"dataset":"a","overdue_shipments":true}"#, #"{"dataset":"a","criticality":"value"}"#,
    ])
    func whatTheSchemaRefusesIsRefusedHereToo(json: String) throws {
        let value = try parameters(json)
        let reason = #expect(throws: FailureReason.self) { _ = try RuptureParameters(value) }
        #expect(reason?.code == "invalid_parameters")
    }

    @Test func everyOptionIsRead() throws {
        let read = try RuptureParameters(
            try parameters(
                #"{"dataset":"a","horizon_days":365,"lead_time_days":0,"allocation":"sequential","#
                    + #""overdue_shipments":"today","criticality":"by_value","reference_date":"2026-11-20"}"#))
        #expect(read.horizonDays == 365 && read.leadTimeDays == 0 && read.allocation == .sequential)
        #expect(read.overdueShipments == .today && read.ladder == .byValue)
        let rules = read.rules(at: Timestamp(microseconds: 0))
        #expect(rules.today.text == "2026-11-20" && rules.lastDay.text == "2027-11-20")
        #expect(rules.leadTimeDays == 0 && rules.overdueShipments == .today)
    }

    @Test(arguments: ["../etc", "a/b", ".hidden", "..", "a\u{0}b"])
    func aDatasetIsOneFolderOfTheDatasetsFolder(name: String) throws {
        let escaped = name.replacing("\u{0}", with: "\\u0000")
        let reason = RuptureLots.check(try parameters(#"{"dataset":"\#(escaped)"}"#))
        #expect(reason?.pointer == "/parameters/dataset")
    }

    @Test(arguments: ["loja", "carteira 2026-11", "são-paulo"])
    func otherNamesAreFine(name: String) throws {
        #expect(RuptureLots.check(try parameters(#"{"dataset":"\#(name)"}"#)) == nil)
    }

    @Test func theSampleIsAJobOfTheType() throws {
        let sample = try parameters(RuptureLots.descriptor.sample)
        #expect(sample["type"]?.string == "rupture-lots")
        let read = try RuptureParameters(try #require(sample["parameters"]))
        #expect(read.dataset.label == "loja")
    }

    @Test func theDescriptorNamesTheLaneAndItsLimits() {
        let descriptor = RuptureLots.descriptor
        #expect(descriptor.lane.name == "rupture" && descriptor.lane.slots == 2)
        #expect(descriptor.defaultTimeout == .seconds(300) && descriptor.timeoutCeiling == .seconds(3_600))
        #expect(descriptor.maxAttempts == 3)
        #expect(
            descriptor.parameters.fields.map(\.name)
                == [
                    "dataset", "pedidos", "session_id", "lot_size", "workers", "reference_date", "horizon_days",
                    "lead_time_days", "allocation", "overdue_shipments", "criticality",
                ])
        #expect(!descriptor.parameters.allowsOthers)
    }
}
