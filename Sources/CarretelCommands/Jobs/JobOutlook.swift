internal import CarretelCore
internal import CarretelDaemon
internal import CarretelProcessors

/// What a job's type says of how long it will take, by the lane's limits as configured.
struct JobOutlook {
    let state: StateOption
    let catalogue: JobCatalogue

    /// One sentence; nil for a job of which there is nothing to be said.
    ///
    /// - Throws: nothing that the configuration does: where it cannot be read, the built-in limits count.
    func words(_ request: JobRequest) async throws -> String? {
        guard let processor = BuiltInProcessors.processor(named: request.type),
            let type = catalogue.typeIndex(named: request.type)
        else { return nil }
        let parameters = try JSONValue(parsing: request.parameters)
        let lane = catalogue.laneIndex(ofTypeAt: type, request.lane)
        let standard = try JSONValue(parsing: Array("{}".utf8))
        // Reading the configuration takes longer than all the rest, so only types with limits pay for it.
        guard !catalogue.lanes[lane].startLimits.isEmpty || !catalogue.types[type].lanes.isEmpty else { return nil }
        guard let configured = await configuration() else {
            return processor.outlook(parameters, standard, catalogue.lanes[lane].startLimits)
        }
        let settings = try JSONValue(parsing: configured.types.settings(ofType: request.type))
        return processor.outlook(parameters, settings, configured.lanes[lane].startLimits)
    }

    /// Nil where it cannot be read: whoever hands jobs in need not have a right to.
    private func configuration() async -> DaemonConfiguration? { try? await state.configuration() }
}
