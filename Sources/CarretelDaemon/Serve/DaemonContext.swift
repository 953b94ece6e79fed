internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import Logging

/// What is known when recovery is over and the threads are about to start.
struct DaemonContext: Sendable {
    let options: ServeOptions
    let configuration: DaemonConfiguration
    /// The job types with their lanes as configured.
    let catalogue: JobCatalogue
    let layout: SpoolLayout
    /// The journal's state after recovery.
    let restored: RestoredState
    /// Files in `active/` that the journal does not know.
    let adopted: [ActiveFileName]
    let startedAt: Timestamp
    let logger: Logger
}
