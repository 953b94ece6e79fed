package import CarretelCore

/// What comes in to the dispatch thread from the other threads.
package enum DispatchInput: Sendable {
    case arrivals([Arrival])
    case replies([JournalReply])
    case frames(WorkerID, [WorkerFrame])
    case workerExited(WorkerID, WorkerDeath)
    case workerMeasured(WorkerID, residentBytes: Int)
    /// A control file asks for the end of a job; `purpose` comes back with what came of it.
    case cancel(JobSelector, purpose: Int)
    /// The lanes as configured now.
    case reconfigured([LaneDescriptor])
    /// Asks for a snapshot that has seen everything told before.
    case probe
    case stop(grace: Duration)
    case hasten
}
