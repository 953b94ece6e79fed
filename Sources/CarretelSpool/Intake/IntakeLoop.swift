// The thread that takes job files in. Events are hints and the scan is the truth: an event only makes a file looked at
// earlier than the next scan would. One turn of the loop:
//
//   commands ─► events ─► claimed files due ─► candidates due ─► control files due ─► a piece of the scan ─► hand on
//
// New events come before the rest of a scan, so a drop is answered at once while a million files wait; the scan goes on
// in every turn, so it always comes through. The loop sleeps in poll(2) only when nothing is due, and then wakes for
// nothing but events, commands, a due file and the safety scan. It keeps what one turn can claim, candidates up to
// their bound, and nothing per waiting file.
internal import CarretelCore
internal import CarretelSystem

/// Runs intake on the calling thread.
final class IntakeLoop {
    /// Candidates and control files looked at in one turn.
    private static let turnBudget = 256
    private static let publishInterval = Duration.milliseconds(100)
    private static let incomingFolder = 0

    let intake: Intake
    let files: IncomingFiles
    var machine: CandidateMachine
    var claimed = ClaimedFiles()
    var control: ControlDesk
    var leftAlone: LeftAloneList
    var waiting = WaitingCount()
    var status = IntakeStatus()
    var batch: [Arrival] = []
    var batchBytes = 0
    var now: Now
    private var identifiers: JobIDGenerator
    private var watcher: Watcher
    private var schedule = ScanSchedule()
    private var listing: FolderListing?
    private var publishedAt: MonotonicInstant
    private var isStopping = false
    /// Why leases tell nothing on the whole file system.
    private let leaseTrouble: String?

    var settings: IntakeSettings { intake.settings }

    init(_ intake: Intake, lastID: JobID?, adopted: [ActiveFileName]) {
        self.intake = intake
        let layout = intake.layout
        now = intake.ports.clock()
        publishedAt = now.monotonic
        let leases = Self.leases(on: layout.incoming, intake.settings)
        leaseTrouble = leases.trouble
        files = IncomingFiles(
            incoming: layout.incoming, active: layout.active, settings: intake.settings, leasesTell: leases.tell)
        machine = CandidateMachine(settings: intake.settings)
        control = ControlDesk(layout, settings: intake.settings)
        leftAlone = LeftAloneList(limit: intake.settings.maxLeftAlone)
        identifiers = JobIDGenerator(after: lastID)
        watcher = Watcher(
            folders: [layout.incoming, layout.control], settings: intake.settings.watcher, now: now,
            spawn: intake.ports.spawnWatcher)
        for file in adopted { adopt(file) }
    }

    private static func leases(on folder: Directory, _ settings: IntakeSettings) -> (tell: Bool, trouble: String?) {
        guard settings.usesLeases else { return (false, "leases are switched off") }
        do throws(SystemError) {
            let kind = try folder.fileSystemKind()
            return (kind.leasesTell, kind.leasesTell ? nil : "leases tell nothing on \(kind.name)")
        } catch {
            return (false, "\(error)")
        }
    }

    private func adopt(_ file: ActiveFileName) {
        let receivedAt = Timestamp(microseconds: Int64(file.id.milliseconds) * 1_000)
        claimed.put(ClaimedFile(file: file, receivedAt: receivedAt, watch: FinishWatch()), due: now.monotonic)
    }

    /// Turns until it is told to stop.
    func run() {
        while true {
            obeyCommands()
            if isStopping { break }
            now = intake.ports.clock()
            hearEvents()
            readClaimedFiles()
            lookAtCandidates()
            lookAtControlFiles()
            goOnScanning()
            handOn()
            sleep()
        }
        watcher.stop()
        handOn()
        publish()
    }

    func nextID() -> JobID {
        // The kernel's random numbers; ids need not be repeatable.
        var random = SystemRandomNumberGenerator()
        return identifiers.next(at: now.wall, using: &random)
    }

    /// Remembers what the system refused, for `status`.
    func note(_ error: SystemError) {
        status.trouble = "\(error)"
    }

    // MARK: - Commands and events

    private func obeyCommands() {
        let inbox = intake.takeInbox()
        isStopping = inbox.isStopping
        for command in inbox.commands {
            switch command {
            case .rescan: requestScan()
            case .answer(let request, let answer): put(away: request, answer)
            }
        }
    }

    func requestScan() {
        schedule.request()
    }

    private func hearEvents() {
        let news = watcher.look(at: now)
        for record in news.records {
            guard let name = record.name else { continue }
            let isRenamedIn = record.kind == .renamedIn
            if record.folder == Self.incomingFolder {
                hear(name, isRenamedIn: isRenamedIn)
            } else {
                control.hint(name, isRenamedIn: isRenamedIn, now: now.monotonic)
            }
        }
        if news.needsScan { requestScan() }
    }

