import CarretelCore
import CarretelProcessors
import CarretelTestKit
import Testing

@testable import CarretelDaemon

/// The shared limits that job types declare under their settings.
@Suite(.temporaryDirectory) struct PermitRuleListTests {
    /// Stands for a type; its limit follows from a setting.
    private struct First: Processor {
        static let descriptor = type("first")
        static func permitRules(_ settings: JSONValue) -> [String: PermitRule] {
            ["erp": PermitRule(concurrent: Int(settings["simultaneous"]?.int64 ?? 1))]
        }
        func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome { .cancelled }
    }

    private struct Second: Processor {
        static let descriptor = type("second")
        static func permitRules(_ settings: JSONValue) -> [String: PermitRule] {
            ["erp": PermitRule(concurrent: 1), "erp-all": PermitRule(concurrent: 8)]
        }
        func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome { .cancelled }
    }

    private struct Unreachable: Processor {
        static let descriptor = type("unreachable")
        static func permitRules(_ settings: JSONValue) -> [String: PermitRule] { ["erp/list": PermitRule()] }
        func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome { .cancelled }
    }

    private static func type(_ name: String) -> JobTypeDescriptor {
        JobTypeDescriptor(
            name: name, summary: "", lane: LaneDescriptor(name: "lane", slots: 1), defaultTimeout: .seconds(1),
            timeoutCeiling: .seconds(1), parameters: ParameterSchema([]),
            settings: ParameterSchema([ParameterField("simultaneous", .integer(1...9), "How many.")]), sample: "")
    }

    private func rules(
        _ processors: [AnyProcessor], _ environment: [String: String] = [:]
    ) async throws -> [String: PermitRule] {
        let rig = try ProfileRig()
        let file = try rig.write("\(UInt64.random(in: .min ... .max)).yaml", "{}")
        return try await ConfigurationReader.read(
            file: file, environment: environment, catalogue: JobCatalogue(processors.map(\.descriptor)),
            processors: processors
        ).dispatch.permitRules
    }

    @Test func theRulesFollowFromTheSettings() async throws {
        #expect(try await rules([AnyProcessor(First.self)]) == ["erp": PermitRule(concurrent: 1)])
        #expect(
            try await rules([AnyProcessor(First.self)], ["CARRETEL_TYPES_FIRST_SIMULTANEOUS": "3"])
                == ["erp": PermitRule(concurrent: 3)])
    }

    @Test func typesOfOneSystemMayDeclareTheSameRule() async throws {
        #expect(
            try await rules([AnyProcessor(First.self), AnyProcessor(Second.self)])
                == ["erp": PermitRule(concurrent: 1), "erp-all": PermitRule(concurrent: 8)])
    }

    @Test func differentRulesForOnePermitAreRefused() async throws {
        let reason = await #expect(throws: FailureReason.self) {
            _ = try await rules(
                [AnyProcessor(First.self), AnyProcessor(Second.self)], ["CARRETEL_TYPES_FIRST_SIMULTANEOUS": "3"])
        }
        #expect(reason?.code == "catalogue_invalid")
        #expect(reason?.message == "first and second have different rules for the permits erp/….")
    }

    @Test func aRuleThatNoKeyCanHaveIsRefused() async throws {
        let reason = await #expect(throws: FailureReason.self) { _ = try await rules([AnyProcessor(Unreachable.self)]) }
        #expect(reason?.message == "unreachable has a rule for “erp/list”, which no permit's key can begin with.")
    }

    @Test func theBuiltInTypesAgree() async throws {
        let rules = try await rules(BuiltInProcessors.all)
        let declared = BuiltInProcessors.all.filter { $0.descriptor.upstream != nil }
        #expect(rules.isEmpty == declared.isEmpty)
    }
}
