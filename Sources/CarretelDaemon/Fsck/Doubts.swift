internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// What looked wrong at the first look and may only have been in motion.
struct Doubts {
    /// Unended jobs whose file is not in `active/`.
    var withoutFile: [JournalledState] = []
    /// Files in `active/` whose job the journal does not know, or says has ended.
    var strangers: [ActiveFileName] = []
    /// Ended jobs that have no result although their job file has not left `active/`, or whose result belongs to
    /// another job.
    var unpublished: [JournalledState] = []
    /// Results whose job has another one in its place, which also looks so when a name is used again just then.
    var doubled: [(result: FoundResult, state: JournalledState)] = []

    var count: Int { withoutFile.count + strangers.count + unpublished.count + doubled.count }

    /// Turns what is left into findings.
    func state(into report: inout FsckReport) {
        for job in withoutFile {
            report.add(
                .init(
                    "active_file_missing",
                    "\(job.id.text) (\(TerminalText.escape(job.name))) is not ended, but its file is not in active/.",
                    hint: "The next start of the daemon writes it again from the journal."))
        }
        for file in strangers {
            report.add(
                .init(
                    "active_file_unknown",
                    "active/\(TerminalText.escape(file.fileName.description)) belongs to no unended job.",
                    hint: "The next start of the daemon claims it anew, or moves it where it belongs."))
        }
        for job in unpublished {
            report.add(
                .init(
                    "result_unpublished",
                    "\(job.id.text) (\(TerminalText.escape(job.name))) has ended, but its result is not in its place.",
                    hint: "The next start of the daemon publishes it again."))
        }
        for (result, _) in doubled {
            report.add(
                .init(
                    "result_doubled", "\(result.shown) is a second result of the job \(result.id.text).",
                    hint: "Keep the one whose time is later; please report this."))
        }
    }
}

/// Looks at doubts again.
struct DoubtCheck {
    let layout: SpoolLayout
    let reader: HistoryReader

    /// Those that still look wrong.
    func remaining(_ doubts: Doubts) throws -> Doubts {
        let ids = doubts.withoutFile.map(\.id) + doubts.strangers.map(\.id)
        var states: [JobID: JobState] = [:]
        for chunk in ids.chunks(of: Fsck.batchCount) {
            for (id, state) in try reader.states(of: Array(chunk)) { states[id] = state.state }
        }
        var remaining = Doubts()
        for job in doubts.withoutFile where isUnended(states[job.id]) {
            if try !isActive(ActiveFileName(id: job.id, name: job.name)) { remaining.withoutFile.append(job) }
        }
        for file in doubts.strangers where !isUnended(states[file.id]) {
            if try isActive(file) { remaining.strangers.append(file) }
        }
        for job in doubts.unpublished where try isActive(ActiveFileName(id: job.id, name: job.name)) {
            remaining.unpublished.append(job)
        }
        for (result, state) in doubts.doubled where try result.isDoubled(of: state, layout) {
            remaining.doubled.append((result, state))
        }
        return remaining
    }

    private func isUnended(_ state: JobState?) -> Bool {
        state.map { $0 != .ended } ?? false
    }

    private func isActive(_ file: ActiveFileName) throws(SystemError) -> Bool {
        try layout.active.statusIfPresent(of: file.fileName) != nil
    }
}
