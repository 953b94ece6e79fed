import CarretelCore

/// One attempt at a job: the services one after the other, each tried again where that may help.
struct SyncRun {
    private let parameters: SyncParameters
    private let settings: SyncSettings
    private let client: OdooClient
    private let attempt: any AttemptContext
    private var progress: SyncProgress

    init(parameters: SyncParameters, settings: SyncSettings, client: OdooClient, attempt: any AttemptContext) {
        self.parameters = parameters
        self.settings = settings
        self.client = client
        self.attempt = attempt
        progress = SyncProgress(parameters.services, attempt)
    }

    /// Reads every service.
    ///
    /// - Throws: ``SyncStop``, but for what concerns a single service: that is part of the outcome.
    mutating func run() async throws(SyncStop) -> ProcessorOutcome {
        let server = try await retrying { (client) throws(OdooFailure) in try await client.connect() }
        let source = BusinessSource(profile: attempt.profile.name, database: server.database)
        let sync = try storing { () throws(FailureReason) in
            try attempt.business.beginSync(from: source, job: attempt.key.job, at: attempt.now.wall)
        }
        var reports: [ServiceReport] = []
        for service in parameters.services {
            progress.begin(service)
            let report = try await run(service, into: sync)
            report.warnings(settings).forEach(attempt.warn)
            progress.end(service, report.status)
            reports.append(report)
        }
        return try storing { () throws(FailureReason) in
            try SyncOutcome(reports: reports, server: server, sync: sync, attempt: attempt).make()
        }
    }

    /// Reads the parts of a service; one that fails does not keep the others from being read.
    private mutating func run(_ service: SyncService, into sync: any BusinessSync) async throws(SyncStop)
        -> ServiceReport
    {
        let began = attempt.now.monotonic
        var report = ServiceReport(service)
        for part in service.parts {
            var reading = PartSync(
                settings.configured(part), rule: settings.rule(of: service, parameters), parameters: parameters,
                settings: settings, client: client, sync: sync, attempt: attempt)
            try await run(&reading)
            report.parts.append(reading.report)
        }
        report.duration = attempt.now.monotonic - began
        return report
    }

    /// Reads a part, as often as it fails for now and may be tried again.
    private mutating func run(_ reading: inout PartSync) async throws(SyncStop) {
        var retries = 0
        while true {
            do throws(SyncStop) {
                return try await reading.run(&progress)
            } catch {
                guard case .upstream(let failure) = error else { throw error }
                guard failure.isWorthRetrying, retries < settings.maxRetries else {
                    return reading.fail(failure.reason)
                }
                retries += 1
                try await pause(failure)
            }
        }
    }

    /// Calls Odoo, as often as it fails for now and may be tried again.
    private func retrying<Value>(
        _ call: (OdooClient) async throws(OdooFailure) -> Value
    ) async throws(SyncStop) -> Value {
        var retries = 0
        while true {
            do throws(OdooFailure) {
                return try await call(client)
            } catch {
                guard error.isWorthRetrying, retries < settings.maxRetries else { throw SyncStop(error) }
                retries += 1
                try await pause(error)
            }
        }
    }

    /// Waits before a try with a session of its own.
    private func pause(_ failure: OdooFailure) async throws(SyncStop) {
        client.forgetSession()
        await attempt.wait(max(settings.retryDelay, failure.retryAfter ?? .zero))
        guard !attempt.isCancelled else { throw .cancelled }
    }
}
