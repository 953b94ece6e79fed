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
        for place in [PublishedResult.Place.results, .superseded] {
            try checkResults(in: place, into: &report, doubts: &doubts)
        }
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
        in place: PublishedResult.Place, into report: inout FsckReport, doubts: inout Doubts
    ) throws {
        var chunk: [FoundResult] = []
        var entries = try place.folder(of: layout).entries()
        while let entry = try entries.next() {
            guard entry.name.description.hasSuffix(".result.json") else { continue }
            guard let id = try owner(of: entry.name, in: place, into: &report) else { continue }
            chunk.append(FoundResult(id: id, place: place, name: entry.name))
            guard chunk.count >= Fsck.batchCount else { continue }
            try hold(chunk, into: &report, doubts: &doubts)
            chunk.removeAll(keepingCapacity: true)
            try pause()
        }
        try hold(chunk, into: &report, doubts: &doubts)
    }

    private func owner(
        of name: FileName, in place: PublishedResult.Place, into report: inout FsckReport
    ) throws -> JobID? {
        let places = PublishedResult(layout: layout, resultName: "")
        let folder = place.folder(of: layout)
        if let id = try places.jobID(of: name, in: folder) { return id }
        // A reader may have taken it since it was listed.
        guard try folder.statusIfPresent(of: name) != nil else { return nil }
        if let id = try places.jobID(of: name, in: folder) { return id }
        report.add(
            .init(
                "result_unreadable", "\(place.shown(name)) does not say whose it is.", hint: "Move it elsewhere."))
        return nil
    }

    /// Holds results against the rows of their jobs, each of which says where its one result is.
    private func hold(_ results: [FoundResult], into report: inout FsckReport, doubts: inout Doubts) throws {
        let states = try reader.states(of: results.map(\.id))
        for result in results {
            if let state = states[result.id], state.state == .ended {
                if try result.isDoubled(of: state, layout) { doubts.doubled.append((result, state)) }
            } else if states[result.id] == nil, try reader.mayBePurged(result.id) {
                report.purgedResults += 1
            } else {
                report.add(
                    .init(
                        "result_without_job", "\(result.shown) belongs to no ended job of the journal.",
                        hint: "It may be of another spool, or of a journal that was lost; move it elsewhere."))
            }
        }
    }
}

/// A result in one of the two folders of results.
struct FoundResult {
    let id: JobID
    let place: PublishedResult.Place
    let name: FileName

    /// For people.
    var shown: String { place.shown(name) }

    /// Whether its job has another result, in the place that the job's row says. Nothing is remembered of the results
    /// that were seen, because there may be millions.
    func isDoubled(of state: JournalledState, _ layout: SpoolLayout) throws(SystemError) -> Bool {
        let places = PublishedResult(layout: layout, resultName: state.resultName)
        let isOwn =
            switch try places.place(ofJob: id) {
            case .results: place == .results && name == FileName("\(state.resultName).result.json")
            case .superseded: place == .superseded && name == FileName("\(state.resultName).\(id.text).result.json")
            case nil: true
            }
        // Whatever is elsewhere must be there still, and still be of that job.
        guard !isOwn else { return false }
        return try places.jobID(of: name, in: place.folder(of: layout)) == id
    }
}

extension PublishedResult.Place {
    /// Its folder.
    func folder(of layout: SpoolLayout) -> Directory {
        switch self {
        case .results: layout.results
        case .superseded: layout.superseded
        }
    }

    /// A file of it, for people.
    func shown(_ name: FileName) -> String {
        let folder =
            switch self {
            case .results: "outgoing/results"
            case .superseded: "outgoing/superseded"
            }
        return "\(folder)/\(TerminalText.escape(name.description))"
    }
}
