/// The result of a job: one JSON document whatever happened (docs/file-formats.md). Every member is there; one without a
/// value is null.
package enum ResultDocument {
    /// The value of `schema`; the number changes when a reader of the older form would misread the newer.
    package static let schema = "carretel/result/1"

    /// The document as it will stand in the file, final line break included.
    ///
    /// `job.id` stands first, so that whose result it is can be told from its first bytes.
    package static func render(dossier: JobDossier, ending: Ending) -> [UInt8] {
        let answer = ending.answer
        var writer = JSONWriter(capacity: 1_024 + answer.output.count + 256 * answer.files.count)
        writer.beginObject()
        writer.member("schema", schema)
        writeJob(dossier, to: &writer)
        writer.member("status", answer.status.rawValue)
        writer.member("reason", answer.reason)
        writeAttempts(ending.history, to: &writer)
        writer.member("received_at", dossier.receivedAt)
        writer.member("started_at", ending.startedAt)
        writer.member("finished_at", ending.finishedAt)
        writer.member("duration_ms", ending.startedAt.map { (ending.finishedAt - $0).wholeMilliseconds })
        writer.member("duplicate_of", ending.duplicateOf)
        writeWarnings(dossier.warnings + answer.warnings, to: &writer)
        writer.member("output", raw: OverlaidOutput.bytes(answer.output, overlay: ending.overlay))
        writeFiles(answer.files, resultName: dossier.resultName, to: &writer)
        writer.endObject()
        writer.newline()
        return writer.bytes
    }

    /// Where a data file stands, relative to the folder of the result.
    package static func path(ofFile name: String, resultName: String) -> String {
        "\(resultName).data/\(name)"
    }

    private static func writeJob(_ dossier: JobDossier, to writer: inout JSONWriter) {
        let request = dossier.request
        let salvaged = dossier.salvaged
        writer.name("job" as StaticString)
        writer.beginObject()
        writer.member("id", dossier.id)
        writer.member("name", dossier.name)
        writer.member("type", request?.type ?? salvaged.type)
        writer.member("key", request == nil ? salvaged.key : request?.key)
        writer.member("owner", dossier.owner)
        writer.member("requested_by", request == nil ? salvaged.requestedBy : request?.requestedBy)
        writer.member("meta", raw: request?.meta ?? salvaged.meta)
        writer.member("sha256", dossier.sha256)
        writer.member("retry_of", dossier.retryOf)
        writer.endObject()
    }

    private static func writeAttempts(_ attempts: [AttemptRecord], to writer: inout JSONWriter) {
        writer.name("attempts" as StaticString)
        writer.beginArray()
        for attempt in attempts {
            writer.beginObject()
            writer.member("number", attempt.number)
            writer.member("started_at", attempt.startedAt)
            writer.member("ended_at", attempt.endedAt)
            writer.member("outcome", attempt.outcome?.rawValue)
            writer.member("reason", attempt.reason)
            writer.endObject()
        }
        writer.endArray()
    }

    private static func writeWarnings(_ warnings: [Warning], to writer: inout JSONWriter) {
        writer.name("warnings" as StaticString)
        writer.beginArray()
        for warning in warnings { writer.warning(warning) }
        writer.endArray()
    }

    private static func writeFiles(_ files: [DataFile], resultName: String, to writer: inout JSONWriter) {
        writer.name("files" as StaticString)
        writer.beginArray()
        for file in files {
            writer.beginObject()
            writer.member("path", path(ofFile: file.name, resultName: resultName))
            writer.member("records", file.records)
            writer.member("bytes", file.bytes)
            writer.member("sha256", file.sha256)
            writer.endObject()
        }
        writer.endArray()
    }
}
