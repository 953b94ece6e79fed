// What a new daemon is told before it takes up work.

package import CarretelCore

/// The state of the journal at start, bounded in size: what may be a million rows is counted here and fetched in pieces.
package struct RestoredState: Sendable {
    /// The number for the next job.
    package var nextNumber: JobNumber
    /// The largest id ever given; new ones must be above it.
    package var largestID: JobID?
    /// Jobs that wait, by position of their lane in the catalogue.
    package var waitingCounts: [Int]
    package var deferredCount: Int
    package var earliestDue: Timestamp?
    /// Waiting and deferred jobs that have an `expires_at`.
    package var expiringCount: Int
    package var earliestExpiry: Timestamp?
    /// Recent starts by position of the lane, oldest first: those that its limits still look at.
    package var laneStarts: [[Timestamp]]
    /// The states of permits by their keys.
    package var permits: [String: [UInt8]]
    /// Attempts that were running when the last daemon ended.
    package var interrupted: [InterruptionRule.Interrupted]
    /// Ended jobs whose followers are not ended: the daemon died between the two.
    package var endedLeaders: [EndedLeader]
    /// How many unended jobs are of types that this run does not know; see ``Journal/jobsOfUnknownTypes(limit:)``.
    package var unknownTypeCount: Int
    /// Every result up to this one was in its place.
    package var published: EndSequence
    /// … and on disk. Those after it are in ``Journal/unpublished(after:limit:)``.
    package var durable: EndSequence
    package var lastEnd: EndSequence
    /// When the last job ended: an attempt interrupted before it has had a job end beside it.
    package var lastEndAt: Timestamp?
    /// The claims of jobs up to this number are on disk; for those after it see ``Journal/claims(after:limit:)``.
    package var claimsDurable: JobNumber
    /// The boot in which the last daemon ran; another one now means that unsynced files may be gone.
    package var bootID: String?
}

/// A job that ended while others still wait for its answer.
package struct EndedLeader: Sendable {
    package var number: JobNumber
    package var id: JobID
    /// Nil when the journal no longer has it, which no crash brings about.
    package var answer: Answer?
}

/// A claim as the journal knows it, to recognise a file that a power cut moved back into the incoming folder.
package struct JournalledClaim: Sendable {
    package var number: JobNumber
    package var id: JobID
    package var state: JobState
    package var file: FileIdentity
    package var sha256: ContentHash
}

/// What the journal says of a job that was found by its id.
package struct JournalledState: Sendable {
    package var number: JobNumber
    package var id: JobID
    package var name: String
    package var resultName: String
    package var state: JobState
    /// Set for ended jobs.
    package var ended: (status: JobStatus, resting: RestingPlace, finishedAt: Timestamp, sequence: EndSequence)?
}
