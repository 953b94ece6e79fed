internal import CarretelCore
internal import CarretelSystem
internal import Synchronization

/// The worker processes for other threads than that of their fleet, which keeps the list.
final class WorkerProcesses: Sendable {
    private let processes = Mutex<[WorkerID: (process: ChildProcess, lane: String)]>([:])

    func enter(_ worker: WorkerID, _ process: ChildProcess, lane: String) {
        processes.withLock { $0[worker] = (process, lane) }
    }

    func remove(_ worker: WorkerID) {
        processes.withLock { $0[worker] = nil }
    }

    /// What the workers of some lanes and all that they started hold in memory; nil when there are none or `/proc` is not
    /// there.
    func residentBytes(ofLanes lanes: Set<String>) -> Int? {
        let pids = processes.withLock { processes in
            processes.values.compactMap { lanes.contains($0.lane) ? $0.process.pid : nil }
        }
        guard !pids.isEmpty else { return nil }
        // Without /proc nothing can be told, which is no reason to stop anything.
        return try? ProcessFamily.residentBytes(of: Set(pids))
    }
}
