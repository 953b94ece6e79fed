package import CarretelCore

/// The job type `full-data-load`: service orders, clients and sellers of an Omie ERP as data files, page by page, with
/// names by code.
///
/// A resource that fails leaves the others standing and is told as failed, never as empty; what is limited says so. An
/// attempt goes on at the page at which the one before it stopped.
package struct FullDataLoad: Processor {
    /// Lane `load`, two at once: what bounds a load are Omie's limits, which are shared anyway.
    package static let descriptor = JobTypeDescriptor(
        name: "full-data-load",
        summary: "Every page of service orders, clients and sellers of an Omie ERP, as data files.",
        lane: LaneDescriptor(name: "load", slots: 2, niceness: LaneDescriptor.longJobsNiceness),
        defaultTimeout: .seconds(120), timeoutCeiling: .seconds(600),
        maxAttempts: 3,
        parameters: LoadParameters.schema,
        settings: LoadSettings.schema,
        upstream: OmieSystem.system,
        coalescing: CoalescingRule(
            members: ["profile", "resources", "max_pages", "page_size", "month", "search", "cache"], window: .zero,
            condition: ParameterCondition("mode", is: LoadParameters.Mode.complete.rawValue)),
        timeouts: [
            TimeoutRule(
                when: ParameterCondition("mode", is: LoadParameters.Mode.complete.rawValue),
                standard: .seconds(7_200), ceiling: .seconds(86_400))
        ],
        sample: """
            {
              "type": "full-data-load",
              "requested_by": "maria",
              "parameters": {
                "mode": "complete",
                "page_size": 100
              }
            }

            """)

    /// Keeps nothing from one attempt to the next.
    package init() {}

    /// Refuses what is no month.
    package static func check(_ parameters: JSONValue) -> FailureReason? {
        LoadParameters.check(parameters)
    }

    /// Omie's limits, for all workers together.
    package static func permitRules(_ settings: JSONValue) -> [String: PermitRule] {
        OmiePermits.rules(LoadSettings(settings))
    }

    /// Loads what the job asks for.
    ///
    /// - Returns: succeeded; partial when a resource failed, failed when all did; later when Omie has closed the door.
    /// - Throws: permanent `profile_unknown`, `profile_incomplete` or `omie_denied`; transient `storage_failed`.
    package func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome {
        let parameters = try LoadParameters(attempt.parameters)
        let account = try OmieAccount(attempt.profile)
        var load = Load(parameters: parameters, account: account, attempt: attempt)
        do throws(OmieStop) {
            return try await load.run()
        } catch {
            switch error {
            case .cancelled: return .cancelled
            case .blocked(let moment, let reason):
                return .later(notBefore: moment, checkpoint: load.checkpoint.bytes, reason: reason)
            case .denied(let reason), .failed(let reason), .storage(let reason): throw reason
            }
        }
    }
}
