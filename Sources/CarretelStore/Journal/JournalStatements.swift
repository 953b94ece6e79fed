// The compiled statements of the writing connection. Columns are numbered where a statement is read, beside its use.

import GRDB

/// Every statement that a batch may need, compiled once.
final class JournalStatements {
    let insertJob: PreparedStatement
    let job: PreparedStatement
    let plainHolder: PreparedStatement
    let byID: PreparedStatement
    let end: PreparedStatement
    let start: PreparedStatement
    let began: PreparedStatement
    let deferJob: PreparedStatement
    let due: PreparedStatement
    let checkpoint: PreparedStatement
    let insertOutbox: PreparedStatement
    let outboxLastNumber: PreparedStatement
    let deleteOutbox: PreparedStatement
    let shared: PreparedStatement
    let share: PreparedStatement
    let holdShared: PreparedStatement
    let unshare: PreparedStatement
    let insertAnswer: PreparedStatement
    let answer: PreparedStatement
    let hasFollowers: PreparedStatement
    let forgetShared: PreparedStatement
    let forgetAnswers: PreparedStatement
    let waiting: PreparedStatement
    let deferred: PreparedStatement
    let expiring: PreparedStatement
    let followers: PreparedStatement
    let promote: PreparedStatement
    let follow: PreparedStatement
    let passShared: PreparedStatement
    let resultNameByID: PreparedStatement
    let queued: PreparedStatement
    let dossier: PreparedStatement
    let body: PreparedStatement
    let plainNamed: PreparedStatement
    let renamedNamed: PreparedStatement
    let idWithEnding: PreparedStatement
    let laneStart: PreparedStatement
    let trimLaneStarts: PreparedStatement
    let setPermit: PreparedStatement
    let dropPermit: PreparedStatement
    let ledger: PreparedStatement
    let addCount: PreparedStatement
    let takeCount: PreparedStatement
    let hourly: PreparedStatement
    let forgetHours: PreparedStatement

    /// What a ``QueuedJob`` is read from; see `JournalSession.queuedJob`.
    static let queuedColumns = """
        number, id, type, priority, timeout, max_attempts, attempts_used, attempts_started, interruptions, \
        worker_deaths, due_at, expires_at, history, state, name, shares, lane
        """

    /// How many they are.
    static let queuedColumnCount = 17

