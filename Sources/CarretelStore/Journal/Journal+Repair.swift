// Rows for jobs that are known from their files only, for `fsck --repair` after the journal was lost.

package import CarretelCore
import GRDB

/// A job that is known only from its result: it has ended, and everything of it is in its place.
package struct RebuiltEnd: Sendable {
    package var id: JobID
    package var name: String
    /// NAME, or NAME.ID.
    package var resultName: String
    package var type: String?
    package var key: String?
    package var requestedBy: String?
    package var owner: UInt32
    package var sha256: ContentHash
    package var retryOf: JobID?
    package var duplicateOf: JobID?
    package var status: JobStatus
    package var resting: RestingPlace
    package var reason: FailureReason?
    package var history: [AttemptRecord]
    package var receivedAt: Timestamp
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp

    /// Describes what a result document says of its job.
    package init(
        id: JobID, name: String, resultName: String, type: String?, key: String? = nil, requestedBy: String? = nil,
        owner: UInt32, sha256: ContentHash, retryOf: JobID? = nil, duplicateOf: JobID? = nil, status: JobStatus,
        resting: RestingPlace, reason: FailureReason? = nil, history: [AttemptRecord] = [], receivedAt: Timestamp,
        startedAt: Timestamp?, finishedAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.resultName = resultName
        self.type = type
        self.key = key
        self.requestedBy = requestedBy
        self.owner = owner
        self.sha256 = sha256
        self.retryOf = retryOf
        self.duplicateOf = duplicateOf
        self.status = status
        self.resting = resting
        self.reason = reason
        self.history = history
        self.receivedAt = receivedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

extension Journal {
    /// Writes rows for jobs that are known only from their results and from claimed files, in one transaction; the
    /// ended ones first, each group by id. Numbers go on from the journal's last. Each counts as received.
    ///
    /// The ended ones count as published and durable, and their answers hold no key: what the results said of keys that
    /// still held is forgotten, which the caller says. The unended ones wait, or are deferred to their `not_before`.
    /// Ids that the journal knows already are left alone, so a repair that was interrupted can be repeated.
    ///
    /// - Parameters:
    ///   - ended: jobs whose results are in their place.
    ///   - unended: claimed files with a valid verdict; rejected ones go through ``commit(_:staging:)``.
    /// - Returns: how many rows were written.
    /// - Throws: any code; final like a failed commit.
    package func rebuild(ended: [RebuiltEnd], unended: [Arrival]) throws(StoreFailure) -> Int {
        try write { (session) throws(StoreFailure) in
            var batch = JournalBatch()
            var written = 0
            for end in ended where try !session.knows(end.id) {
                try session.insert(end, in: &batch)
                written += 1
            }
            for arrival in unended where try !session.knows(arrival.id) {
                guard case .valid(let request, _) = arrival.verdict else { continue }
                let number = JobNumber(rawValue: session.ledger.lastNumber + 1)
                let disposition = request.notBefore.map { Disposition.deferred(until: $0) } ?? .waiting
                try session.accept(number, arrival, disposition, in: &batch, staging: { _ in })
                written += 1
            }
            try session.finish(&batch)
            return written
        }
    }
}

extension JournalSession {
    func knows(_ id: JobID) throws(StoreFailure) -> Bool {
        statements.byID.put(id)
        return try statements.byID.first { _ in true } ?? false
    }

    /// Inserts an ended row. The law counts it like any other: once received, once ended.
    func insert(_ end: RebuiltEnd, in batch: inout JournalBatch) throws(StoreFailure) {
        let arrival = Arrival(
            id: end.id, name: end.name, owner: end.owner, bytes: [], sha256: end.sha256,
            file: FileIdentity(device: 0, inode: 0, size: 0, modifiedNanoseconds: 0), receivedAt: end.receivedAt,
            verdict: .rejected(
                end.reason ?? FailureReason(.permanent, code: "rebuilt", message: "Known from its result only."),
                salvaged: SalvagedMembers(type: end.type, key: end.key, requestedBy: end.requestedBy)),
            retryOf: end.retryOf)
        let ending = Ending(
            answer: Answer(status: end.status, reason: end.reason), history: end.history, startedAt: end.startedAt,
            finishedAt: end.finishedAt, duplicateOf: end.duplicateOf, resting: end.resting)
        let isRenamed = end.resultName != end.name
        try acceptRebuilt(arrival, ending, isRenamed: isRenamed, in: &batch)
        // Everything of it is in its place: its result is no longer the journal's to publish.
        ledger.published = ledger.lastEnd
        try markDurable(through: EndSequence(rawValue: ledger.lastEnd))
    }
}
