internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Logging

/// What a daemon does before it takes up work: makes files and journal agree after whatever ended the last one.
///
/// The journal alone says what state a job is in; the files follow it. Every step can be repeated, so a daemon that
/// dies in its recovery leaves work for the next, not damage.
struct Recovery {
    /// How many rows are handled at a time.
    static let batchCount = 1_000

    let layout: SpoolLayout
    let journal: Journal
    let settings: DispatchSettings
    let bootID: String
    let logger: Logger

    /// Runs all steps.
    ///
    /// - Returns: the journal's state after them.
    func run(at now: Timestamp) throws -> RestoredState {
        // First, because the steps after it look for results.
        try RetiredFiles(layout: layout).settleAll()
        let before = try journal.restored()
        let hasRebooted = before.bootID.map { $0 != bootID } ?? false
        if hasRebooted { try ClaimRecovery(recovery: self).restoreRolledBackClaims(after: before.claimsDurable) }
        try requeue(before, at: now)
        try endUnknownTypes(count: before.unknownTypeCount, at: now)
        // What these two ended is published with the rest.
        let ended = try journal.restored()
        try PublicationRecovery(recovery: self).publishAgain(ended, comparing: hasRebooted)
        try ClaimRecovery(recovery: self).supersedeAgain(after: before.claimsDurable)
        try journal.set(bootID: bootID)
        return try journal.restored()
    }

    /// Attempts that the last daemon's end interrupted wait again; those that look like its cause are parked.
    private func requeue(_ restored: RestoredState, at now: Timestamp) throws {
        guard !restored.interrupted.isEmpty else { return }
        for batch in restored.interrupted.chunks(of: Self.batchCount) {
            var requests: [JournalRequest] = []
            for interrupted in batch {
                let othersEnded = restored.lastEndAt.map { $0 > interrupted.startedAt } ?? false
                let writes = InterruptionRule.writes(
                    for: interrupted, othersEnded: othersEnded, at: now, settings: settings)
                requests += writes.map { .write($0, dossier: nil) }
            }
            _ = try journal.commit(requests) { _ in }
        }
        logger.notice(
            "Attempts that the last daemon's end interrupted wait again",
            metadata: ["count": "\(restored.interrupted.count)"])
    }

    private func endUnknownTypes(count: Int, at now: Timestamp) throws {
        guard count > 0 else { return }
        let reason = FailureReason(
            .permanent, code: "type_unknown",
            message: "This version of Carretel does not know the job's type any more.",
            hint: "Run the version that took the job in, or submit it as another type.")
        while true {
            let jobs = try journal.jobsOfUnknownTypes(limit: Self.batchCount)
            guard !jobs.isEmpty else { break }
            let ending = Ending(
                answer: Answer(status: .failed, reason: reason), history: [], startedAt: nil, finishedAt: now,
                resting: .failed)
            _ = try journal.commit(jobs.map { .write(.end($0, ending), dossier: nil) }) { _ in }
        }
        logger.warning("Jobs of types that are no longer known were ended", metadata: ["count": "\(count)"])
    }
}

extension Array {
    /// The array in pieces of at most `count`.
    func chunks(of count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
    }
}