    private func hear(_ name: FileName, isRenamedIn: Bool) {
        guard jobName(of: name, kind: nil) != nil else { return }
        if !machine.contains(name) {
            status.seen += 1
            waiting.add()
        }
        machine.hint(name, isRenamedIn ? .renamedIn : .changed, now: now.monotonic)
    }

    /// The NAME of a job file. A foreign name is noted, but a folder is nobody's job file: left alone without a word.
    private func jobName(of name: FileName, kind: FileStatus.Kind?) -> String? {
        switch JobName.parse(fileName: Array(name.bytes)) {
        case .job(let jobName): return jobName
        case .ignored: return nil
        case .foreign(let problem):
            let isFile = kind.map { $0 != .directory } ?? isFile(name)
            if isFile { leftAlone.add(name.description, reason: problem.message) }
            return nil
        }
    }

    private func isFile(_ name: FileName) -> Bool {
        do throws(SystemError) {
            guard let status = try files.incoming.statusIfPresent(of: name) else { return false }
            return status.kind != .directory
        } catch {
            note(error)
            return false
        }
    }

    // MARK: - Files that are due

    private func readClaimedFiles() {
        while let file = claimed.popDue(at: now.monotonic) { readAgain(file) }
    }

    private func lookAtCandidates() {
        for _ in 0..<Self.turnBudget {
            guard let name = machine.popDue(at: now.monotonic) else { return }
            guard case .job(let jobName) = JobName.parse(fileName: Array(name.bytes)) else { continue }
            examine(name, jobName, isYoungRefused: false)
        }
    }

    private func lookAtControlFiles() {
        for _ in 0..<Self.turnBudget {
            guard let name = control.popDue(at: now.monotonic) else { break }
            take(controlFile: name)
        }
        do throws(SystemError) {
            if control.wantsScan { try control.scan(now: now) }
        } catch {
            note(error)
        }
    }

    // MARK: - The scan

    private var scanInterval: Duration {
        watcher.mode == .events ? settings.safetyScanInterval : settings.pollInterval
    }

    private func goOnScanning() {
        if machine.takeRescanWish() { requestScan() }
        do throws(SystemError) {
            if schedule.begin(now: now.monotonic, interval: scanInterval) { try beginScan() }
            if waiting.isCounting { try waiting.step() }
            if let listing { try scan(listing) }
        } catch {
            note(error)
            listing = nil
            schedule.fail(now: now.monotonic)
        }
    }

    private func beginScan() throws(SystemError) {
        listing = nil
        leftAlone.beginRound()
        status.leaseTrouble = leaseTrouble
        try control.scan(now: now)
        try waiting.begin(files.incoming)
        listing = try FolderListing(of: files.incoming)
    }

    private func scan(_ listing: FolderListing) throws(SystemError) {
        for _ in 0..<settings.scanChunk {
            guard let entry = try listing.next() else { return endScan() }
            guard !machine.contains(entry.name), let jobName = jobName(of: entry.name, kind: entry.kind)
            else { continue }
            status.seen += 1
            examine(entry.name, jobName, isYoungRefused: true)
        }
    }

    private func endScan() {
        listing = nil
        leftAlone.endRound()
        schedule.end(now: now.monotonic)
        status.completedScans = schedule.completed
        status.trouble = nil
        handOn()
        publish()
        intake.ports.scanEnded()
    }

    // MARK: - Handing on and sleeping

    /// Hands on what was claimed in this turn; waits for as long as the taker needs.
    func handOn() {
        guard !batch.isEmpty else { return }
        intake.ports.arrivals(batch)
        batch.removeAll(keepingCapacity: true)
        batchBytes = 0
    }

    private func sleep() {
        if listing != nil || waiting.isCounting {
            if now.monotonic - publishedAt >= Self.publishInterval { publish() }
            return
        }
        let times = [
            machine.nextDue(), claimed.nextDue(), control.nextDue(), watcher.deadline,
            schedule.due(interval: scanInterval),
        ]
        let next = times.compactMap(\.self).min()
        let isIdle = next.map { $0 > now.monotonic } ?? true
        if isIdle || now.monotonic - publishedAt >= Self.publishInterval { publish() }
        guard isIdle else { return }
        do throws(SystemError) {
            let timeout = next.map { $0 - intake.ports.clock().monotonic }
            _ = try Readiness.wait([intake.wakeup.descriptor, watcher.descriptor], timeout: timeout)
        } catch {
            note(error)
        }
    }

    private func publish() {
        publishedAt = now.monotonic
        status.mode = watcher.mode
        status.watcherStarts = watcher.startCount
        status.waitingEstimate = max(waiting.estimate, machine.count)
        status.unfinished = machine.count
        status.claimedUnfinished = claimed.count
        status.oldestUnfinished = machine.oldest(now: now.monotonic)
        status.leftAlone = leftAlone.files
        status.leftAloneCount = leftAlone.count
        status.isScanning = listing != nil
        intake.publish(status)
    }
}
