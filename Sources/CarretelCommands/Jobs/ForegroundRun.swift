internal import CarretelBrowser
internal import CarretelCore
internal import CarretelHTML
internal import CarretelProcessors
internal import CarretelStore
internal import CarretelSystem
internal import CarretelWorker

/// Runs the one attempt of a foreground job.
struct ForegroundRun {
    let datasets: NamedDatasets
    let staging: StagingPlace
    /// The spool's own.
    let business: BusinessDatabase
    /// The spool's own files, for the one type that looks after them.
    let housekeeping: any Housekeeping
    let provision: JobProvision

    /// Runs the attempt on the calling thread; a file that is no job is rejected without one.
    func answer(to job: ForegroundJob) throws -> (answer: Answer, attempt: AttemptRecord?) {
        let request: JobRequest
        switch job.verdict {
        case .valid(let valid, _): request = valid
        case .rejected(let reason, _): return (Answer(status: .rejected, reason: reason), nil)
        }
        try ProcessSetup.ignoreSignals()
        try ProcessSetup.becomeSubreaper()
        let reaper = try ChildReaper(sweepsAfterEachChild: false)
        let http = OnDemandHTTP()
        let browsers = ChromiumPool(
            client: http, reaper: reaper, configuration: .init(environment: ThisProcess.environment))
        defer {
            // Nobody comes after this job who could use a browser that it has given back.
            reaper.table.close()
            reaper.table.sweep(.everything)
            browsers.clear()
        }
        let runner = AttemptRunner(
            processors: BuiltInProcessors.all, datasets: datasets, http: http,
            business: ForegroundBusiness(spool: business, scratch: BusinessDatabase(path: staging.businessPath)),
            housekeeping: housekeeping, html: LibxmlParser(), browsers: browsers, reaper: reaper)
        let assignment = Assignment(
            attempt: AttemptKey(job: job.dossier.id, attempt: 1), name: job.dossier.name, type: request.type,
            timeout: request.timeout, staging: staging.attemptPath, parameters: request.parameters,
            settings: provision.settings, profile: provision.profile)
        let console = ForegroundConsole()
        let cancellation = Cancellation()
        let startedAt = SystemClock.now().wall
        let outcome = try console.attend(name: job.dossier.name, cancellation: cancellation) {
            runner.run(assignment, cancellation: cancellation) { console.take($0) }
        }
        let answer = Answer(outcome, warnings: console.warnings)
        let attempt = AttemptRecord(
            number: 1, startedAt: startedAt, endedAt: SystemClock.now().wall, outcome: answer.status.attemptOutcome,
            reason: answer.reason)
        return (answer, attempt)
    }
}
