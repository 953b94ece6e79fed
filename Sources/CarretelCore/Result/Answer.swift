/// How a job ended and what it has to show: the part of a result that followers share with their leader.
package struct Answer: Sendable, Hashable {
    package var status: JobStatus
    /// Nil when it succeeded.
    package var reason: FailureReason?
    /// One JSON object; empty when there is none, which results show as `null`.
    package var output: [UInt8]
    package var files: [DataFile]
    /// The staging folder that holds ``files``, nil when there are none: an absolute path.
    package var staging: String?
    /// Warnings of the attempts, beside those of the job file.
    package var warnings: [Warning]

    /// Describes an end; see the members.
    package init(
        status: JobStatus, reason: FailureReason? = nil, output: [UInt8] = [], files: [DataFile] = [],
        staging: String? = nil, warnings: [Warning] = []
    ) {
        self.status = status
        self.reason = reason
        self.output = output
        self.files = files
        self.staging = staging
        self.warnings = warnings
    }
}
