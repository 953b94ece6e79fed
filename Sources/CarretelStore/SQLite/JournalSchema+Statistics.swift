// The tables of the statistics. Others read them with SQL of their own (docs/scraping-report.md), so their enumerations
// are words. Times are microseconds since 1970, as everywhere in the journal.

extension JournalSchema {
    /// `task_id` is a job's id as text. The index of tries holds all that a report adds up, so that a report reads it
    /// from its window's beginning to its end and nothing else.
    static let statistics = """
        CREATE TABLE scraping_batch_stats (
          id INTEGER PRIMARY KEY,
          task_id TEXT NOT NULL UNIQUE,
          user_id TEXT NOT NULL,
          batch_name TEXT NOT NULL,
          total_os INTEGER NOT NULL,
          success_count INTEGER NOT NULL DEFAULT 0,
          error_count INTEGER NOT NULL DEFAULT 0,
          status TEXT NOT NULL CHECK (status IN ('INICIADO', 'CONCLUIDO', 'CONCLUIDO_COM_ERROS', 'ERRO')),
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX scraping_batches_by_time ON scraping_batch_stats (created_at);
        CREATE TABLE scraping_usage_stats (
          id INTEGER PRIMARY KEY,
          user_id TEXT NOT NULL,
          os_number TEXT NOT NULL,
          success INTEGER NOT NULL CHECK (success IN (0, 1)),
          processing_time REAL NOT NULL CHECK (processing_time >= 0),
          created_at INTEGER NOT NULL,
          task_id TEXT NOT NULL,
          outcome TEXT NOT NULL,
          origin TEXT NOT NULL CHECK (origin IN ('portal', 'cache', 'duplicate')),
          engine TEXT
        ) STRICT;
        CREATE INDEX scraping_usage_by_time
          ON scraping_usage_stats (created_at, origin, success, processing_time, user_id, os_number);
        """
}
