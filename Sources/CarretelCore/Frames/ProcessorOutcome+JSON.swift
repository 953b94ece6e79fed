// How an attempt ended, inside an `outcome` frame: `status` is succeeded, partial, failed, later or cancelled.

extension ProcessorOutcome {
    private enum Status: String {
        case succeeded, partial, failed, later, cancelled
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .succeeded(let output, let files):
            writer.member("status", "succeeded" as StaticString)
            Self.write(output, files, to: &writer)
        case .partial(let output, let files, let reason):
            writer.member("status", "partial" as StaticString)
            writer.member("reason", reason)
            Self.write(output, files, to: &writer)
        case .failed(let reason, let retryAfter):
            writer.member("status", "failed" as StaticString)
            writer.member("reason", reason)
            if let retryAfter { writer.member("retry_after_ms", retryAfter.wholeMilliseconds) }
        case .later(let notBefore, let checkpoint, let reason):
            writer.member("status", "later" as StaticString)
            writer.member("reason", reason)
            writer.member("not_before", notBefore)
            writer.optionalMember("checkpoint", raw: checkpoint)
        case .cancelled:
            writer.member("status", "cancelled" as StaticString)
        }
    }

    private static func write(_ output: [UInt8], _ files: [DataFile], to writer: inout JSONWriter) {
        writer.optionalMember("output", raw: output)
        guard !files.isEmpty else { return }
        writer.name("files" as StaticString)
        writer.beginArray()
        for file in files {
            writer.beginObject()
            writer.member("name", file.name)
            writer.member("records", file.records)
            writer.member("bytes", file.bytes)
            writer.member("sha256", file.sha256)
            writer.endObject()
        }
        writer.endArray()
    }

    /// - Throws: a transient `frame_invalid`, also for a file whose name may not be published.
    init(_ fields: JSONFields) throws(FailureReason) {
        switch try fields.choice("status", of: Status.self) {
        case .succeeded:
            self = .succeeded(output: try fields.optionalRawObject("output"), files: try Self.files(fields))
        case .partial:
            self = .partial(
                output: try fields.optionalRawObject("output"), files: try Self.files(fields),
                reason: try fields.reason("reason"))
        case .failed:
            let delay = try fields.optionalInteger("retry_after_ms").map { Duration.milliseconds(max($0, 0)) }
            self = .failed(try fields.reason("reason"), retryAfter: delay)
        case .later:
            self = .later(
                notBefore: try fields.timestamp("not_before"),
                checkpoint: fields["checkpoint"].map { Array($0.raw) } ?? [], reason: try fields.reason("reason"))
        case .cancelled: self = .cancelled
        }
    }

    private static func files(_ fields: JSONFields) throws(FailureReason) -> [DataFile] {
        guard let list = fields["files"] else { return [] }
        guard list.kind == .array else { throw fields.failure("has no array in \"files\"") }
        var files: [DataFile] = []
        files.reserveCapacity(list.count)
        for element in list.elements {
            let entry = try JSONFields(element, subject: "A file of an outcome", code: JSONFields.frameCode)
            let file = DataFile(
                name: try entry.string("name"), records: try entry.integer("records"),
                bytes: try entry.integer("bytes"), sha256: try entry.hash("sha256"))
            guard DataFile.isValidName(file.name) else { throw entry.failure("has a name that may not be published") }
            guard file.records >= 0, file.bytes >= 0 else { throw entry.failure("has a negative count") }
            files.append(file)
        }
        return files
    }
}
