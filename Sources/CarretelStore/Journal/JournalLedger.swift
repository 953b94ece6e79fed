// The marks of the journal, kept in memory by its one writer and written with each transaction that moves them.

import CarretelCore
import GRDB

/// The one row of `ledger`, without the counters that only ever move by differences.
struct JournalLedger: Equatable {
    var lastNumber: Int64
    var lastEnd: Int64
    var lastEndAt: Int64?
    /// Every result up to this end is in its place.
    var published: Int64
    /// … and on disk.
    var durable: Int64
    /// The claims of jobs up to this number are on disk.
    var claimsDurable: Int64

    init(_ database: Database) throws {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM ledger") else {
            throw StoreFailure(.corrupt, "The journal has lost its ledger.")
        }
        lastNumber = row["last_number"]
        lastEnd = row["last_end"]
        lastEndAt = row["last_end_at"]
        published = row["published"]
        durable = row["durable"]
        claimsDurable = row["claims_durable"]
    }
}
