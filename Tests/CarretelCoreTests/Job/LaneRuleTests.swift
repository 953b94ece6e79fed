import CarretelCore
import Testing

/// Lanes that depend on what a job asks for.
@Suite struct LaneRuleTests {
    private static let many = LaneDescriptor(name: "many", slots: 2)

    private var type: JobTypeDescriptor {
        JobTypeDescriptor(
            name: "read", summary: "", lane: LaneDescriptor(name: "one", slots: 3),
            lanes: [LaneRule(when: ParameterCondition("numbers", hasAtLeast: 2), lane: Self.many)],
            defaultTimeout: .seconds(1), timeoutCeiling: .seconds(1),
            parameters: ParameterSchema([
                ParameterField("numbers", .array(of: .any, count: 1...5), "", required: true)
            ]), sample: "")
    }

    private func lane(_ parameters: String, _ type: JobTypeDescriptor) throws -> String? {
        let catalogue = try JobCatalogue([type])
        let text = #"{"type": "read", "parameters": \#(parameters)}"#
        guard case .valid(let request, _) = JobFileReader(catalogue: catalogue).read(Array(text.utf8)) else {
            return nil
        }
        return catalogue.lanes[catalogue.laneIndex(ofTypeAt: 0, request.lane)].name
    }

    @Test func theParametersChooseTheLane() throws {
        #expect(try lane(#"{"numbers": [1]}"#, type) == "one")
        #expect(try lane(#"{"numbers": [1, 2]}"#, type) == "many")
        #expect(try lane(#"{"numbers": [1, 2, 3]}"#, type) == "many")
    }

    @Test func everyLaneOfATypeIsOneOfTheCatalogue() throws {
        let catalogue = try JobCatalogue([type])
        #expect(catalogue.lanes.map(\.name) == ["one", "many"])
        #expect(catalogue.laneIndices(ofTypeAt: 0) == [0, 1])
        #expect(catalogue.laneIndex(ofTypeAt: 0, LaneChoice(rawValue: 7)) == 0)
    }

    @Test func theConfigurationReachesTheLanesOfRulesToo() throws {
        var configured = Self.many
        configured.slots = 9
        let catalogue = try JobCatalogue([type]).with(lanes: [configured])
        #expect(catalogue.lanes.map(\.slots) == [3, 9])
        #expect(catalogue.types[0].lanes[0].lane.slots == 9)
    }

    @Test func twoDescriptionsOfOneLaneAreRefused() throws {
        var other = type
        other.name = "write"
        other.lanes[0].lane.slots = 7
        #expect(throws: FailureReason.self) { try JobCatalogue([type, other]) }
    }
}
