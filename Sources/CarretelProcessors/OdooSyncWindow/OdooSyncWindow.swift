package import CarretelCore

/// The job type `odoo-sync-window`: what changed in Odoo since the last run, taken over into the business store, and
/// told to others as data files of changes.
///
/// A service that fails leaves the others standing and is told as failed. What was taken over stays taken over, and an
/// attempt goes on where the one before it stopped.
package struct OdooSyncWindow: Processor {
    /// Lane `odoo`, one at a time: its worker alone writes the business store, and keeps its sessions.
    package static let descriptor = JobTypeDescriptor(
        name: "odoo-sync-window",
        summary: "What changed in Odoo, window by window, into the business store and as data files of changes.",
        lane: LaneDescriptor(
            name: "odoo", slots: 1, idleLifetime: .seconds(1_800), niceness: LaneDescriptor.longJobsNiceness),
        defaultTimeout: .seconds(1_200), timeoutCeiling: .seconds(14_400),
        maxAttempts: 3,
        parameters: SyncParameters.schema,
        settings: SyncSettings.schema,
        upstream: OdooSystem.system,
        sample: """
            {
              "type": "odoo-sync-window",
              "requested_by": "maria",
              "parameters": {
                "services": ["carteira", "faturamento"],
                "windows": { "carteira": 90 }
              }
            }

            """)

    /// What a worker knows of its servers from one attempt to the next.
    private let sessions = OdooSessions()

    /// Knows no server yet.
    package init() {}

    /// Refuses stretches of time that are none.
    package static func check(_ parameters: JSONValue) -> FailureReason? { SyncParameters.check(parameters) }

    /// Refuses JSON text that is not what it has to be.
    package static func checkSettings(_ settings: JSONValue) -> FailureReason? {
        do throws(FailureReason) {
            _ = try SyncSettings(settings)
            return nil
        } catch {
            return error
        }
    }

    /// One run at a time of an account, for all workers together.
    package static func permitRules(_ settings: JSONValue) -> [String: PermitRule] {
        [SyncPermit.prefix: PermitRule(concurrent: 1)]
    }

    /// Brings up to date what the job asks for.
    ///
    /// - Returns: succeeded; partial when a service failed, failed when all did.
    /// - Throws: permanent `profile_unknown`, `profile_incomplete` or what Odoo refuses the account with; what the
    ///   business store says.
    package func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome {
        let parameters = try SyncParameters(attempt.parameters)
        let settings = try SyncSettings(attempt.settings)
        let account = try OdooAccount(attempt.profile)
        let permit = SyncPermit(account)
        do throws(SyncStop) {
            try await permit.acquire(attempt)
            let client = OdooClient(account: account, sessions: sessions, attempt: attempt)
            var run = SyncRun(parameters: parameters, settings: settings, client: client, attempt: attempt)
            let outcome = try await run.run()
            permit.release(attempt)
            return outcome
        } catch {
            // What the attempt still holds is given back at its end.
            switch error {
            case .cancelled: return .cancelled
            case .denied(let reason), .storage(let reason): throw reason
            case .upstream(let failure): return .failed(failure.reason, retryAfter: failure.retryAfter)
            }
        }
    }
}
