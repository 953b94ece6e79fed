internal import CarretelCore
internal import CarretelSystem

/// Keeps a `carretel-watch` running and says what it reported, whether it can be relied upon, and why not.
///
///     down ──start──► starting ──ready──► testing ──all seen──► trusted
///      ▲ delay doubles     │                 │ time up        ▲    │
///      │                   │                 └──► doubted ────┘    │
///      └────── its output ended ◄────────────────────┴─────────────┘
///
/// Only `trusted` is event mode. A self-test that is passed late is passed: on a machine that stood still the events
/// were on their way. Whatever may have lost events asks for a scan: ready, overflow, a restart. Used by the intake
/// thread alone.
struct Watcher {
    /// What came of looking.
    struct News {
        var records: [WatchRecord] = []
        /// Events may have been lost: everything must be looked at.
        var needsScan = false
    }

    private enum State {
        case down(restartAt: MonotonicInstant, reason: String)
        case starting(until: MonotonicInstant)
        case testing(until: MonotonicInstant, missing: Set<Int>)
        case trusted
        /// Events are not relied upon until the folders' events come; nothing can mend it when no folder is missing.
        case doubted(reason: String, missing: Set<Int>)
    }

    private static let readBytes = 1 << 15

    private let folders: [Directory]
    private let settings: WatcherSettings
    private let spawn: WatcherSpawn
    /// Why events cannot tell everything here whatever the self-test says: other machines' changes make none.
    private let remoteReason: String?
    private let testName: FileName
    private var state: State
    private var connection: WatcherConnection?
    private var parser = WatchRecordParser()
    private var restartDelay: Duration
    /// How often the program was started.
    private(set) var startCount = 0

    init(folders: [Directory], settings: WatcherSettings, now: Now, spawn: @escaping WatcherSpawn) {
        self.folders = folders
        self.settings = settings
        self.spawn = spawn
        remoteReason = Self.remoteReason(of: folders)
        testName = FileName(".carretel-self-test-\(UInt64.random(in: 0 ... .max))")
        restartDelay = settings.restartDelay
        state = .down(restartAt: now.monotonic, reason: "carretel-watch is not started yet")
    }

    private static func remoteReason(of folders: [Directory]) -> String? {
        for folder in folders {
            do throws(SystemError) {
                let kind = try folder.fileSystemKind()
                if kind.isRemote {
                    return "\(folder.path) is on \(kind.name), where changes by other machines make no events"
                }
            } catch {
                return "\(error)"
            }
        }
        return nil
    }

    /// What to wait on; −1 while the program does not run.
    var descriptor: Int32 { connection?.output.descriptor ?? -1 }

    /// When ``look(at:)`` is to be called even if nothing was reported.
    var deadline: MonotonicInstant? {
        switch state {
        case .down(let restartAt, _): restartAt
        case .starting(let until), .testing(let until, _): until
        case .trusted, .doubted: nil
        }
    }

    /// How intake learns of files just now.
    var mode: WatchMode {
        switch state {
        case .trusted: remoteReason.map { .polling(reason: $0) } ?? .events
        case .down(_, let reason), .doubted(let reason, _): .polling(reason: reason)
        case .starting: .polling(reason: "carretel-watch is starting")
        case .testing: .polling(reason: "carretel-watch is being tested")
        }
    }

    /// Reads what was reported and does what is due.
    mutating func look(at now: Now) -> News {
        var news = News()
        if let connection { read(connection, &news, now) }
        for record in news.records { note(record, &news, now) }
        news.records.removeAll { $0.name == nil || $0.name == testName }
        meetDeadline(&news, now)
        return news
    }

    /// Ends the program.
    mutating func stop() {
        connection?.input.close()
        connection = nil
    }

    private mutating func read(_ connection: WatcherConnection, _ news: inout News, _ now: Now) {
        var bytes: [UInt8] = []
        do throws(SystemError) {
            switch try connection.output.read(atMost: Self.readBytes, appendingTo: &bytes) {
            case .bytes: news.records = parser.feed(bytes)
            case .nothing: return
            case .end: fall("carretel-watch ended", &news, now)
            }
        } catch {
            fall("carretel-watch cannot be read: \(error)", &news, now)
        }
    }

    private mutating func note(_ record: WatchRecord, _ news: inout News, _ now: Now) {
        switch record.kind {
        case .ready:
            news.needsScan = true
            beginTest(now)
        case .overflow: news.needsScan = true
        case .folderGone:
            let path = folders.indices.contains(record.folder) ? folders[record.folder].path : "A folder"
            state = .doubted(reason: "\(path) was moved or removed: the daemon still uses the old one", missing: [])
        case .created, .written, .renamedIn, .attributesChanged:
            if record.name == testName { passTest(of: record.folder, &news) }
        }
    }

    /// Makes a file in each folder: its event shows that events arrive here.
    private mutating func beginTest(_ now: Now) {
        do throws(SystemError) {
            for folder in folders {
                _ = try folder.openFile(testName, .create(mode: 0o600))
                try folder.unlink(testName)
            }
            state = .testing(until: now.monotonic + settings.selfTestLimit, missing: Set(folders.indices))
        } catch {
            state = .doubted(reason: "the self-test of events failed: \(error)", missing: [])
        }
    }

    private mutating func passTest(of folder: Int, _ news: inout News) {
        switch state {
        case .testing(let until, var missing):
            missing.remove(folder)
            if missing.isEmpty { trust() } else { state = .testing(until: until, missing: missing) }
        case .doubted(let reason, var missing) where !missing.isEmpty:
            missing.remove(folder)
            if missing.isEmpty { trust() } else { state = .doubted(reason: reason, missing: missing) }
            news.needsScan = missing.isEmpty || news.needsScan
        case .down, .starting, .trusted, .doubted: break
        }
    }

    private mutating func trust() {
        state = .trusted
        restartDelay = settings.restartDelay
    }

    private mutating func meetDeadline(_ news: inout News, _ now: Now) {
        guard let deadline, deadline <= now.monotonic else { return }
        switch state {
        case .down: start(&news, now)
        case .starting: fall("carretel-watch did not start in time", &news, now)
        case .testing(_, let missing):
            let folder = missing.min().map { folders[$0].path } ?? "a folder"
            state = .doubted(reason: "no event came for a file made in \(folder)", missing: missing)
        case .trusted, .doubted: break
        }
    }

    private mutating func start(_ news: inout News, _ now: Now) {
        startCount += 1
        parser = WatchRecordParser()
        do throws(SystemError) {
            connection = try spawn(folders.map(\.path))
            state = .starting(until: now.monotonic + settings.startLimit)
        } catch {
            fall("carretel-watch cannot be started: \(error)", &news, now)
        }
    }

    /// Its end counts as an overflow: what happens until it is ready again makes no events.
    private mutating func fall(_ reason: String, _ news: inout News, _ now: Now) {
        stop()
        news.needsScan = true
        state = .down(restartAt: now.monotonic + restartDelay, reason: reason)
        restartDelay = min(restartDelay * 2, settings.longestRestartDelay)
    }
}
