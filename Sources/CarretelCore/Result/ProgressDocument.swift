/// The progress file of a job: a complete document at every instant (docs/file-formats.md). Every member is there; one
/// without a value is null.
package enum ProgressDocument {
    /// What a progress file may say in `state`: where an unended job is, or how it ended.
    package enum State: Sendable, Hashable {
        case waiting, deferred, held, running
        case ended(JobStatus)

        /// The word in the file.
        package var text: String {
            switch self {
            case .waiting: "waiting"
            case .deferred: "deferred"
            case .held: "held"
            case .running: "running"
            case .ended(let status): status.rawValue
            }
        }
    }

    /// Renders the document.
    ///
    /// - Parameters:
    ///   - dossier: the job.
    ///   - state: where it is, or how it ended.
    ///   - attempt: the number of the latest attempt; nil before the first.
    ///   - progress: what its processor said so far.
    ///   - startsAt: when its next attempt starts, as far as that is known.
    ///   - updatedAt: the moment that it speaks of.
    ///   - result: where the result is, relative to the folder of the progress file; nil until it is there.
    /// - Returns: the document as it will stand in the file, final line break included.
    package static func render(
        dossier: JobDossier, state: State, attempt: Int?, progress: Progress, startsAt: Timestamp? = nil,
        updatedAt: Timestamp, result: String?
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.name("job" as StaticString)
        writer.beginObject()
        writer.member("id", dossier.id)
        writer.member("name", dossier.name)
        writer.member("type", dossier.request?.type ?? dossier.salvaged.type)
        writer.endObject()
        writer.member("state", state.text)
        writer.member("attempt", attempt)
        writer.member("percent", progress.percent)
        writer.member("message", progress.message)
        writer.member("processed", progress.processed)
        writer.member("total", progress.total)
        writer.member("succeeded", progress.succeeded)
        writer.member("failed", progress.failed)
        writer.member("current", progress.current)
        writer.member("workers", progress.workers)
        writer.member("eta_seconds", progress.etaSeconds)
        writer.member("starts_at", startsAt)
        writer.member("updated_at", updatedAt)
        writer.member("result", result)
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}

extension Progress {
    /// Takes over what `news` says and keeps what it does not speak of. Its event is not taken over: each belongs into
    /// the events file once.
    package mutating func merge(_ news: Progress) {
        percent = news.percent ?? percent
        message = news.message ?? message
        processed = news.processed ?? processed
        total = news.total ?? total
        succeeded = news.succeeded ?? succeeded
        failed = news.failed ?? failed
        current = news.current ?? current
        workers = news.workers ?? workers
        etaSeconds = news.etaSeconds ?? etaSeconds
    }
}
