import CarretelCore

/// Keeps a table of the journal within its limits.
struct TableRetention: PlaceKeeper {
    private let table: JournalTable
    /// The next step; nil before the first.
    private var next: JournalPurge?

    init(_ table: JournalTable) {
        self.table = table
    }

    /// Asks for one small step after the other.
    mutating func run(_ work: Housework, _ report: inout PlaceReport) async throws(FailureReason) {
        var purge = if let next { next } else { try begin(work, &report) }
        defer { next = purge }
        guard !work.isDryRun else {
            let now = work.attempt.now.wall
            guard let found = try work.house.preview(purge, now: now, isCancelled: work.isCancelled) else {
                throw .cancelled
            }
            report.remove(found, rowBytes: purge.rowBytes)
            return
        }
        let chores = JournalChores(work: work)
        while true {
            guard let step = try await chores.ask(.purge(purge)) else {
                report.skipped = JournalChores.refusal
                return
            }
            report.remove(step, rowBytes: purge.rowBytes)
            guard !step.isDone else { return }
            work.progress.tell("\(table.rawValue): \(report.removed) rows gone", removed: report.removed)
            purge.goOn(after: step)
        }
    }

    /// Takes what a step of the journal has no time for: the number of rows that nothing counts, which only limits on
    /// number and bytes need, and their average size.
    private func begin(_ work: Housework, _ report: inout PlaceReport) throws(FailureReason) -> JournalPurge {
        let limits = report.limits
        let counts = limits.count != nil || limits.bytes != nil
        guard let survey = try work.house.survey(table, counts: counts, isCancelled: work.isCancelled) else {
            throw .cancelled
        }
        report.rows = survey.rows
        let now = work.attempt.now.wall
        return JournalPurge(
            table: table, before: limits.age.map { now + (.zero - max($0, limits.youngest)) },
            youngest: limits.youngest > .zero ? now + (.zero - limits.youngest) : nil, keep: limits.count,
            bytes: limits.bytes, rows: survey.rows, rowBytes: survey.rowBytes)
    }
}

extension PlaceReport {
    /// Notes rows that went.
    fileprivate mutating func remove(_ step: ChoreReport, rowBytes: Int?) {
        removed += step.rows
        causes[.age, default: 0] += step.rows - step.byCount - step.byBytes
        causes[.count, default: 0] += step.byCount
        causes[.bytes, default: 0] += step.byBytes
        bytes = removed == 0 ? 0 : rowBytes.map { $0 * removed }
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
