package import CarretelCore

/// The job type `maintenance`: keeps a spool from growing for ever.
///
/// What may go is decided here, by the configuration alone; what touches files is behind ``Housekeeping``, and the journal
/// is asked for small steps by ``AttemptContext/ask(_:)``. Everything is done slowly, and an attempt keeps nothing: whatever
/// it does not come to the next one does.
package struct Maintenance: Processor {
    /// Lane `maintenance`, one at a time, behind everything else that wants the processors.
    package static let descriptor = JobTypeDescriptor(
        name: "maintenance",
        summary: "Clears caches, keeps files and history within their limits, gives room back, repairs what is safe.",
        lane: LaneDescriptor(name: "maintenance", slots: 1, niceness: LaneDescriptor.maxNiceness),
        defaultTimeout: .seconds(3_600), timeoutCeiling: .seconds(86_400),
        maxAttempts: 3,
        parameters: MaintenanceParameters.schema,
        settings: MaintenanceSettings.schema,
        tendsJournal: true,
        sample: """
            {
              "type": "maintenance",
              "requested_by": "maria",
              "parameters": {
                "dry_run": true
              }
            }

            """)

    /// Keeps nothing from one attempt to the next.
    package init() {}

    /// Refuses what belongs to an action that is not asked for.
    package static func check(_ parameters: JSONValue) -> FailureReason? {
        MaintenanceParameters.check(parameters)
    }

    /// Carries the actions out, one after the other.
    ///
    /// - Returns: succeeded; partial when the time limit came first or some of it failed, failed when all did.
    package func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome {
        let parameters = try MaintenanceParameters(attempt.parameters)
        return await MaintenanceRun(parameters, MaintenanceSettings(attempt.settings), attempt).run()
    }
}
