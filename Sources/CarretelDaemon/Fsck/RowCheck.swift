internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Holds every row of the journal against the files: an unended job has its file in `active/`, an ended one has its
/// result, or its reader took it.
struct RowCheck {
    let layout: SpoolLayout
    let reader: HistoryReader
    /// Called between two batches; throws when the check is to end.
    let pause: () throws -> Void

    func run(into report: inout FsckReport, doubts: inout Doubts) throws {
        var last = JobNumber(rawValue: 0)
        while true {
            let rows = try reader.states(after: last, limit: Fsck.batchCount)
            guard let end = rows.last else { return }
            for row in rows {
                if row.state == .ended {
                    report.ended += 1
                    try checkEnded(row, into: &report, doubts: &doubts)
                } else {
                    report.unended += 1
                    let name = ActiveFileName(id: row.id, name: row.name).fileName
                    if try layout.active.statusIfPresent(of: name) == nil { doubts.withoutFile.append(row) }
                }
            }
            last = end.number
            try pause()
        }
    }

    private func checkEnded(
        _ row: JournalledState, into report: inout FsckReport, doubts: inout Doubts
    ) throws(SystemError) {
        let places = PublishedResult(layout: layout, resultName: row.resultName)
        switch try places.place(ofJob: row.id) {
        case .results, .superseded:
            report.results += 1
        case .none:
            // The job file leaves active/ last: as long as it is there, the result was not there to be taken.
            let name = ActiveFileName(id: row.id, name: row.name).fileName
            if try layout.active.statusIfPresent(of: name) != nil {
                doubts.unpublished.append(row)
            } else {
                report.taken += 1
            }
        }
    }
}
