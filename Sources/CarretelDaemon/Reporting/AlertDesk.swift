internal import CarretelCore
internal import CarretelEngine
internal import CarretelProcessors
internal import CarretelSystem
internal import Logging

/// Carries out what the alert machines decide: looks at memory, writes the log, hands on how everything stands. Belongs
/// to the reporter's thread; without a type that is watched it does nothing.
struct AlertDesk: Sendable {
    /// A job type whose work is watched.
    private struct Watched: Sendable {
        var name: String
        /// Its position in the catalogue.
        var type: Int
        /// The names of its lanes.
        var lanes: Set<String>
        var machine: AlertMachine
    }

    private var watched: [Watched]
    private let logger: Logger
    private let residentBytes: @Sendable (Set<String>) -> Int?

    /// Watches the types that declare thresholds.
    ///
    /// - Parameters:
    ///   - catalogue: the job types.
    ///   - settings: what the configuration sets for a type.
    ///   - minutes: the tries of the window that the history knows.
    ///   - logger: told of each change once.
    ///   - residentBytes: how much memory the workers of lanes and their descendants hold; nil when that cannot be told.
    init(
        catalogue: JobCatalogue, settings: (String) -> [UInt8], minutes: [TryMinute], logger: Logger,
        residentBytes: @escaping @Sendable (Set<String>) -> Int?
    ) {
        self.logger = logger
        self.residentBytes = residentBytes
        watched = catalogue.types.enumerated().compactMap { position, type in
            guard AlertSettings.areDeclared(by: type) else { return nil }
            // Settings are written by this program; were they no JSON, the defaults would hold.
            let values = try? JSONValue(parsing: settings(type.name))
            let thresholds = values.map { AlertSettings.thresholds($0) } ?? AlertThresholds()
            return Watched(
                name: type.name, type: position, lanes: Set(type.allLanes.map(\.name)),
                machine: AlertMachine(thresholds: thresholds, minutes: minutes))
        }
    }

    /// Whether the work of a type is watched.
    func watches(_ type: String) -> Bool { watched.contains { $0.name == type } }

    /// Takes in what a checkpoint told.
    mutating func record(_ rows: [StatisticsRow], of job: JobNumber, type: String, at moment: Timestamp) {
        guard let index = watched.firstIndex(where: { $0.name == type }) else { return }
        let usages = rows.compactMap { row -> ScrapingUsage? in
            if case .scrapingUsage(let usage) = row { usage } else { nil }
        }
        watched[index].machine.record(usages, of: job, at: moment)
    }

    /// Takes in what runs and waits.
    mutating func see(_ snapshot: DispatchSnapshot, at moment: Timestamp) {
        for index in watched.indices {
            let attempts = snapshot.attempts.filter { $0.type == watched[index].type }
            let lanes = snapshot.lanes.filter { watched[index].lanes.contains($0.name) }
            let waiting = lanes.reduce(0) { $0 + $1.waiting + $1.running - $1.begun }
            let workers = lanes.reduce(0) {
                $0 + $1.workersStarting + $1.workersIdle + $1.workersBusy + $1.workersEnding
            }
            watched[index].machine.see(
                attempts: Dictionary(
                    attempts.map { ($0.job, ($0.key.attempt, $0.beganAt)) }, uniquingKeysWith: { $1 }),
                waiting: waiting, hasWorkers: workers > 0, at: moment)
        }
    }

    /// Looks at everything, logs what has changed and hands on how it stands.
    ///
    /// - Parameters:
    ///   - now: the clocks.
    ///   - live: takes over how it stands.
    /// - Returns: when to look again though nothing is heard.
    mutating func look(at now: Now, _ live: LiveStatusWriter) -> MonotonicInstant? {
        guard !watched.isEmpty else { return nil }
        var measures: [LiveStatus.Measure] = []
        var next: Timestamp?
        for index in watched.indices {
            if watched[index].machine.wantsMemory(at: now.wall) {
                watched[index].machine.measured(
                    memoryBytes: residentBytes(watched[index].lanes), at: now.wall)
            }
            for change in watched[index].machine.look(at: now.wall) { log(change, type: watched[index].name) }
            measures += watched[index].machine.measures.map { .init(type: watched[index].name, measure: $0) }
            next = [next, watched[index].machine.nextLook(after: now.wall)].compactMap { $0 }.min()
        }
        live.update(measures)
        return next.map { now.monotonic + max($0 - now.wall, .milliseconds(1)) }
    }

    private func log(_ change: AlertChange, type: String) {
        logger.log(
            level: change.isRaised ? .warning : .notice,
            change.isRaised ? "An alert was raised" : "An alert is over",
            metadata: [
                "type": "\(type)", "alert": "\(change.kind.rawValue)", "state": "\(TerminalText.escape(change.words))",
            ])
    }
}
