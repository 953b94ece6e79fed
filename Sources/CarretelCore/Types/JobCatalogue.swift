/// The job types of this program, by name, their lanes and their upstream systems. Made once at start from the processors' descriptors.
package struct JobCatalogue: Sendable {
    /// The types in the order in which they were given.
    package let types: [JobTypeDescriptor]
    /// The lanes in the order of their first use.
    package let lanes: [LaneDescriptor]
    /// The upstream systems in the order of their first use.
    package let upstreams: [UpstreamSystem]
    private let byName: [String: Int]
    private let laneByName: [String: Int]
    private let lanesOfType: [[Int]]

    /// Joins descriptors.
    ///
    /// - Throws: a permanent `catalogue_invalid` when two types share a name or two descriptions of one lane or one
    ///   upstream system differ, because a wrong catalogue must end the start, not trap in the middle of a job.
    package init(_ types: [JobTypeDescriptor]) throws(FailureReason) {
        var byName: [String: Int] = [:]
        var lanes: [LaneDescriptor] = []
        var upstreams: [UpstreamSystem] = []
        var laneByName: [String: Int] = [:]
        for (index, type) in types.enumerated() {
            guard byName.updateValue(index, forKey: type.name) == nil else {
                throw FailureReason(
                    .permanent, code: "catalogue_invalid", message: "Two processors declare the job type \(type.name).")
            }
            for lane in type.allLanes { try Self.join(lane, to: &lanes, &laneByName) }
            try Self.join(type.upstream, to: &upstreams)
        }
        self.types = types
        self.lanes = lanes
        self.upstreams = upstreams
        self.byName = byName
        self.laneByName = laneByName
        lanesOfType = types.map { type in type.allLanes.map { laneByName[$0.name] ?? 0 } }
    }

    private static func join(
        _ lane: LaneDescriptor, to lanes: inout [LaneDescriptor], _ byName: inout [String: Int]
    ) throws(FailureReason) {
        guard let known = byName[lane.name] else {
            byName[lane.name] = lanes.count
            return lanes.append(lane)
        }
        guard lanes[known] == lane else {
            throw FailureReason(
                .permanent, code: "catalogue_invalid",
                message: "The lane \(lane.name) is described in two different ways.")
        }
    }

    private static func join(_ system: UpstreamSystem?, to known: inout [UpstreamSystem]) throws(FailureReason) {
        guard let system else { return }
        guard let same = known.first(where: { $0.name == system.name }) else { return known.append(system) }
        guard same == system else {
            throw FailureReason(
                .permanent, code: "catalogue_invalid",
                message: "The upstream system \(system.name) is described in two different ways.")
        }
    }

    /// The same types with their lanes as configured, by name.
    package func with(lanes configured: [LaneDescriptor]) throws(FailureReason) -> JobCatalogue {
        try JobCatalogue(
            types.map { type in
                var type = type
                for name in type.allLanes.map(\.name) {
                    guard let lane = configured.first(where: { $0.name == name }) else { continue }
                    if type.lane.name == name { type.lane = lane }
                    for index in type.lanes.indices where type.lanes[index].lane.name == name {
                        type.lanes[index].lane = lane
                    }
                }
                return type
            })
    }

    /// The type of that name.
    package func type(named name: String) -> JobTypeDescriptor? {
        byName[name].map { types[$0] }
    }

    /// The position of a type in ``types``: cheaper than its descriptor.
    package func typeIndex(named name: String) -> Int? { byName[name] }

    /// The position in ``lanes`` of a lane of the type at a position in ``types``; its own for a choice that it has not.
    package func laneIndex(ofTypeAt index: Int, _ choice: LaneChoice = .own) -> Int {
        let lanes = lanesOfType[index]
        return lanes.indices.contains(choice.rawValue) ? lanes[choice.rawValue] : lanes[0]
    }

    /// The positions in ``lanes`` of all lanes of the type at a position in ``types``, its own first.
    package func laneIndices(ofTypeAt index: Int) -> [Int] { lanesOfType[index] }

    /// The position in ``lanes`` of the lane of that name.
    package func laneIndex(named name: String) -> Int? { laneByName[name] }
}
