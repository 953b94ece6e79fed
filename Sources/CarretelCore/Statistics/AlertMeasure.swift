/// What is watched of a job type, how it stands, and whether that is too much.
package struct AlertMeasure: Sendable, Hashable {
    /// What is watched.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The share of tries that failed, in percent.
        case errorRate = "error_rate"
        /// How long the slowest piece of work took, in seconds.
        case duration
        /// How many jobs wait.
        case waiting
        /// What workers and their descendants hold, in MiB.
        case memory
    }

    /// What is watched.
    package var kind: Kind
    /// How it stands, in the unit of its kind.
    package var value: Double
    /// Above it, the alert is raised.
    package var limit: Int
    /// When the alert was raised that is not over yet; nil without one.
    package var raisedAt: Timestamp?
    /// How it stands, for people: one clause.
    package var words: String

    /// Joins the members.
    package init(kind: Kind, value: Double, limit: Int, raisedAt: Timestamp? = nil, words: String) {
        self.kind = kind
        self.value = value
        self.limit = limit
        self.raisedAt = raisedAt
        self.words = words
    }
}

/// An alert that was raised or cleared.
package struct AlertChange: Sendable, Hashable {
    /// What is watched.
    package var kind: AlertMeasure.Kind
    /// Whether it was raised, and not cleared.
    package var isRaised: Bool
    /// How it stands now, for people.
    package var words: String
}
