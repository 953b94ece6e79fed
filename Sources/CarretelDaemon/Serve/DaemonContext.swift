internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import Logging

/// What is known when recovery is over and the threads are about to start.
struct DaemonContext: Sendable {
    let options: ServeOptions
    let configuration: DaemonConfiguration
    /// What it adds to each job.
    let provisions: JobProvisions
    /// The job types with their lanes as configured.
    let catalogue: JobCatalogue
    let layout: SpoolLayout
    /// The journal's state after recovery.
    let restored: RestoredState
    /// Files in `active/` that the journal does not know.
    let adopted: [ActiveFileName]
    let startedAt: Timestamp
    /// The schedules as configured.
    let schedules: [ScheduleSettings]
    /// Reads them again, with the profiles of the start.
    let readSchedules: @Sendable () throws(FailureReason) -> [ScheduleSettings]
    let logger: Logger

    /// Reads the configuration again, for SIGHUP: of its keys those of lanes and schedules take effect at once, the others
    /// at the next start.
    ///
    /// - Returns: the lanes in the order of the catalogue, and the schedules; nil when the configuration is wrong, which is
    ///   logged.
    func readAgain() async -> (lanes: [LaneDescriptor], schedules: [ScheduleSettings])? {
        do throws(FailureReason) {
            let configuration = try await ConfigurationReader.read(
                file: options.configuration, environment: options.environment, catalogue: catalogue)
            return (configuration.lanes, try readSchedules())
        } catch {
            logger.error("The configuration was not taken over", metadata: ["error": "\(error.message)"])
            return nil
        }
    }
}
