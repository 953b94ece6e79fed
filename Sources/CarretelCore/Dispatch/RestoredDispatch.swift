/// What the journal tells a new dispatch machine after a start: counts and limits, not jobs. The machine begins with
/// empty heads and loads.
///
/// Recovery has by then turned every job that was `running` into a waiting one, with its attempt recorded as
/// interrupted. Reading this costs a few counted index ranges, however many jobs wait.
package struct RestoredDispatch: Sendable {
    /// A job that ended while others followed it, some of which have not got its answer yet.
    package struct EndedLeader: Sendable {
        package var number: JobNumber
        package var id: JobID
        package var answer: Answer

        /// Joins the facts.
        package init(number: JobNumber, id: JobID, answer: Answer) {
            self.number = number
            self.id = id
            self.answer = answer
        }
    }

    /// The number of the next job: one above the largest ever given.
    package var nextNumber: JobNumber
    /// How many jobs wait, by the position of their lane in ``JobCatalogue/lanes``; missing ones count as 0.
    package var waiting: [Int]
    /// How many jobs are deferred.
    package var deferred: Int
    /// How many jobs wait or are deferred and have an `expires_at`.
    package var expiring: Int
    /// The starts of each lane with start limits, oldest first; the latest ``LaneDescriptor/StartLimit/count`` of the
    /// largest limit are enough.
    package var laneStarts: [Int: [Timestamp]]
    /// The permit states as ``JournalWrite/permit(_:state:)`` wrote them last.
    package var permits: [String: [UInt8]]
    /// Ended jobs with followers that have not ended.
    package var endedLeaders: [EndedLeader]

    /// Describes what is restored; the defaults are those of an empty journal.
    package init(
        nextNumber: JobNumber = JobNumber(rawValue: 1), waiting: [Int] = [], deferred: Int = 0, expiring: Int = 0,
        laneStarts: [Int: [Timestamp]] = [:], permits: [String: [UInt8]] = [:], endedLeaders: [EndedLeader] = []
    ) {
        self.nextNumber = nextNumber
        self.waiting = waiting
        self.deferred = deferred
        self.expiring = expiring
        self.laneStarts = laneStarts
        self.permits = permits
        self.endedLeaders = endedLeaders
    }
}