    init(_ database: Database) throws {
        func prepare(_ sql: String) throws -> PreparedStatement { try PreparedStatement(sql, in: database) }
        let queuedColumns = Self.queuedColumns
        insertJob = try prepare(
            """
            INSERT INTO jobs (number, id, name, renamed, type, lane, state, priority, timeout, max_attempts, \
            attempts_started, shares, received_at, started_at, attempt_at, due_at, expires_at, leader, owner, \
            requested_by, key, retry_of, sha256, device, inode, size, modified, body_copied, body) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, \
            ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)
            """)
        job = try prepare(
            """
            SELECT state, type, lane, attempts_started, shares, body_copied, expires_at IS NOT NULL, id, name, renamed \
            FROM jobs WHERE number = ?
            """)
        plainHolder = try prepare(
            """
            SELECT number, id, state FROM jobs WHERE name = ? AND renamed = 0 ORDER BY number DESC LIMIT 1
            """)
        byID = try prepare(
            """
            SELECT number, state, name, renamed, status, resting, finished_at, end_sequence FROM jobs WHERE id = ?
            """)
        end = try prepare(
            """
            UPDATE jobs SET state = 4, status = ?, resting = ?, started_at = ?, finished_at = ?, end_sequence = ?, \
            attempts_started = ?, history = ?, reason = ?, duplicate_of = ?, leader = NULL, attempt_at = NULL, \
            due_at = NULL, began = 0, checkpoint = NULL, body = NULL, body_copied = 0 WHERE number = ?
            """)
        start = try prepare(
            """
            UPDATE jobs SET state = 2, attempts_started = ?1, attempt_at = ?2, started_at = coalesce(started_at, ?2), \
            due_at = NULL, began = 0 WHERE number = ?3
            """)
        began = try prepare("UPDATE jobs SET began = 1 WHERE number = ? AND state = 2")
        deferJob = try prepare(
            """
            UPDATE jobs SET state = 1, due_at = ?, attempt_at = NULL, began = 0, history = ?, attempts_used = ?, \
            interruptions = ?, worker_deaths = ?, checkpoint = coalesce(?, checkpoint) WHERE number = ?
            """)
        due = try prepare("UPDATE jobs SET state = 0, due_at = NULL WHERE number = ?")
        checkpoint = try prepare("UPDATE jobs SET checkpoint = ? WHERE number = ? AND state < 4")

        insertOutbox = try prepare("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)")
        outboxLastNumber = try prepare(
            "SELECT last_number FROM outbox WHERE end_sequence <= ? ORDER BY end_sequence DESC LIMIT 1")
        deleteOutbox = try prepare("DELETE FROM outbox WHERE end_sequence <= ?")
        shared = try prepare(
            """
            SELECT sharing.number, sharing.parameters, jobs.state, jobs.id, jobs.leader, leader.id, \
            coalesce(leader.state, jobs.state), coalesce(leader.attempts_started, jobs.attempts_started) \
            FROM sharing JOIN jobs ON jobs.number = sharing.number \
            LEFT JOIN jobs AS leader ON leader.number = jobs.leader \
            WHERE kind = ? AND identity = ? AND (holds_until IS NULL OR holds_until > ?)
            """)
        share = try prepare(
            """
            INSERT INTO sharing VALUES (?, ?, ?, ?, NULL) \
            ON CONFLICT (kind, identity) DO UPDATE \
            SET number = excluded.number, parameters = excluded.parameters, holds_until = NULL \
            WHERE holds_until IS NOT NULL OR kind = 1 AND EXISTS (SELECT 1 FROM jobs \
            WHERE jobs.number = sharing.number AND jobs.state = 1 AND jobs.attempts_started = 0)
            """)
        holdShared = try prepare("UPDATE sharing SET holds_until = ? WHERE number = ? AND kind = ?")
        unshare = try prepare("DELETE FROM sharing WHERE number = ? AND holds_until IS NULL")
        insertAnswer = try prepare("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        answer = try prepare(
            "SELECT status, reason, output, files, staging, warnings FROM answers WHERE number = ?")
        hasFollowers = try prepare("SELECT 1 FROM jobs WHERE state = 3 AND leader = ? LIMIT 1")
        forgetShared = try prepare(
            """
            DELETE FROM sharing WHERE (kind, identity) IN (SELECT kind, identity FROM sharing \
            WHERE holds_until IS NOT NULL AND holds_until <= ? ORDER BY holds_until LIMIT ?)
            """)
        forgetAnswers = try prepare(
            """
            DELETE FROM answers WHERE number IN (SELECT number FROM answers WHERE holds_until <= ? \
            AND NOT EXISTS (SELECT 1 FROM jobs WHERE state = 3 AND leader = answers.number) \
            ORDER BY holds_until LIMIT ?)
            """)

        waiting = try prepare(
            """
            SELECT \(queuedColumns) FROM jobs WHERE state = 0 AND lane = ? ORDER BY priority DESC, number LIMIT ?
            """)
        deferred = try prepare(
            "SELECT \(queuedColumns) FROM jobs WHERE state = 1 ORDER BY due_at, number LIMIT ?")
        expiring = try prepare(
            """
            SELECT \(queuedColumns) FROM jobs WHERE state < 2 AND expires_at IS NOT NULL \
            ORDER BY expires_at, number LIMIT ?
            """)
        followers = try prepare(
            "SELECT \(queuedColumns) FROM jobs WHERE state = 3 AND leader = ? ORDER BY number LIMIT ?")
        promote = try prepare("UPDATE jobs SET state = 0, leader = NULL, due_at = NULL WHERE number = ?")
        follow = try prepare("UPDATE jobs SET leader = ? WHERE state = 3 AND leader = ?")
        passShared = try prepare("UPDATE sharing SET number = ? WHERE number = ? AND holds_until IS NULL")
        resultNameByID = try prepare("SELECT name, renamed, id FROM jobs WHERE id = ?")
        queued = try prepare("SELECT \(queuedColumns) FROM jobs WHERE number = ?")
        dossier = try prepare(
            """
            SELECT id, jobs.name, renamed, owner, sha256, received_at, types.name, key, requested_by, priority, timeout, \
            max_attempts, retry_of, checkpoint, state FROM jobs JOIN types ON types.number = jobs.type \
            WHERE jobs.number = ?
            """)
        body = try prepare("SELECT id, body_copied, body FROM jobs WHERE number = ?")
        plainNamed = try prepare(
            """
            SELECT \(queuedColumns) FROM jobs WHERE name = ? AND renamed = 0 ORDER BY number DESC LIMIT 1
            """)
        renamedNamed = try prepare(
            """
            SELECT \(queuedColumns) FROM jobs WHERE name = ? AND renamed = 1 ORDER BY number DESC LIMIT ?
            """)
        idWithEnding = try prepare(
            """
            SELECT number, id FROM jobs WHERE id >= (SELECT id FROM jobs WHERE number >= ? ORDER BY number LIMIT 1) \
            AND substr(id, 15, 2) = ? ORDER BY id DESC LIMIT ?
            """)

        laneStart = try prepare("INSERT INTO lane_starts (lane, started_at) VALUES (?, ?)")
        trimLaneStarts = try prepare("DELETE FROM lane_starts WHERE lane = ? AND started_at < ?")
        setPermit = try prepare("INSERT OR REPLACE INTO permits VALUES (?, ?)")
        dropPermit = try prepare("DELETE FROM permits WHERE name = ?")
        ledger = try prepare(
            """
            UPDATE ledger SET received = received + ?, expiring = expiring + ?, last_number = ?, last_end = ?, \
            last_end_at = ?, published = ?, durable = ?, claims_durable = ?
            """)
        addCount = try prepare(
            "INSERT INTO counts VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
        takeCount = try prepare(
            "UPDATE counts SET count = count + ?5 WHERE state = ?1 AND status = ?2 AND lane = ?3 AND type = ?4")
        hourly = try prepare(
            "INSERT INTO hourly VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
        forgetHours = try prepare("DELETE FROM hourly WHERE hour < ?")
    }
}
