package import CarretelCore

/// The daemon's own figures, which no other process can know: `state/live.json`, replaced at most 4 times a second
/// while something changes, gone after an orderly stop.
package struct LiveStatus: Sendable {
    /// One attempt that runs.
    package struct Running: Sendable {
        package var job: JobID
        package var type: String
        package var lane: String
        package var attempt: Int
        package var beganAt: Timestamp
        /// Until its time limit; negative when it is being ended.
        package var timeLeftSeconds: Int
        package var percent: Double?
        package var message: String?
        package var etaSeconds: Int?
        package var isEnding: Bool
    }

    /// One lane.
    package struct Lane: Sendable {
        package var name: String
        package var slots: Int
        package var running: Int
        package var waiting: Int
        package var workers: Int
        /// When its start limits let the next job go.
        package var opensAt: Timestamp?
        /// Why its workers do not come up, when they do not.
        package var trouble: String?
    }

    /// How files come in.
    package struct Intake: Sendable {
        /// `events`, or `polling` with the reason.
        package var mode: String
        package var reason: String?
        /// Files seen in `incoming/` that are not claimed yet.
        package var waiting: Int
        /// When the oldest of these was last changed.
        package var oldest: Timestamp?
        /// Entries that are left alone, by name, escaped; at most 100 of them.
        package var leftAlone: [String]
        package var leftAloneCount: Int
    }

    /// A shared limit that lets nobody in.
    package struct ClosedPermit: Sendable {
        package var key: String
        package var until: Timestamp

        /// Joins the two.
        package init(key: String, until: Timestamp) {
            self.key = key
            self.until = until
        }
    }

    /// How something that is watched stands.
    package struct Measure: Sendable, Equatable {
        /// The job type.
        package var type: String
        package var measure: AlertMeasure

        /// Joins the two.
        package init(type: String, measure: AlertMeasure) {
            self.type = type
            self.measure = measure
        }
    }

    package var pid: Int
    package var startedAt: Timestamp
    package var updatedAt: Timestamp
    package var isStopping: Bool
    package var intake: Intake?
    package var lanes: [Lane]
    package var running: [Running]
    package var closedPermits: [ClosedPermit]
    package var measures: [Measure]
}
