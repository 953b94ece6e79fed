/// The time limits of one attempt for jobs of which a condition holds.
package struct TimeoutRule: Sendable {
    package var condition: ParameterCondition
    /// The limit when the job file names none.
    package var standard: Duration
    /// The largest that it may name.
    package var ceiling: Duration

    /// Joins the members.
    package init(when condition: ParameterCondition, standard: Duration, ceiling: Duration) {
        self.condition = condition
        self.standard = standard
        self.ceiling = ceiling
    }
}

/// The time limits of one attempt of one job.
package struct TimeLimits: Sendable, Hashable {
    /// The limit when the job file names none.
    package var standard: Duration
    /// The largest that it may name.
    package var ceiling: Duration

    /// Joins the two.
    package init(standard: Duration, ceiling: Duration) {
        self.standard = standard
        self.ceiling = ceiling
    }
}

extension JobTypeDescriptor {
    /// The limits of a job.
    ///
    /// - Parameter parameters: as in the job file, right or wrong; nil when they are left out.
    /// - Returns: those of the first rule whose condition holds, else the type's own.
    package func timeLimits(of parameters: JSONValue?) -> TimeLimits {
        let rule = timeouts.first { $0.condition.holds(of: parameters, self.parameters) }
        return TimeLimits(standard: rule?.standard ?? defaultTimeout, ceiling: rule?.ceiling ?? timeoutCeiling)
    }

    /// The largest limit that any job of the type may name.
    package var largestTimeout: Duration { timeouts.reduce(timeoutCeiling) { max($0, $1.ceiling) } }
}
