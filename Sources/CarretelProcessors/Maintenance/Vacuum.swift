import CarretelCore

/// Gives what the journal's file does not need back to the file system.
struct Vacuum {
    let work: Housework

    /// Asks for one small step after the other.
    func run(_ report: inout ActionReport) async throws(FailureReason) {
        guard !work.isDryRun else {
            report.skipped = "How much there is to give back shows only when it is given."
            return
        }
        work.progress.tell("looking")
        let chores = JournalChores(work: work)
        var (bytes, steps) = (0, 0)
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
