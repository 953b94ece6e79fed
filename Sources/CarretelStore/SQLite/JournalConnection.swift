// Opens the writing connection of the journal and proves that it is durable before anything is written. A file that is
// damaged, foreign or newer is refused and left exactly as it was.

import GRDB

/// The way to the journal's one writing connection.
enum JournalConnection {
    /// "Crtl": tells our databases from those of other programs (`PRAGMA application_id`).
    static let applicationID = 0x4372_746C

    /// Opens the database at `path`, makes it durable and brings its schema up to date.
    ///
    /// - Throws: ``StoreFailure`` with every code but `refused`.
    static func open(_ path: String, creating: Bool, settings: JournalSettings) throws(StoreFailure) -> DatabaseQueue {
        let isNew = !DatabaseFile.exists(path)
        if isNew, !creating {
            throw StoreFailure(.missing, "There is no journal at \(path).")
        }
        return try translatingFailures {
            var configuration = Configuration()
            configuration.busyMode = .timeout(settings.busyTimeoutSeconds)
            configuration.label = "journal"
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                try refuseForeign(database, isNew: isNew, path: path)
                try makeDurable(database, settings: settings)
            }
            try migrate(queue, path: path)
            if isNew { try queue.writeWithoutTransaction { try prepareLog($0, settings: settings) } }
            return queue
        }
    }

    private static func refuseForeign(_ database: Database, isNew: Bool, path: String) throws {
        guard !isNew else {
            return try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
            throw StoreFailure(.foreign, "\(path) is a database, but no journal of Carretel.")
        }
    }

    /// Sets what makes a commit durable and reads it back. GRDB is not asked to switch WAL on, because it sets
    /// `synchronous` to NORMAL when it does.
    private static func makeDurable(_ database: Database, settings: JournalSettings) throws {
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
        guard mode == "wal" else {
            throw StoreFailure(
                .notWAL, "SQLite cannot keep a write-ahead log here; state_directory must be on a local disk.",
                cause: "journal_mode is \(mode ?? "unknown")")
        }
        try database.execute(
            sql: """
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = \(settings.checkpointPages);
                PRAGMA cache_size = -\(settings.cacheKibibytes);
                PRAGMA secure_delete = OFF;
                """)
        DatabaseFile.keepWriteAheadLog(of: database)
        try verifyDurable(database)
    }

    /// Refuses to go on with anything but `synchronous = FULL` in WAL mode.
    static func verifyDurable(_ database: Database) throws {
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        guard synchronous == 2 else {
            throw StoreFailure(
                .synchronousNotFull, "SQLite does not promise to sync each commit, so nothing may be accepted.",
                cause: "synchronous is \(synchronous.map(String.init) ?? "unknown")")
        }
    }

    private static func migrate(_ queue: DatabaseQueue, path: String) throws {
        let migrator = JournalSchema.migrator
        guard try !queue.read(migrator.hasBeenSuperseded) else {
            throw StoreFailure(
                .newerSchema, "\(path) was written by a later version of Carretel; run that version, or a newer one.")
        }
        guard try !queue.read(migrator.hasCompletedMigrations) else { return }
        try migrator.migrate(queue)
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
        try verifyDurable(database)
    }
}
