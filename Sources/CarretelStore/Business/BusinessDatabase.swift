// The business store on disk: one SQLite file, by default `state/business.sqlite` (docs/business-store.md). One job at a
// time writes it, in the lane of the synchronisation; any number of others read it meanwhile, each its own moment.

package import CarretelCore
import GRDB

/// The numbers of the business store. Each has a name and a default.
package struct BusinessSettings: Sendable {
    /// The log is copied into the database when it has this many pages of ``BusinessDatabase/pageBytes``: 64 MiB, some
    /// fifty pages of wide records.
    package var checkpointPages = 4_096
    /// How much of the database a writer keeps in memory: enough for what one page of records touches.
    package var cacheKibibytes = 16_384
    /// How long a lock of another process is waited for.
    package var busyTimeoutSeconds = 10.0
    /// How long changes are kept after they were handed out, and the counts of a job after its last page: the longest
    /// that a later attempt of the job can ask for them.
    package var handedOutLifetime = Duration.seconds(7 * 86_400)
    /// The most lines of changes in one row, and so in memory at once when they are handed out.
    package var linesTogether = 1_000

    /// The defaults.
    package init() {}
}

/// The business store in a file, opened by each job that uses it.
package struct BusinessDatabase: BusinessStore {
    /// The file's usual name in the state folder.
    package static let fileName = "business.sqlite"

    private let path: String
    private let settings: BusinessSettings

    /// Names the file; nothing is opened or made yet.
    ///
    /// - Parameters:
    ///   - path: its folder must be there when the store is used.
    ///   - settings: the numbers.
    package init(path: String, settings: BusinessSettings = BusinessSettings()) {
        self.path = path
        self.settings = settings
    }

    /// Opens the file for one job that writes, making or migrating it when needed, and clears away what nobody can ask
    /// for any more.
    package func beginSync(
        from source: BusinessSource, job: JobID, at now: Timestamp
    ) throws(FailureReason) -> any BusinessSync {
        let run = SyncRun(source: source, job: job, now: now, settings: settings)
        let database = try reportingFailures { () throws(StoreFailure) in
            try DurableConnection.open(
                path, Self.kind,
                ConnectionSettings(
                    checkpointPages: settings.checkpointPages, cacheKibibytes: settings.cacheKibibytes,
                    busyTimeoutSeconds: settings.busyTimeoutSeconds))
        }
        let writer = BusinessWriter(database, run)
        try writer.begin()
        return writer
    }

    /// Opens the file for reading, at one moment.
    package func beginReading(profile: String) throws(FailureReason) -> any BusinessReading {
        try reportingFailures { () throws(StoreFailure) in
            try BusinessReader(path, profile: profile, busyTimeoutSeconds: settings.busyTimeoutSeconds)
        }
    }

    /// Wide rows: with SQLite's usual 4 KiB a first load takes nearly twice as long.
    static let pageBytes = 16_384

    /// "Crtb" is the mark of our business stores.
    static let kind = DatabaseKind(
        name: "business store", remedy: "a synchronisation completes it", applicationID: 0x4372_7462,
        pageBytes: pageBytes, migrator: BusinessSchema.migrator)
}
