internal import CarretelCore
internal import CarretelSystem

/// A file that was claimed and is not handed on yet.
struct ClaimedFile {
    let file: ActiveFileName
    /// The moment of the claim.
    let receivedAt: Timestamp
    /// What was seen of it so far.
    var watch: FinishWatch
}

/// The claimed files whose writers are still at it, by the moment of their next look. Few: a writer must have opened
/// its file again between the last look and the claim.
struct ClaimedFiles {
    private var files: [JobID: ClaimedFile] = [:]
    private var dueQueue = DueQueue<JobID>()

    var count: Int { files.count }

    mutating func nextDue() -> MonotonicInstant? { dueQueue.earliest() }

    mutating func put(_ file: ClaimedFile, due: MonotonicInstant) {
        files[file.file.id] = file
        dueQueue.set(file.file.id, due: due)
    }

    mutating func popDue(at now: MonotonicInstant) -> ClaimedFile? {
        dueQueue.popDue(at: now).flatMap { files.removeValue(forKey: $0) }
    }
}
