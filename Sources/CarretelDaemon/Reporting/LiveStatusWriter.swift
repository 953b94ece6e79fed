internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem
internal import Logging
internal import Synchronization

/// Keeps `state/live.json`: merges what dispatch and intake say and replaces the file in one step.
final class LiveStatusWriter: Sendable {
    static let fileName = FileName("live.json")

    private struct State {
        var status: LiveStatus
        var isDirty = true
    }

    private let state: Mutex<State>
    private let folder: Directory
    private let catalogue: JobCatalogue
    private let readIntake: @Sendable () -> LiveStatus.Intake?
    private let logger: Logger

    /// Writes into `folder`; `readIntake` gives what intake says at that moment.
    init(
        folder: Directory, catalogue: JobCatalogue, pid: Int, startedAt: Timestamp, logger: Logger,
        readIntake: @escaping @Sendable () -> LiveStatus.Intake?
    ) {
        self.folder = folder
        self.catalogue = catalogue
        self.readIntake = readIntake
        self.logger = logger
        state = Mutex(
            State(
                status: LiveStatus(
                    pid: pid, startedAt: startedAt, updatedAt: startedAt, isStopping: false, intake: nil, lanes: [],
                    running: [], closedPermits: [], measures: [])))
    }

    /// Whether something changed since the last write.
    var isDirty: Bool { state.withLock { $0.isDirty } }

    /// Takes over what dispatch says.
    func update(_ snapshot: DispatchSnapshot, percents: [JobNumber: Progress]) {
        let lanes = snapshot.lanes.map { lane in
            LiveStatus.Lane(
                name: lane.name, slots: lane.slots, running: lane.begun,
                waiting: lane.waiting + lane.running - lane.begun,
                workers: lane.workersStarting + lane.workersIdle + lane.workersBusy, opensAt: lane.startLimitOpensAt,
                trouble: lane.lastWorkerStartFailure)
        }
        let running = snapshot.attempts.map { attempt in
            let progress = percents[attempt.job]
            return LiveStatus.Running(
                job: attempt.key.job, type: catalogue.types[attempt.type].name,
                lane: catalogue.lanes[attempt.lane].name, attempt: attempt.key.attempt, beganAt: attempt.beganAt,
                timeLeftSeconds: Int(attempt.timeLeft.wholeMilliseconds / 1_000), percent: progress?.percent,
                message: progress?.message, etaSeconds: progress?.etaSeconds, isEnding: attempt.cancelling != nil)
        }
        state.withLock { state in
            state.status.lanes = lanes
            state.status.running = running
            state.status.isStopping = snapshot.isStopping
            state.status.closedPermits = snapshot.closedPermits.map { .init(key: $0.key, until: $0.until) }
            state.isDirty = true
        }
    }

    /// Takes over how what is watched stands.
    func update(_ measures: [LiveStatus.Measure]) {
        state.withLock { state in
            guard state.status.measures != measures else { return }
            state.status.measures = measures
            state.isDirty = true
        }
    }

    /// Notes that what intake says has changed.
    func touch() {
        state.withLock { $0.isDirty = true }
    }

    /// Replaces the file if something changed. A failure is logged and does not matter to any job.
    func write(at moment: Timestamp) {
        let document = state.withLock { state -> [UInt8]? in
            guard state.isDirty else { return nil }
            state.isDirty = false
            state.status.updatedAt = moment
            state.status.intake = readIntake()
            return state.status.encoded()
        }
        guard let document else { return }
        let temporary = FileName("live.json.new")
        do {
            let file = try folder.openFile(temporary, .updateOrCreate(mode: 0o644))
            try file.truncate(to: 0)
            try file.writeAll(document)
            try file.close()
            try folder.rename(temporary, to: folder, as: Self.fileName, .replace)
        } catch {
            logger.warning("The live figures could not be written", metadata: ["error": "\(error)"])
        }
    }

    /// Removes the file: nobody runs any more.
    func remove() {
        do {
            try folder.unlink(Self.fileName)
        } catch {
            logger.debug("The live figures were not there", metadata: ["error": "\(error)"])
        }
    }
}
