// Maintenance in small steps, within the transaction of whatever else is ready. A step looks at the clock after every
// row, because a row whose pages are not in memory can take a hundred times as long as the one before.

import CarretelCore
import GRDB

extension JournalSession {
    /// Does a step.
    func carryOut(
        _ chore: JournalChore, at now: Timestamp, in batch: inout JournalBatch
    ) throws(StoreFailure) -> ChoreReport {
        var budget = ChoreBudget(parts)
        var report: ChoreReport
        switch chore {
        case .purge(let purge):
            report = try translatingFailures { try self.purge(purge, at: now, &budget, in: &batch) }
        case .shrink: report = try translatingFailures { try shrink(&budget) }
        }
        report.took = budget.spent
        return report
    }

    private func purge(
        _ purge: JournalPurge, at now: Timestamp, _ budget: inout ChoreBudget, in batch: inout JournalBatch
    ) throws -> ChoreReport {
        let source = try PurgeSource(purge.table, at: now, in: database)
        let remover = try RowRemover(purge.table, in: database)
        var walk = try PurgeWalk(purge, over: source)
        var report = ChoreReport(isDone: true)
        try walk.go(
            over: source, isSpent: { budget.isSpent },
            remove: { (row, cause) throws(StoreFailure) in
                try remover.remove(row)
                budget.rows += 1
                report.addRow(cause)
                if let job = row.job { batch.tally.purge(status: job.status, type: job.type) }
            })
        try remover.count()
        guard !walk.isDone else { return report }
        (report.isDone, report.cursor, report.young) = (false, walk.cursor, walk.young)
        return report
    }

    /// A page at a time, one at least: the last of the file takes the place of one that holds nothing.
    private func shrink(_ budget: inout ChoreBudget) throws -> ChoreReport {
        guard try DatabaseFile.canShrink(database) else {
            return ChoreReport(
                isDone: true,
                note: "This journal was made by an earlier version and cannot give pages back while it is in use. Its "
                    + "free pages are used again. To have it written anew, stop the daemon and run carretel fsck "
                    + "--repair.")
        }
        let step = try PreparedStatement("PRAGMA incremental_vacuum(1)", in: database)
        let free = try PreparedStatement("PRAGMA freelist_count", in: database)
        let size = try PreparedStatement(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", in: database)
        let before = try size.first { row in row.count(0) } ?? 0
        var left = try free.first { row in row.count(0) } ?? 0
        while left > 0 {
            try step.run()
            budget.rows += 1
            let now = try free.first { row in row.count(0) } ?? 0
            guard now < left else { break }
            left = now
            if budget.isSpent { break }
        }
        let after = try size.first { row in row.count(0) } ?? 0
        return ChoreReport(bytes: before - after, isDone: left == 0)
    }
}

extension FailureReason {
    /// A chore met damage.
    static func damaged(_ failure: StoreFailure) -> FailureReason {
        FailureReason(
            .permanent, code: "storage_failed",
            message: "The journal is damaged where its old rows are, and nothing was removed: \(failure).",
            hint: "Stop the daemon and run carretel fsck, which says what is damaged. Jobs are taken and run meanwhile."
        )
    }
}

/// How much a step may still do.
struct ChoreBudget {
    private let stopwatch: @Sendable () -> Duration
    private let begin: Duration
    private let time: Duration
    private let rowsMax: Int
    /// What has been done, each of which may touch several pages.
    var rows = 0

    init(_ parts: JournalParts) {
        stopwatch = parts.stopwatch
        begin = parts.stopwatch()
        time = parts.settings.choreTime
        rowsMax = parts.settings.choreRows
    }

    /// The time since the beginning.
    var spent: Duration { stopwatch() - begin }

    /// Whether this was enough.
    var isSpent: Bool { rows >= rowsMax || spent >= time }
}
