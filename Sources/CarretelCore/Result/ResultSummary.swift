/// What an existing result document says of its job: enough to tell whose it is, how it ended and whether its data files
/// are there.
package struct ResultSummary: Sendable {
    /// A data file as the document lists it.
    package struct File: Sendable, Hashable {
        /// Relative to the folder of the result.
        package var path: String
        package var records: Int
        package var bytes: Int
        package var sha256: ContentHash
    }

    /// The largest result that is read: an outcome of the longest frame, and what stands around it.
    package static let maxBytes = 2 * FrameLimits.maxLineBytes

    package var id: JobID
    package var name: String
    /// Nil when the job file was too broken to say.
    package var type: String?
    /// The uid of the job file's owner.
    package var owner: UInt32
    /// The SHA-256 of the job file.
    package var sha256: ContentHash
    package var status: JobStatus
    package var reason: FailureReason?
    package var receivedAt: Timestamp
    /// Nil for a job that never ran.
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp
    /// Nil for a job that never ran.
    package var durationMilliseconds: Int?
    package var duplicateOf: JobID?
    package var warnings: [Warning]
    package var files: [File]
    /// The job type's own part: the raw bytes of `output`, empty for null.
    package var output: [UInt8]

    /// Reads a result document.
    ///
    /// - Throws: a transient `result_invalid` that says what is wrong with it.
    package init(parsing bytes: [UInt8]) throws(FailureReason) {
        let fields = try Self.fields(of: bytes)
        let job = try JSONFields(try fields.value("job"), subject: "The result's job", code: Self.code)
        id = try job.jobID("id")
        name = try job.string("name")
        type = try job.optionalString("type")
        owner = UInt32(clamping: try job.optionalInteger("owner") ?? 0)
        sha256 = try job.hash("sha256")
        status = try fields.choice("status", of: JobStatus.self)
        reason = try fields.optionalReason("reason")
        receivedAt = try fields.timestamp("received_at")
        startedAt = try fields["started_at"] == nil ? nil : fields.timestamp("started_at")
        finishedAt = try fields.timestamp("finished_at")
        durationMilliseconds = try fields.optionalInteger("duration_ms")
        duplicateOf = try fields["duplicate_of"] == nil ? nil : fields.jobID("duplicate_of")
        warnings = try Self.warnings(try fields.value("warnings"))
        files = try Self.files(try fields.value("files"))
        output = try fields.optionalRawObject("output")
    }

    private static var code: StaticString { "result_invalid" }

    private static func fields(of bytes: [UInt8]) throws(FailureReason) -> JSONFields {
        let root: JSONValue
        do throws(JSONError) {
            // As deep as a frame and what stands around its output here.
            let limits = JSONLimits(maxBytes: maxBytes, maxDepth: FrameLimits.maxDepth + 8, requiresObject: true)
            root = try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw FailureReason(
                .transient, code: "\(code)",
                message: "The result is no JSON at line \(error.line), column \(error.column): \(error.message)")
        }
        let fields = try JSONFields(root, subject: "The result", code: code)
        let schema = try fields.string("schema")
        guard schema == ResultDocument.schema else { throw fields.failure("has the unknown schema \"\(schema)\"") }
        return fields
    }

    private static func warnings(_ list: JSONValue) throws(FailureReason) -> [Warning] {
        var warnings: [Warning] = []
        for element in list.elements {
            let fields = try JSONFields(element, subject: "A warning of the result", code: code)
            warnings.append(Warning(code: try fields.string("code"), message: try fields.string("message")))
        }
        return warnings
    }

    private static func files(_ list: JSONValue) throws(FailureReason) -> [File] {
        var files: [File] = []
        for element in list.elements {
            let fields = try JSONFields(element, subject: "A file of the result", code: code)
            files.append(
                File(
                    path: try fields.string("path"), records: try fields.integer("records"),
                    bytes: try fields.integer("bytes"), sha256: try fields.hash("sha256")))
        }
        return files
    }
}
