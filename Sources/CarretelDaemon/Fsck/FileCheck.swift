internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Holds every file against the journal: nothing in `active/` without an unended job, no result without an ended one,
/// no job with two results.
struct FileCheck {
    let layout: SpoolLayout
    let reader: HistoryReader
    /// Called between two batches; throws when the check is to end.
    let pause: () throws -> Void

    func run(into report: inout FsckReport, doubts: inout Doubts) throws {
        try checkActive(into: &report, doubts: &doubts)
        var seen: Set<JobID> = []
        try checkResults(in: layout.results, "outgoing/results", seen: &seen, into: &report)
        try checkResults(in: layout.superseded, "outgoing/superseded", seen: &seen, into: &report)
    }

    private func checkActive(into report: inout FsckReport, doubts: inout Doubts) throws {
        var chunk: [ActiveFileName] = []
        var entries = try layout.active.entries()
        while let entry = try entries.next() {
            guard let file = ActiveFileName(entry.name) else {
                report.add(
                    .init(
                        "active_file_foreign",
                        "active/\(TerminalText.escape(entry.name.description)) is not a file of Carretel's.",
                        hint: "Move it elsewhere; active/ is Carretel's own."))
                continue
            }
            report.activeFiles += 1
            chunk.append(file)
            guard chunk.count >= Fsck.batchCount else { continue }
            try doubt(chunk, &doubts)
            chunk.removeAll(keepingCapacity: true)
            try pause()
        }
        try doubt(chunk, &doubts)
    }

    private func doubt(_ files: [ActiveFileName], _ doubts: inout Doubts) throws {
        let states = try reader.states(of: files.map(\.id))
        doubts.strangers += files.filter { file in
            guard let state = states[file.id] else { return true }
            return state.state == .ended
        }
    }

    private func checkResults(
        in folder: Directory, _ folderName: String, seen: inout Set<JobID>, into report: inout FsckReport
    ) throws {
        let places = PublishedResult(layout: layout, resultName: "")
        var chunk: [(id: JobID, shown: String)] = []
        var entries = try folder.entries()
        while let entry = try entries.next() {
            guard entry.name.description.hasSuffix(".result.json") else { continue }
            let shown = "\(folderName)/\(TerminalText.escape(entry.name.description))"
            guard let id = try places.jobID(of: entry.name, in: folder) else {
                report.add(
                    .init("result_unreadable", "\(shown) does not say whose it is.", hint: "Move it elsewhere."))
                continue
            }
            guard seen.insert(id).inserted else {
                report.add(
                    .init(
                        "result_doubled", "\(shown) is a second result of the job \(id.text).",
                        hint: "Keep the one whose time is later; please report this."))
                continue
            }
            chunk.append((id, shown))
            guard chunk.count >= Fsck.batchCount else { continue }
            try findStrangers(chunk, into: &report)
            chunk.removeAll(keepingCapacity: true)
            try pause()
        }
        try findStrangers(chunk, into: &report)
    }

    private func findStrangers(_ results: [(id: JobID, shown: String)], into report: inout FsckReport) throws {
        let states = try reader.states(of: results.map(\.id))
        for (id, shown) in results where states[id]?.state != .ended {
            if states[id] == nil, try reader.mayBePurged(id) {
                report.purgedResults += 1
                continue
            }
            report.add(
                .init(
                    "result_without_job", "\(shown) belongs to no ended job of the journal.",
                    hint: "It may be of another spool, or of a journal that was lost; move it elsewhere."))
        }
    }
}
