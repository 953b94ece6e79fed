// The journal's tables. Migrations are append-only: one that has been released is never edited. Times are integers,
// microseconds since 1970; durations too. Enumerations are small integers with fixed meanings (JournalCodes.swift).

import GRDB

/// The schema of `journal.sqlite`.
enum JournalSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 jobs, results, counters") { database in
            try database.execute(sql: vocabulary)
            try database.execute(sql: jobs)
            try database.execute(sql: jobIndexes)
            try database.execute(sql: results)
            try database.execute(sql: counters)
            try database.execute(sql: limits)
        }
        migrator.registerMigration("2 statistics of portals") { database in
            try database.execute(sql: statistics)
        }
        migrator.registerMigration("3 codes of warnings, removed rows") { database in
            try database.execute(sql: warningCodes)
            try database.execute(sql: removedRows)
        }
        return migrator
    }

    /// Types and lanes go by name, because the program's list may change between two runs. Row 0 stands for none.
    private static let vocabulary = """
        CREATE TABLE types (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE lanes (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        INSERT INTO types VALUES (0, '');
        INSERT INTO lanes VALUES (0, '');
        """

    /// One row a job, ended ones included. `renamed` says that the files of the result bear NAME.ID instead of NAME.
    /// `body` is the job file as read once, kept until the end: here, or in a private copy (`body_copied`).
    private static let jobs = """
        CREATE TABLE jobs (
          number INTEGER PRIMARY KEY CHECK (number > 0),
          id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          name TEXT NOT NULL,
          renamed INTEGER NOT NULL CHECK (renamed IN (0, 1)),
          type INTEGER NOT NULL,
          lane INTEGER NOT NULL,
          state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
          priority INTEGER NOT NULL,
          timeout INTEGER NOT NULL,
          max_attempts INTEGER NOT NULL,
          attempts_used INTEGER NOT NULL DEFAULT 0,
          attempts_started INTEGER NOT NULL DEFAULT 0,
          interruptions INTEGER NOT NULL DEFAULT 0,
          worker_deaths INTEGER NOT NULL DEFAULT 0,
          began INTEGER NOT NULL DEFAULT 0 CHECK (began IN (0, 1)),
          shares INTEGER NOT NULL CHECK (shares IN (0, 1)),
          received_at INTEGER NOT NULL,
          started_at INTEGER,
          attempt_at INTEGER CHECK (state <> 2 OR attempt_at IS NOT NULL),
          due_at INTEGER CHECK (state <> 1 OR due_at IS NOT NULL),
          expires_at INTEGER,
          leader INTEGER CHECK ((state = 3) = (leader IS NOT NULL)),
          owner INTEGER NOT NULL,
          requested_by TEXT,
          key TEXT,
          retry_of BLOB,
          duplicate_of BLOB,
          sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
          device INTEGER NOT NULL,
          inode INTEGER NOT NULL,
          size INTEGER NOT NULL,
          modified INTEGER NOT NULL,
          status INTEGER CHECK ((state = 4) = (status IS NOT NULL)),
          resting INTEGER CHECK ((state = 4) = (resting IS NOT NULL)),
          finished_at INTEGER CHECK ((state = 4) = (finished_at IS NOT NULL)),
          end_sequence INTEGER CHECK ((state = 4) = (end_sequence IS NOT NULL)),
          body_copied INTEGER NOT NULL CHECK (body_copied IN (0, 1)),
          reason TEXT,
          history TEXT,
          checkpoint BLOB,
          body BLOB CHECK (state <> 4 OR body IS NULL)
        ) STRICT;
        """

    /// Partial where only few rows are ever asked for, so that an ended job costs three entries: its id, its name and
    /// its type.
    private static let jobIndexes = """
        CREATE INDEX jobs_by_name ON jobs (name, renamed);
        CREATE INDEX jobs_by_type ON jobs (type);
        CREATE INDEX jobs_waiting ON jobs (lane, priority DESC) WHERE state = 0;
        CREATE INDEX jobs_deferred ON jobs (due_at) WHERE state = 1;
        CREATE INDEX jobs_running ON jobs (state) WHERE state = 2;
        CREATE INDEX jobs_following ON jobs (leader) WHERE state = 3;
        CREATE INDEX jobs_expiring ON jobs (expires_at) WHERE state < 2 AND expires_at IS NOT NULL;
        CREATE INDEX jobs_not_succeeded ON jobs (status) WHERE state = 4 AND status <> 0;
        """

    /// `outbox`: results until they are durable in their place. `sharing`: who holds an idempotency (kind 0) or
    /// coalescing (kind 1) identity, without an end while the holder is not ended. `answers`: what they hand on.
    private static let results = """
        CREATE TABLE outbox (
          end_sequence INTEGER PRIMARY KEY CHECK (end_sequence > 0),
          number INTEGER NOT NULL,
          last_number INTEGER NOT NULL,
          result BLOB NOT NULL,
          files TEXT,
          staging TEXT
        ) STRICT;
        CREATE TABLE sharing (
          kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
          identity BLOB NOT NULL CHECK (length(identity) = 32),
          number INTEGER NOT NULL,
          parameters BLOB NOT NULL CHECK (length(parameters) = 32),
          holds_until INTEGER,
          PRIMARY KEY (kind, identity)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sharing_by_number ON sharing (number);
        CREATE INDEX sharing_by_end ON sharing (holds_until) WHERE holds_until IS NOT NULL;
        CREATE TABLE answers (
          number INTEGER PRIMARY KEY,
          holds_until INTEGER NOT NULL,
          status INTEGER NOT NULL,
          reason TEXT,
          output BLOB NOT NULL,
          files TEXT,
          staging TEXT,
          warnings TEXT
        ) STRICT;
        CREATE INDEX answers_by_end ON answers (holds_until);
        """

    /// `ledger.received` is moved by the acceptance of jobs and by nothing else. `counts`: rows by state, with the
    /// status of ended ones (-1 for others). `hourly`: ends by hour and type, kind 0 by status, kind 1 by the bucket
    /// of their duration (DurationBuckets.swift).
    private static let counters = """
        CREATE TABLE ledger (
          only INTEGER PRIMARY KEY CHECK (only = 1),
          received INTEGER NOT NULL,
          purged INTEGER NOT NULL,
          expiring INTEGER NOT NULL CHECK (expiring >= 0),
          last_number INTEGER NOT NULL,
          last_end INTEGER NOT NULL,
          last_end_at INTEGER,
          published INTEGER NOT NULL CHECK (published <= last_end),
          durable INTEGER NOT NULL CHECK (durable <= published),
          claims_durable INTEGER NOT NULL,
          boot_id TEXT
        ) STRICT;
        INSERT INTO ledger VALUES (1, 0, 0, 0, 0, 0, NULL, 0, 0, 0, NULL);
        CREATE TABLE counts (
          state INTEGER NOT NULL,
          status INTEGER NOT NULL,
          lane INTEGER NOT NULL,
          type INTEGER NOT NULL,
          count INTEGER NOT NULL CHECK (count >= 0),
          PRIMARY KEY (state, status, lane, type)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE hourly (
          hour INTEGER NOT NULL,
          type INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          bucket INTEGER NOT NULL,
          count INTEGER NOT NULL,
          PRIMARY KEY (hour, type, kind, bucket)
        ) STRICT, WITHOUT ROWID;
        """

    /// What kind 2 of `hourly` counts by: warnings of ended jobs, by the number of their code.
    private static let warningCodes = """
        CREATE TABLE codes (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        INSERT INTO codes VALUES (\(WarningCodes.other), 'other'), (\(WarningCodes.duplicate), 'duplicate');
        """

    /// The largest id of a job whose row was removed: an unknown job with a larger one was never of this journal.
    private static let removedRows = "ALTER TABLE ledger ADD COLUMN purged_id BLOB"

    /// What limits need to survive a restart.
    private static let limits = """
        CREATE TABLE lane_starts (
          number INTEGER PRIMARY KEY,
          lane INTEGER NOT NULL,
          started_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX lane_starts_by_lane ON lane_starts (lane, started_at);
        CREATE TABLE permits (name TEXT PRIMARY KEY, state BLOB NOT NULL) STRICT, WITHOUT ROWID;
        """
}
