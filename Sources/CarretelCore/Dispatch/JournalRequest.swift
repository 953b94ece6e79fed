/// What the journal's thread is asked for. Everything that is ready goes into one transaction, in this order, so a
/// look-up sees the writes asked for before it.
package enum JournalRequest: Sendable {
    /// `dossier` spares a read where the asker has it.
    case write(JournalWrite, dossier: JobDossier?)
    case lookUpSharing(ArrivalToken, Arrival)
    case load(SpilledQueue, limit: Int)
    case loadFollowers(of: JobNumber, limit: Int)
    case promoteFollower(of: JobNumber)
    case lookUp(JobNumber)
    /// Fetch what an assign frame or a result needs.
    case loadDossier(JobNumber)
    /// Find the job that a control file means.
    case find(JobSelector, purpose: Int)
    /// Every result up to this one is in its place.
    case markPublished(through: EndSequence)
    /// … and on disk, folders included: its copy in the journal may go.
    case markDurable(through: EndSequence)
    /// A step of maintenance; `asker` comes back with the answer.
    case chore(JournalChore, at: Timestamp, asker: Int)
}

/// What the journal answers, after the commit, in the order of the requests.
package enum JournalReply: Sendable {
    /// For the dispatch machine, unchanged.
    case event(DispatchEvent)
    /// A job was accepted: its dossier with the result name now fixed; `supersedes` is the ended job whose files bear
    /// that name and must move away first. Comes before the receipts of the same write.
    case accepted(JobDossier, checkpoint: [UInt8], supersedes: JobID?)
    /// The answer to ``JournalRequest/loadDossier(_:)``; nil for an unknown number.
    case dossier(JobNumber, JobDossier?, checkpoint: [UInt8])
    /// A job ended; its result may be put in its place. Comes before the receipt of the same write.
    case ended(EndSequence)
    /// The answer to ``JournalRequest/find(_:purpose:)``: the matches that are not ended; the latest ended one when
    /// there are none.
    case found([FoundJob], purpose: Int)
    /// The answer to ``JournalRequest/chore(_:at:asker:)``.
    case chore(ChoreAnswer, asker: Int)
}

/// The order of ends: 1, 2, 3 … as the journal wrote them; publication follows it.
package struct EndSequence: Sendable, Hashable, Comparable {
    package var rawValue: Int64

    /// Wraps a number.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: EndSequence, right: EndSequence) -> Bool { left.rawValue < right.rawValue }
}

/// A job that ended, with its result as it will stand in the file: what the publisher works from.
package struct EndedJob: Sendable {
    package var sequence: EndSequence
    package var number: JobNumber
    package var id: JobID
    package var name: String
    package var resultName: String
    package var status: JobStatus
    package var resting: RestingPlace
    package var finishedAt: Timestamp
    /// The complete result document, final newline included.
    package var result: [UInt8]
    /// The data files and the staging folder they are in.
    package var files: [DataFile]
    package var staging: String?

    /// Describes an end; see the members.
    package init(
        sequence: EndSequence, number: JobNumber, id: JobID, name: String, resultName: String, status: JobStatus,
        resting: RestingPlace, finishedAt: Timestamp, result: [UInt8], files: [DataFile], staging: String?
    ) {
        self.sequence = sequence
        self.number = number
        self.id = id
        self.name = name
        self.resultName = resultName
        self.status = status
        self.resting = resting
        self.finishedAt = finishedAt
        self.result = result
        self.files = files
        self.staging = staging
    }
}

/// How a person or a control file names a job (docs/architecture.md).
package enum JobSelector: Sendable, Hashable {
    case id(JobID)
    /// Any ending of an id, 4 characters or more, upper case.
    case idEnding(String)
    /// A NAME: the latest of that name.
    case name(String)
}

/// A job that a selector matched.
package struct FoundJob: Sendable {
    package var job: QueuedJob
    package var name: String
    package var state: JobState

    /// Joins the facts.
    package init(job: QueuedJob, name: String, state: JobState) {
        self.job = job
        self.name = name
        self.state = state
    }
}
