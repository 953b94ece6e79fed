internal import CarretelCore
internal import CarretelSystem
internal import Synchronization

/// The worker processes for other threads than that of their fleet, which keeps the list.
final class WorkerProcesses: Sendable {
    private let processes = Mutex<[WorkerID: ChildProcess]>([:])

    func enter(_ worker: WorkerID, _ process: ChildProcess) {
        processes.withLock { $0[worker] = process }
    }

    func remove(_ worker: WorkerID) {
        processes.withLock { $0[worker] = nil }
    }

    /// What some workers and all that they started hold in memory; nil when none of them runs or `/proc` is not there.
    func residentBytes(of workers: Set<WorkerID>) -> Int? {
        let pids = processes.withLock { processes in workers.compactMap { processes[$0]?.pid } }
        guard !pids.isEmpty else { return nil }
        // Without /proc nothing can be told, which is no reason to stop anything.
        return try? ProcessFamily.residentBytes(of: Set(pids))
    }
}
