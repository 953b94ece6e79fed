/// What a valid job file asks for (docs/file-formats.md), with everything left out filled in from the type's defaults.
package struct JobRequest: Sendable, Hashable {
    /// The name of the job type.
    package var type: String
    /// The idempotency key, when the writer gave one.
    package var key: String?
    /// Who the writer says asked for it; a claim, shown as one.
    package var requestedBy: String?
    /// 0…9, 9 first.
    package var priority: Int
    /// The limit of one attempt.
    package var timeout: Duration
    /// How many attempts may be used in all.
    package var maxAttempts: Int
    /// Not to be started before this moment.
    package var notBefore: Timestamp?
    /// Ends waiting, not running.
    package var expiresAt: Timestamp?
    /// Which of the type's lanes its parameters put it in.
    package var lane: LaneChoice
    /// The raw bytes of `meta`, handed back untouched; empty when left out.
    package var meta: [UInt8]
    /// The raw bytes of `parameters`, with line breaks between tokens replaced by spaces; `{}` when left out.
    package var parameters: [UInt8]

    /// Describes a request; see the members.
    package init(
        type: String, key: String? = nil, requestedBy: String? = nil, priority: Int = 5, timeout: Duration,
        maxAttempts: Int, notBefore: Timestamp? = nil, expiresAt: Timestamp? = nil,
        lane: LaneChoice = .own, meta: [UInt8] = [], parameters: [UInt8] = Array("{}".utf8)
    ) {
        self.type = type
        self.key = key
        self.requestedBy = requestedBy
        self.priority = priority
        self.timeout = timeout
        self.maxAttempts = maxAttempts
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.lane = lane
        self.meta = meta
        self.parameters = parameters
    }
}
