/// Everything about one accepted job that an assign frame or a result needs. Kept in memory for jobs in hand, read
/// back from the journal for others.
package struct JobDossier: Sendable {
    package var number: JobNumber
    package var id: JobID
    package var name: String
    /// The name that its files in `outgoing/` bear: ``name``, or NAME.ID when an unended job had it.
    package var resultName: String
    package var owner: UInt32
    package var sha256: ContentHash
    package var receivedAt: Timestamp
    /// Nil for a rejected file; ``salvaged`` then carries what could be read.
    package var request: JobRequest?
    package var salvaged: SalvagedMembers
    package var retryOf: JobID?
    package var warnings: [Warning]

    /// Describes a job; see the members.
    package init(
        number: JobNumber, id: JobID, name: String, resultName: String, owner: UInt32, sha256: ContentHash,
        receivedAt: Timestamp, request: JobRequest?, salvaged: SalvagedMembers = SalvagedMembers(),
        retryOf: JobID? = nil, warnings: [Warning] = []
    ) {
        self.number = number
        self.id = id
        self.name = name
        self.resultName = resultName
        self.owner = owner
        self.sha256 = sha256
        self.receivedAt = receivedAt
        self.request = request
        self.salvaged = salvaged
        self.retryOf = retryOf
        self.warnings = warnings
    }
}
