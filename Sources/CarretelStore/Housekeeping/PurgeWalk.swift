import CarretelCore

/// Walks over a table from its oldest row on and decides which rows go.
///
/// A walk ends at the last row, or where so many rows in a row are within the limits that none behind them can be
/// otherwise: numbers follow the time of receipt but for corrections of the clock and long jobs.
struct PurgeWalk {
    /// So many rows in a row are looked at before the rest is taken for young.
    static let youngMax = 256

    private let before: Timestamp?
    private let bytes: Int?
    /// By how many rows the table passes its limit.
    private var excess: Int
    private var young = 0
    /// The last row that was looked at.
    private(set) var cursor: Int64
    /// Whether nothing is left to do.
    private(set) var isDone = false

    /// Begins or goes on.
    ///
    /// - Parameters:
    ///   - purge: the limits and where to go on.
    ///   - count: how many rows there are.
    init(_ purge: JournalPurge, count: Int) {
        before = purge.before
        bytes = purge.bytes
        excess = purge.keep.map { count - $0 } ?? 0
        cursor = purge.cursor ?? 0
        isDone = purge.before == nil && purge.keep == nil && purge.bytes == nil
    }

    /// Goes on until everything is looked at or `isSpent`, which is asked before each row but the first.
    ///
    /// - Parameters:
    ///   - source: the rows.
    ///   - isSpent: whether this was enough for now.
    ///   - remove: is called with each row that goes.
    /// - Throws: what reading and `remove` throw.
    mutating func go(
        over source: PurgeSource, isSpent: () -> Bool, remove: (PurgeCandidate) throws(StoreFailure) -> Void
    ) throws(StoreFailure) {
        var isBegun = false
        while !isDone {
            let isFull = try bytes.map { (limit) throws(StoreFailure) in try source.usedBytes() > limit } ?? false
            let rows = try source.rows(after: cursor)
            if rows.isEmpty { isDone = true }
            for row in rows {
                if isBegun, isSpent() { return }
                isBegun = true
                cursor = row.number
                guard isFull || excess > 0 || before.map({ row.moment < $0 }) ?? false else {
                    young += 1
                    continue
                }
                young = 0
                guard try !source.isNeeded(row) else { continue }
                try remove(row)
                excess -= 1
            }
            if young >= Self.youngMax { isDone = true }
        }
    }
}
