import CarretelCore

/// Keeps a table of the journal within its limits.
struct TableRetention {
    let work: Housework
    let table: JournalTable

    /// Asks for one small step after the other.
    func run(_ report: inout PlaceReport) async throws(FailureReason) {
        let limits = report.limits
        let now = work.attempt.now.wall
        var purge = JournalPurge(
            table: table, before: limits.age.map { now + (.zero - max($0, limits.youngest)) },
            youngest: limits.youngest > .zero ? now + (.zero - limits.youngest) : nil, keep: limits.count,
            bytes: limits.bytes)
        guard !work.isDryRun else {
            guard let count = try work.house.preview(purge, now: now, isCancelled: work.isCancelled) else {
                throw .cancelled
            }
            report.removed = count
            return
        }
        let chores = JournalChores(work: work)
        while true {
            guard let step = try await chores.ask(.purge(purge)) else {
                report.skipped = JournalChores.refusal
                return
            }
            report.removed += step.rows
            report.bytes += step.bytes
            guard !step.isDone else { return }
            work.progress.tell("\(table.rawValue): \(report.removed) rows gone", removed: report.removed)
            purge.goOn(after: step)
        }
    }
}

/// Asks the journal for steps, with rests between them.
struct JournalChores {
    static let refusal = "There is no journal to be looked after here: a running daemon looks after its own."

    let work: Housework

    /// Has a step done, and rests after it unless it was the last.
    ///
    /// - Returns: what it came to; nil where there is no journal, which is a warning and no failure.
    /// - Throws: policy `cancelled`, and what else the port says.
    func ask(_ chore: JournalChore) async throws(FailureReason) -> ChoreReport? {
        guard !work.isOver else { throw .cancelled }
        let start = work.attempt.now.monotonic
        let step: ChoreReport
        do throws(FailureReason) {
            step = try await work.attempt.ask(chore)
        } catch {
            guard error.code == "chore_refused" else { throw error }
            work.attempt.warn(Warning(code: "chore_skipped", message: "\(chore.name) was skipped. \(error.message)"))
            return nil
        }
        guard !step.isDone else { return step }
        let pace = ChorePace(factor: work.settings.journalRestFactor)
        await work.attempt.wait(pace.rest(took: step.took, elapsed: work.attempt.now.monotonic - start))
        return step
    }
}

extension JournalChore {
    /// For people.
    fileprivate var name: String {
        switch self {
        case .purge(let purge): "Retention of \(purge.table.rawValue)"
        case .shrink: "vacuum"
        }
    }
}
