/// A claimed job file, read once and judged: what intake hands on. Nobody reads the file again.
package struct Arrival: Sendable {
    package var id: JobID
    /// The file's name without `.json`.
    package var name: String
    /// The uid of the file's owner.
    package var owner: UInt32
    /// The bytes as read once after the claim; cut at the size limit when the file was larger.
    package var bytes: [UInt8]
    package var sha256: ContentHash
    /// How the file looked, so that a claim that a power cut rolled back is recognised.
    package var file: FileIdentity
    /// The moment of the claim.
    package var receivedAt: Timestamp
    package var verdict: JobVerdict
    /// Set when the job gave a `key`.
    package var idempotency: SharingKey?
    /// Set when the type declares a coalescing rule.
    package var coalescing: SharingKey?
    /// The id of the job that this one is another try of.
    package var retryOf: JobID?

    /// Describes an arrival; see the members.
    package init(
        id: JobID, name: String, owner: UInt32, bytes: [UInt8], sha256: ContentHash, file: FileIdentity,
        receivedAt: Timestamp, verdict: JobVerdict, idempotency: SharingKey? = nil, coalescing: SharingKey? = nil,
        retryOf: JobID? = nil
    ) {
        self.id = id
        self.name = name
        self.owner = owner
        self.bytes = bytes
        self.sha256 = sha256
        self.file = file
        self.receivedAt = receivedAt
        self.verdict = verdict
        self.idempotency = idempotency
        self.coalescing = coalescing
        self.retryOf = retryOf
    }
}

/// What tells one file from another without reading it.
package struct FileIdentity: Sendable, Hashable {
    package var device: UInt64
    package var inode: UInt64
    package var size: Int64
    /// Nanoseconds since 1970.
    package var modifiedNanoseconds: Int64

    /// Joins the four.
    package init(device: UInt64, inode: UInt64, size: Int64, modifiedNanoseconds: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
    }
}

/// Under what a job may share another's run.
package struct SharingKey: Sendable, Hashable {
    /// SHA-256 over the type and the key (idempotency), or the type and the canonical form of the declared members
    /// (coalescing).
    package var identity: ContentHash
    /// SHA-256 over the canonical form of `parameters`: the same for equal values, whatever their layout.
    package var parameters: ContentHash

    /// Joins the two.
    package init(identity: ContentHash, parameters: ContentHash) {
        self.identity = identity
        self.parameters = parameters
    }
}
