/// Another lane than the type's own, for jobs of which a condition holds.
package struct LaneRule: Sendable {
    package var condition: ParameterCondition
    package var lane: LaneDescriptor

    /// Joins the two.
    package init(when condition: ParameterCondition, lane: LaneDescriptor) {
        self.condition = condition
        self.lane = lane
    }
}

/// Which of its type's lanes a job runs in: 0 for the type's own, else the position of a rule, from 1.
package struct LaneChoice: Sendable, Hashable {
    package var rawValue: Int
    /// The type's own lane.
    package static let own = LaneChoice(rawValue: 0)

    /// Wraps a position.
    package init(rawValue: Int) { self.rawValue = rawValue }
}

extension JobTypeDescriptor {
    /// The lanes that its jobs may run in, the type's own first: by ``LaneChoice``.
    package var allLanes: [LaneDescriptor] { [lane] + lanes.map(\.lane) }

    /// The lane of a job.
    ///
    /// - Parameter parameters: as in the job file, right or wrong; nil when they are left out.
    /// - Returns: that of the first rule whose condition holds, else the type's own.
    package func laneChoice(of parameters: JSONValue?) -> LaneChoice {
        let rule = lanes.firstIndex { $0.condition.holds(of: parameters, self.parameters) }
        return rule.map { LaneChoice(rawValue: $0 + 1) } ?? .own
    }
}
