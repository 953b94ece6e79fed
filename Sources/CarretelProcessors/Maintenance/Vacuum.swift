import CarretelCore

/// Gives what the journal's file does not need back to the file system.
struct Vacuum {
    let work: Housework

    /// Asks for one small step after the other, and goes on with a report that is begun.
    func run(_ report: inout ActionReport) async throws(FailureReason) {
        guard !work.isDryRun else {
            // What retention would remove leaves more, so that this is the least.
            guard let bytes = try work.house.spareBytes() else {
                report.skipped = JournalChores.refusal
                return
            }
            report.returned = (bytes, nil)
            return
        }
        work.progress.tell("looking")
        let chores = JournalChores(work: work)
        var (bytes, steps) = (report.returned?.bytes ?? 0, report.returned?.steps ?? 0)
        while let step = try await chores.ask(.shrink) {
            bytes += step.bytes
            steps += 1
            report.returned = (bytes, steps)
            guard !step.isDone else {
                report.skipped = step.note
                return
            }
            work.progress.tell("\(HumanText.bytes(bytes)) given back")
        }
        report.skipped = JournalChores.refusal
    }
}
