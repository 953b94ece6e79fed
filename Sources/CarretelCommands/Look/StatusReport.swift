internal import CarretelCore
internal import CarretelDaemon

/// What `status` says, gathered once, for people, for programs and for monitoring.
struct StatusReport: Sendable {
    /// The daemon.
    struct Daemon: Sendable, Equatable {
        var isAlive: Bool
        var pid: Int?
        var startedAt: Timestamp?
        var isStopping = false
    }

    /// received = waiting + deferred + running + following + ended + purged, and the files in `active/` agree.
    struct Law: Sendable, Equatable {
        var received: Int
        var waiting: Int
        var deferred: Int
        var running: Int
        var following: Int
        var ended: Int
        var purged: Int
        var filesInActive: Int
        /// The listing of `active/` was cut short.
        var filesAreAtLeast = false
        /// What does not agree; nil when the law holds.
        var problem: String?

        var holds: Bool { problem == nil }
    }

    /// What lies in a folder.
    struct Folder: Sendable, Equatable {
        var name: String
        var count: Int
        /// There are more than were counted.
        var isAtLeast = false
        var bytes: Int
        /// The bytes are those of the files that were looked at.
        var bytesAreAtLeast = false
        /// When the oldest of those looked at was last changed.
        var oldest: Timestamp?
    }

    /// An attempt that runs.
    struct Running: Sendable {
        var id: JobID
        /// Nil when the journal could not be read.
        var name: String?
        var type: String
        var lane: String
        var attempt: Int
        var beganAt: Timestamp
        var percent: Double?
        var message: String?
        var timeLeftSeconds: Int?
        var etaSeconds: Int?
        var isEnding = false
    }

    /// A lane.
    struct Lane: Sendable {
        var name: String
        var slots: Int
        var running: Int
        var waiting: Int
        var workers: Int
        var oldestWaiting: Timestamp?
        var opensAt: Timestamp?
        var trouble: String?
    }

    /// How a type did.
    struct Statistics: Sendable {
        /// Empty for rejected files that named no known type.
        var type: String
        var ends: [JobStatus: Int]
        var medianMilliseconds: Int64?
        var p95Milliseconds: Int64?
        /// Ended jobs that warned, by code, and those that got another's outcome, as `duplicate`.
        var warnings: [String: Int] = [:]

        var total: Int { ends.values.reduce(0, +) }
        /// Of those that were jobs at all.
        var successRate: Double?
    }

    /// How files come in.
    struct Intake: Sendable, Equatable {
        var mode: String
        var reason: String?
    }

    /// A job that is put off.
    struct Due: Sendable {
        var id: JobID
        var name: String
        var type: String
        var dueAt: Timestamp
    }

    /// A schedule and its last job.
    struct Schedule: Sendable {
        var name: String
        var type: String
        var isEnabled: Bool
        /// When it is due, as configured.
        var timing: String
        var skipped: Int
        /// When the next job is dropped.
        var next: Timestamp?
        var warnAfter: Duration
        var last: ScheduleRun?
        /// The one before it.
        var previous: ScheduleRun?
    }

    /// The last job of a schedule.
    struct ScheduleRun: Sendable {
        var name: String
        /// Its idempotency key, which tells its job from another one of that NAME.
        var key: String
        var due: Timestamp
        /// Nil when nothing is known of the job any more.
        var state: JobState?
        /// Of one that has ended.
        var status: JobStatus?
        /// How long it took, or has taken so far.
        var duration: Duration?
    }

    /// A shared limit that lets nobody in.
    struct ClosedPermit: Sendable {
        var key: String
        var until: Timestamp
    }

    var spool: String
    var at: Timestamp
    var daemon: Daemon
    /// Nil when there is no journal, or it could not be read.
    var law: Law?
    /// Why the journal could not be read.
    var journalProblem: String?
    var folders: [Folder] = []
    var running: [Running] = []
    var lanes: [Lane] = []
    var lastDay: [Statistics] = []
    /// Failed and timed-out jobs of this hour and the one before.
    var recentFailures = 0
    /// Jobs of the same time that succeeded with an answer that only stands in.
    var recentFallbacks = 0
    /// All ends of the same time.
    var recentEnds = 0
    var intake: Intake?
    /// Names with reasons, escaped.
    var leftAlone: [String] = []
    var leftAloneCount = 0
    var nextDue: [Due] = []
    var closedPermits: [ClosedPermit] = []
    var schedules: [Schedule] = []
    /// How what is watched stands, by the daemon; empty without one.
    var watched: [LiveStatus.Measure] = []
    /// The tables of the business store; empty when there is none.
    var mirror: [MirrorTable] = []
    /// Why the business store could not be read.
    var mirrorProblem: String?
    /// Why the schedules could not be read.
    var schedulesProblem: String?

    /// Whether the daemon serves and the books balance.
    var isWell: Bool { daemon.isAlive && journalProblem == nil && law?.holds ?? true }

    /// Since when the job that waits longest has waited, claimed or not.
    var oldestWaiting: Timestamp? {
        let incoming = folders.first { $0.name == "incoming" }?.oldest
        return (lanes.compactMap(\.oldestWaiting) + [incoming].compactMap { $0 }).min()
    }
}
