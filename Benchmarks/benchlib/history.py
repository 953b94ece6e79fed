"""Ten million rows of history: copies of one ended job, with numbers, ids, names and times of their own. Every second
name is drawn by lot, as some programs make them, and one job in fifty failed.

Everything that the journal counts is moved with them, so that it stays a journal that `carretel fsck` finds right. Only
for a stopped daemon, and only on a spool that will be thrown away.
"""

import sqlite3


DAYS = 365
FAILED_EVERY = 50


def multiply(path, rows):
    """Adds `rows` ended jobs to the journal at `path`, spread evenly over the year before the last one."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -200000")
        database.execute("BEGIN IMMEDIATE")
        columns = [row[1] for row in database.execute("PRAGMA table_info(jobs)")]
        number, kind, finished = database.execute(
            "SELECT number, type, finished_at FROM jobs WHERE state = 4 AND status = 0"
            " ORDER BY number DESC LIMIT 1").fetchone()
        last_number, last_end = database.execute("SELECT last_number, last_end FROM ledger").fetchone()
        step = DAYS * 86_400_000_000 // rows
        expressions = {
            "number": ":last_number + i",
            # 48 bits of milliseconds, then the count: ordered like real ids and all different.
            "id": "CAST(unhex_id(finished_at - (:rows - i) * :step, i) AS BLOB)",
            "name": "CASE i % 2 WHEN 0 THEN 'history-' || i ELSE lower(hex(randomblob(8))) END",
            "status": f"CASE WHEN i % {FAILED_EVERY} = 0 THEN 2 ELSE 0 END",
            "resting": f"CASE WHEN i % {FAILED_EVERY} = 0 THEN 1 ELSE 0 END",
            "received_at": "received_at - (:rows - i) * :step",
            "started_at": "started_at - (:rows - i) * :step",
            "attempt_at": "attempt_at - (:rows - i) * :step",
            "finished_at": "finished_at - (:rows - i) * :step",
            "end_sequence": ":last_end + i",
        }
        database.create_function("unhex_id", 2, make_id, deterministic=True)
        database.execute(
            "WITH RECURSIVE counter(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < :rows)"
            f" INSERT INTO jobs ({', '.join(columns)})"
            f" SELECT {', '.join(expressions.get(column, column) for column in columns)}"
            " FROM counter CROSS JOIN jobs WHERE jobs.number = :number",
            {"rows": rows, "step": step, "number": number, "last_number": last_number, "last_end": last_end})
        database.execute(
            "UPDATE ledger SET received = received + :rows, last_number = last_number + :rows,"
            " last_end = last_end + :rows, published = published + :rows, durable = durable + :rows", {"rows": rows})
        # The journal counts ended jobs without their lane.
        failed = rows // FAILED_EVERY
        for status, count in ((0, rows - failed), (2, failed)):
            database.execute(
                "INSERT INTO counts VALUES (4, ?, 0, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                (status, kind, count))
        # Hours are kept for 90 days.
        hour = 3_600_000_000
        for back in range(90 * 24):
            database.execute(
                "INSERT INTO hourly (hour, type, kind, bucket, count) VALUES (?, ?, 0, 0, ?)"
                " ON CONFLICT DO UPDATE SET count = count + excluded.count",
                (finished // hour - back, kind, rows // (DAYS * 24)))
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()


def make_id(microseconds, count):
    return (microseconds // 1000).to_bytes(6, "big") + count.to_bytes(10, "big")
