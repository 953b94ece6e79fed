/// Decides what to start, defer, retry, follow, expire, cancel, time out, kill, recycle and park.
package struct DispatchMachine: Sendable {
    /// Makes a machine for a journal that says `restored`.
    ///
    /// - Parameters:
    ///   - catalogue: the job types and lanes; positions in it are what jobs carry.
    ///   - settings: the numbers.
    ///   - restored: what the journal holds; ``RestoredDispatch/init()`` for an empty one.
    ///   - seed: where jitter comes from.
    package init(catalogue: JobCatalogue, settings: DispatchSettings, restored: RestoredDispatch, seed: UInt64) {
    }

    /// Takes one event in and appends what is to be done. Call it once with ``DispatchEvent/tick`` at the start, which
    /// asks for the heads of the queues and for warm workers.
    package mutating func handle(_ event: DispatchEvent, at now: Now, into actions: inout [DispatchAction]) {
    }

    /// When ``DispatchEvent/tick`` is to be sent at the latest, if nothing else happens; nil when there is no hurry.
    package var nextWake: MonotonicInstant? { nil }

    /// What `status` shows.
    package func snapshot(at now: Now) -> DispatchSnapshot {
        DispatchSnapshot(
            lanes: [], attempts: [], deferred: 0, expiring: 0, arrivalsInHand: 0, receiptsAwaited: 0,
            closedPermits: [], isStopping: false)
    }
}
