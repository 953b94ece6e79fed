internal import CarretelCore
internal import CarretelSystem

/// A job file run in the foreground: its identity and, in the end, its result.
struct ForegroundJob {
    let bytes: [UInt8]
    let verdict: JobVerdict
    let dossier: JobDossier

    /// Judges a file.
    ///
    /// - Throws: only what is wrong with the built-in types.
    init(bytes: [UInt8], name: String, moment: Timestamp) throws(FailureReason) {
        self.bytes = bytes
        verdict = try JobChecker().verdict(on: bytes)
        var ids = JobIDGenerator()
        var random = SystemRandomNumberGenerator()
        var dossier = JobDossier(
            number: JobNumber(rawValue: 1), id: ids.next(at: moment, using: &random), name: name, resultName: name,
            owner: ThisProcess.user, sha256: Digest.sha256(bytes), receivedAt: moment, request: nil)
        switch verdict {
        case .valid(let request, let warnings): (dossier.request, dossier.warnings) = (request, warnings)
        case .rejected(_, let salvaged): dossier.salvaged = salvaged
        }
        self.dossier = dossier
    }

    /// The result document; `attempt` is nil when the job never ran.
    func document(with answer: Answer, attempt: AttemptRecord?) -> [UInt8] {
        let ending = Ending(
            answer: answer, history: attempt.map { [$0] } ?? [], startedAt: attempt?.startedAt,
            finishedAt: attempt?.endedAt ?? SystemClock.now().wall, resting: .archive)
        return ResultDocument.render(dossier: dossier, ending: ending)
    }
}

extension Answer {
    /// What an outcome means where there is no second attempt.
    init(_ outcome: ProcessorOutcome, warnings: [Warning]) {
        switch outcome {
        case .succeeded(let output, let files):
            self.init(status: .succeeded, output: output, files: files, warnings: warnings)
        case .partial(let output, let files, let reason):
            self.init(status: .partial, reason: reason, output: output, files: files, warnings: warnings)
        case .failed(let reason, _):
            self.init(
                status: reason.code == "timed_out" ? .timedOut : .failed, reason: reason, warnings: warnings)
        case .later(let moment, _, var reason):
            reason.message += " It may go on at \(moment.rfc3339Milliseconds); only a daemon can wait for that."
            self.init(status: .failed, reason: reason, warnings: warnings)
        case .cancelled:
            let reason = FailureReason.cancelled
            self.init(status: .cancelled, reason: reason, warnings: warnings)
        }
    }
}

extension JobStatus {
    /// How the only attempt of a job with this end is called.
    var attemptOutcome: AttemptRecord.Outcome {
        switch self {
        case .succeeded: .succeeded
        case .partial: .partial
        case .timedOut: .timedOut
        case .cancelled: .cancelled
        case .failed, .expired, .rejected: .failed
        }
    }
}
