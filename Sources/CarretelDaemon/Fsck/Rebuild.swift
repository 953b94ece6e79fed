internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Rebuilds an empty journal from the files: a result with a job's id means that the job has ended; a file in `active/`
/// without one, that it has not.
struct Rebuild {
    /// How many jobs are written in one transaction.
    static let batchCount = 1_000

    let layout: SpoolLayout
    let journal: Journal
    let judge: @Sendable ([UInt8]) -> JobVerdict

    /// Writes the rows.
    ///
    /// - Returns: what was found and what is forgotten, in sentences.
    func run() throws -> [String] {
        var unreadable = 0
        var known: Set<JobID> = []
        // Superseded ones first: of jobs that share a name the one with the highest number bears it.
        for (folder, isSuperseded) in [(layout.superseded, true), (layout.results, false)] {
            try rebuildEnded(in: folder, isSuperseded: isSuperseded, known: &known, unreadable: &unreadable)
        }
        let unended = try rebuildUnended(known: known)
        var notes = [
            "Rebuilt the journal: \(known.count) jobs that have a result, \(unended) that have none and run again.",
            "Forgotten: jobs whose results were taken, attempts and interruptions so far, idempotency keys of ended jobs, "
                + "start limits, statistics, those of portals included.",
        ]
        if unreadable > 0 { notes.append("\(unreadable) results could not be read and were left where they are.") }
        return notes
    }

    private func rebuildEnded(
        in folder: Directory, isSuperseded: Bool, known: inout Set<JobID>, unreadable: inout Int
    ) throws {
        var batch: [RebuiltEnd] = []
        var entries = try folder.entries()
        while let entry = try entries.next() {
            let name = entry.name.description
            guard name.hasSuffix(".result.json") else { continue }
            guard let end = try rebuiltEnd(entry.name, in: folder, isSuperseded: isSuperseded) else {
                unreadable += 1
                continue
            }
            guard known.insert(end.id).inserted else { continue }
            batch.append(end)
            guard batch.count >= Self.batchCount else { continue }
            _ = try journal.rebuild(ended: batch, unended: [])
            batch.removeAll(keepingCapacity: true)
        }
        _ = try journal.rebuild(ended: batch, unended: [])
    }

    private func rebuiltEnd(
        _ file: FileName, in folder: Directory, isSuperseded: Bool
    ) throws(SystemError) -> RebuiltEnd? {
        let bytes = try folder.readFile(file, limit: ResultSummary.maxBytes).bytes
        let summary: ResultSummary
        do {
            summary = try ResultSummary(parsing: bytes)
        } catch {
            return nil
        }
        let stem = String(file.description.dropLast(".result.json".count))
        return RebuiltEnd(
            id: summary.id, name: summary.name, resultName: isSuperseded ? summary.name : stem, type: summary.type,
            owner: summary.owner, sha256: summary.sha256, duplicateOf: summary.duplicateOf, status: summary.status,
            resting: RestingPlace(after: summary.status), reason: summary.reason, receivedAt: summary.receivedAt,
            startedAt: summary.startedAt, finishedAt: summary.finishedAt)
    }

    private func rebuildUnended(known: Set<JobID>) throws -> Int {
        var count = 0
        var batch: [Arrival] = []
        var entries = try layout.active.entries()
        while let entry = try entries.next() {
            guard let file = ActiveFileName(entry.name), !known.contains(file.id) else { continue }
            let arrival = try read(file)
            // A rejected file has no job to write; the next start claims it anew and publishes the refusal.
            guard case .valid = arrival.verdict else { continue }
            count += 1
            batch.append(arrival)
            guard batch.count >= Self.batchCount else { continue }
            _ = try journal.rebuild(ended: [], unended: batch)
            batch.removeAll(keepingCapacity: true)
        }
        _ = try journal.rebuild(ended: [], unended: batch)
        return count
    }

    private func read(_ file: ActiveFileName) throws(SystemError) -> Arrival {
        let status = try layout.active.status(of: file.fileName)
        let bytes = try layout.active.readFile(file.fileName, limit: JobFileReader.maxBytes + 1).bytes
        return Arrival(
            id: file.id, name: file.name, owner: status.user, bytes: bytes, sha256: Digest.sha256(bytes),
            file: status.identity, receivedAt: Timestamp(microseconds: Int64(file.id.milliseconds) * 1_000),
            verdict: judge(bytes))
    }
}

extension RestingPlace {
    /// Where a job file rests after an end (docs/file-formats.md).
    init(after status: JobStatus) {
        switch status {
        case .succeeded, .partial: self = .archive
        case .rejected: self = .rejected
        case .failed, .timedOut, .cancelled, .expired: self = .failed
        }
    }
}
