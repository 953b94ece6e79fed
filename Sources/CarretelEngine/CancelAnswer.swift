package import CarretelCore

/// What came of a request to end a job.
package enum CancelAnswer: Sendable, Hashable {
    /// The job is being ended.
    case asked(JobID)
    case alreadyEnded(JobID)
    /// Several jobs that are not ended fit; none was touched.
    case ambiguous([JobID])
    case unknown
}
