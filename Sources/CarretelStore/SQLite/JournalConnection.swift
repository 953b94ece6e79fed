// Opens the writing connection of the journal.

import GRDB

/// The way to the journal's one writing connection.
enum JournalConnection {
    /// "Crtl" is the mark of our journals.
    static let kind = DatabaseKind(
        name: "journal", remedy: "start carretel serve once", applicationID: 0x4372_746C, pageBytes: 4_096,
        shrinks: true, migrator: JournalSchema.migrator)

    /// Opens the database at `path`, makes it durable and brings its schema up to date.
    ///
    /// - Throws: ``StoreFailure`` with every code but `refused`.
    static func open(_ path: String, creating: Bool, settings: JournalSettings) throws(StoreFailure) -> DatabaseQueue {
        let isNew = !DatabaseFile.exists(path)
        if isNew, !creating {
            throw StoreFailure(.missing, "There is no journal at \(path).")
        }
        let queue = try DurableConnection.open(
            path, kind,
            ConnectionSettings(
                checkpointPages: settings.checkpointPages, cacheKibibytes: settings.cacheKibibytes,
                busyTimeoutSeconds: settings.busyTimeoutSeconds))
        if isNew {
            try translatingFailures {
                try queue.writeWithoutTransaction { try prepareLog($0, settings: settings) }
            }
        }
        return queue
    }

    /// Writes the write-ahead log to its usual size once. A commit into a log that does not grow needs about half the
    /// time of one that does, and it is the first jobs of a fresh spool that are watched.
    private static func prepareLog(_ database: Database, settings: JournalSettings) throws {
        let pages = settings.preparedLogPages
        guard pages > 0 else { return }
        let pagesAtOnce = 64
        try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0")
        try database.execute(sql: "CREATE TABLE padding (bytes BLOB NOT NULL) STRICT")
        try database.execute(sql: "INSERT INTO padding VALUES (zeroblob(?))", arguments: [pagesAtOnce * 4_096])
        for _ in 0..<(pages / pagesAtOnce) {
            // Random, because SQLite does not write a page again that does not change.
            try database.execute(
                sql: "UPDATE padding SET bytes = randomblob(?)", arguments: [pagesAtOnce * 4_096])
        }
        try database.execute(
            sql: """
                DROP TABLE padding;
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = \(settings.checkpointPages);
                """)
        // Everything is copied into the database and synced, and the next commit starts the log at its beginning.
        _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(RESTART)")
        try DurableConnection.verifyDurable(database)
    }
}
