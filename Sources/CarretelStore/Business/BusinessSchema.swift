// The tables of the business store (docs/business-store.md). Migrations are append-only: one that has been released is
// never edited, so the SQL stands here in full and is not made from the shapes.

import GRDB

/// The schema of `business.sqlite`.
enum BusinessSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 records, marks, changes") { database in
            for table in recordTables { try database.execute(sql: table) }
            try database.execute(sql: bookkeeping)
            try database.execute(sql: changes)
        }
        return migrator
    }

    /// Where the records of a profile come from, how far each table is, where jobs are in it and what they have done, and
    /// which records do not become rows. Times are integers, microseconds since 1970.
    private static let bookkeeping = """
        CREATE TABLE sync_sources (
          profile TEXT NOT NULL PRIMARY KEY,
          database TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE sync_marks (
          profile TEXT NOT NULL,
          table_name TEXT NOT NULL,
          watermark INTEGER NOT NULL,
          read_at INTEGER NOT NULL,
          PRIMARY KEY (profile, table_name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE sync_cursors (
          profile TEXT NOT NULL,
          table_name TEXT NOT NULL,
          job_id TEXT NOT NULL,
          touched_at INTEGER NOT NULL,
          window_from INTEGER,
          window_to INTEGER,
          last_id INTEGER,
          counts TEXT NOT NULL,
          PRIMARY KEY (profile, table_name, job_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE sync_ignored (
          profile TEXT NOT NULL,
          table_name TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          reason TEXT NOT NULL,
          PRIMARY KEY (profile, table_name, odoo_id)
        ) STRICT, WITHOUT ROWID;
        """

    /// What changed, until a job has taken it and some days have passed. A row holds many lines, those of a page: a row
    /// for each would cost as much as the record itself.
    private static let changes = """
        CREATE TABLE sync_changes (
          number INTEGER PRIMARY KEY,
          profile TEXT NOT NULL,
          table_name TEXT NOT NULL,
          lines TEXT NOT NULL,
          handed_to TEXT,
          handed_at INTEGER CHECK (handed_at IS NULL OR handed_to IS NOT NULL)
        ) STRICT;
        CREATE INDEX sync_changes_by_table ON sync_changes (profile, table_name, handed_to);
        CREATE INDEX sync_changes_by_age ON sync_changes (handed_at);
        """
}
