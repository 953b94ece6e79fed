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
    private let laneOfType: [Int]

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
            if let known = laneByName[type.lane.name] {
                guard lanes[known] == type.lane else {
                    throw FailureReason(
                        .permanent, code: "catalogue_invalid",
                        message: "The lane \(type.lane.name) is described in two different ways.")
                }
            } else {
                laneByName[type.lane.name] = lanes.count
                lanes.append(type.lane)
            }
            try Self.join(type.upstream, to: &upstreams)
        }
        self.types = types
        self.lanes = lanes
        self.upstreams = upstreams
        self.byName = byName
        self.laneByName = laneByName
        laneOfType = types.map { laneByName[$0.lane.name] ?? 0 }
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
                type.lane = configured.first { $0.name == type.lane.name } ?? type.lane
                return type
            })
    }

    /// The type of that name.
    package func type(named name: String) -> JobTypeDescriptor? {
        byName[name].map { types[$0] }
    }

    /// The position of a type's lane in ``lanes``.
    package func laneIndex(ofType name: String) -> Int? {
        type(named: name).flatMap { laneByName[$0.lane.name] }
    }

    /// The position of a type in ``types``: cheaper than its descriptor.
    package func typeIndex(named name: String) -> Int? { byName[name] }

    /// The position in ``lanes`` of the lane of the type at a position in ``types``.
    package func laneIndex(ofTypeAt index: Int) -> Int { laneOfType[index] }

    /// The position in ``lanes`` of the lane of that name.
    package func laneIndex(named name: String) -> Int? { laneByName[name] }
}
