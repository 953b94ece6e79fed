// What the journal is handed: the job types, and the three things it must not know how to do itself.

package import CarretelCore

/// The numbers of the journal. Each has a name and a default.
package struct JournalSettings: Sendable {
    /// Job files up to this length lie in the journal; larger ones in a private copy beside it.
    package var inlineBodyBytes = 256 << 10
    /// How long the answer of a succeeded job holds its idempotency key.
    package var keyLifetime = Duration.seconds(86_400)
    /// The writer copies what is left of the log into the database when it has this many pages of 4 KiB.
    package var checkpointPages = 6_000
    /// A new journal's log is written to this many pages at once, because a log that need not grow commits faster.
    package var preparedLogPages = 4_096
    /// How much of the database is kept in memory.
    package var cacheKibibytes = 4_096
    /// How long a lock of another process is waited for.
    package var busyTimeoutSeconds = 5.0
    /// How many starts of a lane are remembered at most.
    package var laneStartsMax = 10_000
    /// How many hours of statistics are kept: 90 days.
    package var hourlyMax: Int64 = 90 * 24
    /// How many codes of warnings are counted by name; those beyond count as `other`.
    package var codesMax = 200
    /// How long a step of maintenance may take, without the commit.
    package var choreTime = Duration.milliseconds(2)
    /// How many rows a step of maintenance removes at most: each may touch several pages that the commit has to write.
    package var choreRows = 128

    /// The defaults.
    package init() {}
}

/// Job files too large for the journal: private copies, written and synced by whoever owns the files.
package struct LargeBodies: Sendable {
    /// Writes and syncs a copy, its folder included, before the acceptance is committed.
    package var write: @Sendable (JobID, [UInt8]) throws -> Void
    /// Reads it back.
    package var read: @Sendable (JobID) throws -> [UInt8]
    /// Removes it, after the end is committed; one that is not there is no failure.
    package var remove: @Sendable (JobID) -> Void

    /// Joins the three.
    package init(
        write: @escaping @Sendable (JobID, [UInt8]) throws -> Void,
        read: @escaping @Sendable (JobID) throws -> [UInt8],
        remove: @escaping @Sendable (JobID) -> Void
    ) {
        self.write = write
        self.read = read
        self.remove = remove
    }
}

/// Everything the journal needs besides its file.
package struct JournalParts: Sendable {
    package var catalogue: JobCatalogue
    /// Reads a job file's bytes again, for a job that is no longer in memory.
    package var reread: @Sendable ([UInt8]) -> JobVerdict
    /// Renders the result document of an end, final newline included.
    package var render: @Sendable (JobDossier, Ending) -> [UInt8]
    package var largeBodies: LargeBodies
    /// Whether data files are still in a folder of the spool: their reader may have taken them away.
    package var hasData: @Sendable (String, [DataFile]) -> Bool
    package var settings: JournalSettings
    /// What time it is, by a clock that only ever goes on.
    package var stopwatch: @Sendable () -> Duration

    /// Joins the parts.
    package init(
        catalogue: JobCatalogue, reread: @escaping @Sendable ([UInt8]) -> JobVerdict,
        render: @escaping @Sendable (JobDossier, Ending) -> [UInt8], largeBodies: LargeBodies,
        hasData: @escaping @Sendable (String, [DataFile]) -> Bool = { _, _ in true },
        settings: JournalSettings = JournalSettings(), stopwatch: @escaping @Sendable () -> Duration = Self.stopwatch()
    ) {
        self.catalogue = catalogue
        self.reread = reread
        self.render = render
        self.largeBodies = largeBodies
        self.hasData = hasData
        self.settings = settings
        self.stopwatch = stopwatch
    }

    /// The system's clock.
    package static func stopwatch() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { ContinuousClock.now - start }
    }
}
