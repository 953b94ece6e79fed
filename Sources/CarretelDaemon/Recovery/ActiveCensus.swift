internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Logging

/// Compares `active/` with the journal, in pieces of bounded size, and mends what differs: every unended job has its
/// file there, and nothing else is.
struct ActiveCensus {
    /// What was found.
    struct Findings {
        /// Files that the journal does not know: claimed, but the daemon ended before the journal had them. They are
        /// claimed anew under their own ids.
        var unknown: [ActiveFileName] = []
        /// How many files of unended jobs were there.
        var unended = 0
        /// How many files of unended jobs were missing and were written again from the journal.
        var restored = 0
        /// How many files of ended and published jobs were moved where they belong.
        var retired = 0
    }

    let layout: SpoolLayout
    let journal: Journal
    let logger: Logger

    /// Walks over the folder.
    ///
    /// - Parameter unendedCount: how many jobs are not ended by the journal's own count.
    /// - Returns: what was found and done.
    /// - Throws: what the file system or the journal refused.
    func run(unendedCount: Int) throws -> Findings {
        var findings = Findings()
        var archive = Publisher(layout: layout, logger: logger)
        var entries = try layout.active.entries()
        var chunk: [ActiveFileName] = []
        while let entry = try entries.next() {
            guard let name = ActiveFileName(entry.name) else { continue }
            chunk.append(name)
            guard chunk.count >= Recovery.batchCount else { continue }
            try look(at: chunk, findings: &findings, publisher: &archive)
            chunk.removeAll(keepingCapacity: true)
        }
        try look(at: chunk, findings: &findings, publisher: &archive)
        if findings.unended < unendedCount { findings.restored = try restoreMissing() }
        report(findings)
        return findings
    }

    private func look(at files: [ActiveFileName], findings: inout Findings, publisher: inout Publisher) throws {
        let states = try journal.states(of: files.map(\.id))
        let known = Dictionary(states.map { ($0.id, $0) }) { first, _ in first }
        for file in files {
            guard let state = known[file.id] else {
                findings.unknown.append(file)
                continue
            }
            guard let ended = state.ended else {
                findings.unended += 1
                continue
            }
            try publisher.retire(id: file.id, name: file.name, to: ended.resting, finishedAt: ended.finishedAt)
            findings.retired += 1
        }
    }

    /// Files that somebody or something removed: the journal has their bytes.
    private func restoreMissing() throws -> Int {
        var last = JobNumber(rawValue: 0)
        var count = 0
        while true {
            let jobs = try journal.unendedIDs(after: last, limit: Recovery.batchCount)
            guard let end = jobs.last else { return count }
            for state in try journal.states(of: jobs.map(\.1)) {
                let name = ActiveFileName(id: state.id, name: state.name).fileName
                guard try layout.active.statusIfPresent(of: name) == nil else { continue }
                guard let body = try journal.body(of: state.number) else { continue }
                try layout.active.writeFile(name, body)
                count += 1
            }
            last = end.0
        }
    }

    private func report(_ findings: Findings) {
        guard !findings.unknown.isEmpty || findings.restored > 0 || findings.retired > 0 else { return }
        logger.notice(
            "Files and journal were made to agree",
            metadata: [
                "claimed_anew": "\(findings.unknown.count)", "restored_from_journal": "\(findings.restored)",
                "moved_to_their_place": "\(findings.retired)",
            ])
    }
}
