import CarretelCore

/// Which limit decides that a row goes.
enum PurgeCause: Sendable {
    case age, count, bytes
}

extension ChoreReport {
    /// Notes that a row went.
    mutating func addRow(_ cause: PurgeCause) {
        rows += 1
        switch cause {
        case .age: break
        case .count: byCount += 1
        case .bytes: byBytes += 1
        }
    }
}

/// Walks over a table from its oldest row on and decides which rows go.
///
/// Numbers follow the time of receipt but for corrections of the clock and long jobs. So where many rows in a row are
/// within the limits, those behind them are looked at by samples only, ever farther apart: the walk goes on when one of
/// them is to go, and ends when none is.
struct PurgeWalk {
    /// So many rows in a row are looked at before samples are taken.
    static let youngMax = 256

    private let before: Timestamp?
    private let youngest: Timestamp?
    /// By how many rows the table passes its limit on number; nil where it has none, or its rows are not counted.
    private var beyondCount: Int?
    /// By how many rows of average size it passes that on bytes.
    private var beyondBytes: Int?
    /// Below ``youngMax`` how many rows in a row are within the limits; from then on how far behind the cursor the next
    /// sample is.
    private(set) var young: Int
    /// The last row that was looked at.
    private(set) var cursor: Int64
    /// Whether nothing is left to do.
    private(set) var isDone = false
    private var isBegun = false

    /// Begins or goes on.
    ///
    /// - Parameters:
    ///   - purge: the limits and where to go on.
    ///   - source: the rows.
    /// - Throws: what reading throws.
    init(_ purge: JournalPurge, over source: PurgeSource) throws(StoreFailure) {
        before = purge.before
        youngest = purge.youngest
        let rows = try source.rowCount(for: purge)
        if let rows, let keep = purge.keep { beyondCount = rows - keep }
        if let rows, let bytes = purge.bytes, let size = purge.rowBytes { beyondBytes = rows - bytes / size }
        cursor = purge.cursor ?? 0
        young = purge.young
        isDone = purge.before == nil && beyondCount == nil && beyondBytes == nil
    }

    /// Goes on until everything is looked at or `isSpent`, which is asked before each row but the first.
    ///
    /// - Parameters:
    ///   - source: the rows.
    ///   - isSpent: whether this was enough for now.
    ///   - remove: is called with each row that goes, and why.
    /// - Throws: what reading and `remove` throw.
    mutating func go(
        over source: PurgeSource, isSpent: () -> Bool,
        remove: (PurgeCandidate, PurgeCause) throws(StoreFailure) -> Void
    ) throws(StoreFailure) {
        isBegun = false
        while !isDone {
            let goesOn =
                young < Self.youngMax
                ? try look(over: source, isSpent, remove) : try sample(source, isSpent)
            guard goesOn else { return }
        }
    }

    /// Looks at some rows, one after the other.
    ///
    /// - Returns: false when it was enough.
    private mutating func look(
        over source: PurgeSource, _ isSpent: () -> Bool,
        _ remove: (PurgeCandidate, PurgeCause) throws(StoreFailure) -> Void
    ) throws(StoreFailure) -> Bool {
        let rows = try source.rows(after: cursor)
        if rows.isEmpty { isDone = true }
        for row in rows where young < Self.youngMax {
            guard mayGoOn(isSpent) else { return false }
            cursor = row.number
            guard let cause = cause(toRemove: row) else {
                young += 1
                continue
            }
            young = 0
            guard try !source.isNeeded(row) else { continue }
            try remove(row, cause)
            beyondCount = beyondCount.map { $0 - 1 }
            beyondBytes = beyondBytes.map { $0 - 1 }
        }
        return true
    }

    /// Looks at one row farther on. One that must stay says nothing: it would be found again with every walk.
    ///
    /// - Returns: false when it was enough.
    private mutating func sample(_ source: PurgeSource, _ isSpent: () -> Bool) throws(StoreFailure) -> Bool {
        guard mayGoOn(isSpent) else { return false }
        let (number, isBeyond) = cursor.addingReportingOverflow(Int64(young))
        guard !isBeyond, let row = try source.row(after: number) else {
            isDone = true
            return true
        }
        if cause(toRemove: row) != nil, try !source.isNeeded(row) { young = 0 } else { young += young / 4 }
        return true
    }

    private mutating func mayGoOn(_ isSpent: () -> Bool) -> Bool {
        defer { isBegun = true }
        return !isBegun || !isSpent()
    }

    /// Nil when it is within the limits.
    private func cause(toRemove row: PurgeCandidate) -> PurgeCause? {
        if let youngest, row.moment > youngest { return nil }
        if let before, row.moment < before { return .age }
        if let beyondCount, beyondCount > 0 { return .count }
        if let beyondBytes, beyondBytes > 0 { return .bytes }
        return nil
    }
}
