/// What reading a job file came to.
package enum JobVerdict: Sendable, Hashable {
    /// A valid job, with what its writer should know all the same.
    case valid(JobRequest, warnings: [Warning])
    /// Not a job. `salvaged` carries what could be read of it for the result (type, key, meta …), so that the writer
    /// finds its own marks in the refusal.
    case rejected(FailureReason, salvaged: SalvagedMembers)
}

/// What could be read of a job file that was rejected.
package struct SalvagedMembers: Sendable, Hashable {
    /// `type`, when it was a string.
    package var type: String?
    /// `key`, when it was a string.
    package var key: String?
    /// `requested_by`, when it was a string.
    package var requestedBy: String?
    /// The raw bytes of `meta`, when the file was JSON; empty otherwise.
    package var meta: [UInt8]

    /// Nothing could be read, or only what is given.
    package init(type: String? = nil, key: String? = nil, requestedBy: String? = nil, meta: [UInt8] = []) {
        self.type = type
        self.key = key
        self.requestedBy = requestedBy
        self.meta = meta
    }
}
