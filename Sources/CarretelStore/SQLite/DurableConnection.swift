// Opens the one writing connection of a database and proves that it is durable before anything is written. A file that
// is damaged, foreign or newer is refused and left exactly as it was.

import GRDB

/// A kind of database file: what tells its files from those of other programs, and how its schema comes about.
struct DatabaseKind {
    /// As messages call it: `journal`.
    var name: String
    /// What completes the schema of a file that a reader finds without it, for people.
    var remedy: String
    /// What `PRAGMA application_id` says of such a file.
    var applicationID: Int
    /// The page size of a new file.
    var pageBytes: Int
    /// Whether a new file can give pages back that hold nothing.
    var shrinks = false
    var migrator: DatabaseMigrator

    /// Refuses a database of some other program.
    func refuseForeign(_ database: Database, path: String) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
            throw StoreFailure(.foreign, "\(path) is a database, but no \(name) of Carretel.")
        }
    }

    /// Refuses a database that this version cannot read: a later one's, or one whose schema is not complete.
    func refuseOtherVersions(_ database: Database, path: String) throws {
        guard try !migrator.hasBeenSuperseded(database) else {
            throw StoreFailure(.newerSchema, "\(path) was written by a later version of Carretel.")
        }
        guard try migrator.hasCompletedMigrations(database) else {
            throw StoreFailure(.missing, "\(path) is of an earlier version or not complete yet; \(remedy).")
        }
    }
}

/// How a writing connection is set.
struct ConnectionSettings {
    /// The log is copied into the database when it has this many pages.
    var checkpointPages: Int
    /// How much of the database is kept in memory.
    var cacheKibibytes: Int
    /// How long a lock of another process is waited for.
    var busyTimeoutSeconds: Double
}

/// The way to the writing connection of a database.
enum DurableConnection {
    /// Opens the database at `path`, made when there is none, makes it durable and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - path: the database file; its log and index stand beside it.
    ///   - kind: what it has to be.
    ///   - settings: how the connection is set.
    /// - Returns: the connection, durable by its own reading.
    /// - Throws: ``StoreFailure`` with every code but `refused`.
    static func open(
        _ path: String, _ kind: DatabaseKind, _ settings: ConnectionSettings
    ) throws(StoreFailure) -> DatabaseQueue {
        try translatingFailures {
            var configuration = Configuration()
            configuration.busyMode = .timeout(settings.busyTimeoutSeconds)
            configuration.label = kind.name
            let isNew = !DatabaseFile.exists(path)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                if isNew {
                    try database.execute(sql: "PRAGMA page_size = \(kind.pageBytes)")
                    // Only before the first page is written.
                    if kind.shrinks { try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
                    try database.execute(sql: "PRAGMA application_id = \(kind.applicationID)")
                } else {
                    try kind.refuseForeign(database, path: path)
                }
                try makeDurable(database, settings)
            }
            try migrate(queue, kind, path: path)
            return queue
        }
    }

    /// Sets what makes a commit durable and reads it back. GRDB is not asked to switch WAL on, because it sets
    /// `synchronous` to NORMAL when it does.
    private static func makeDurable(_ database: Database, _ settings: ConnectionSettings) throws {
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

    private static func migrate(_ queue: DatabaseQueue, _ kind: DatabaseKind, path: String) throws {
        guard try !queue.read(kind.migrator.hasBeenSuperseded) else {
            throw StoreFailure(
                .newerSchema, "\(path) was written by a later version of Carretel; run that version, or a newer one.")
        }
        guard try !queue.read(kind.migrator.hasCompletedMigrations) else { return }
        try kind.migrator.migrate(queue)
    }
}
