import CarretelCore

/// Carries the actions of one attempt out.
struct MaintenanceRun {
    let parameters: MaintenanceParameters
    let settings: MaintenanceSettings
    let attempt: any AttemptContext
    private let start: MonotonicInstant
    private var reports: [ActionReport] = []

    init(_ parameters: MaintenanceParameters, _ settings: MaintenanceSettings, _ attempt: any AttemptContext) {
        self.parameters = parameters
        self.settings = settings
        self.attempt = attempt
        start = attempt.now.monotonic
    }

    /// One action after the other; one that fails does not keep the others from being done.
    func run() async -> ProcessorOutcome {
        var run = self
        for action in parameters.actions where !attempt.isCancelled { await run.carryOut(action) }
        await run.goOnWithVacuum()
        if attempt.isCancelled, !attempt.isOutOfTime { return .cancelled }
        return run.outcome(after: attempt.now.monotonic - start)
    }

    private mutating func carryOut(_ action: MaintenanceAction) async {
        var report = ActionReport(action)
        await carryOut(&report, actionsAfter: parameters.actions.count - reports.count - 1)
        reports.append(report)
    }

    /// Vacuum leaves time to what comes after it; what that has not used is its own.
    private mutating func goOnWithVacuum() async {
        let index = reports.firstIndex { $0.action == .vacuum && !$0.isComplete && $0.failure == nil }
        guard let index, !attempt.isCancelled else { return }
        var report = reports[index]
        await carryOut(&report, actionsAfter: 0)
        reports[index] = report
    }

    private func carryOut(_ report: inout ActionReport, actionsAfter: Int) async {
        let action = report.action
        let done = parameters.actions.count - actionsAfter - 1
        let progress = MaintenanceProgress(attempt, action, done: done, of: parameters.actions.count)
        let chores = Housework(
            attempt: attempt, settings: settings, progress: progress, isDryRun: parameters.isDryRun,
            end: attempt.timeLimit.map { start + $0 })
        let began = attempt.now.monotonic
        report.isComplete = true
        do throws(FailureReason) {
            switch action {
            case .clearCache: try await CacheClearing(work: chores, match: parameters.match).run(&report)
            case .retention:
                try await Retention(work: chores, places: parameters.places, actionsAfter: actionsAfter).run(&report)
            case .vacuum: try await Vacuum(work: chores.slice(1 / Double(1 + actionsAfter))).run(&report)
            case .reconcile: try await SpoolReconciliation(work: chores).run(&report)
            }
        } catch {
            report.isComplete = false
            if error != .cancelled {
                report.failure = error
                attempt.warn(Warning(code: error.code, message: "\(action.rawValue): \(error.message)"))
            }
        }
        report.duration += attempt.now.monotonic - began
    }

    // MARK: - The end

    private func outcome(after duration: Duration) -> ProcessorOutcome {
        let failures = reports.compactMap(\.failure)
        if let failure = failures.first, failures.count == parameters.actions.count { return .failed(failure) }
        let output = document(after: duration)
        if attempt.isOutOfTime || failures.isEmpty && reports.contains(where: { !$0.isComplete }) {
            return .partial(
                output: output, files: [],
                reason: FailureReason(
                    .policy, code: "timed_out",
                    message: "The time limit came first; what was removed until then is, and the next run goes on.",
                    hint:
                        "Let a first run have longer (`timeout_seconds`), or raise types.maintenance.deletes_per_second."
                ))
        }
        guard let failure = failures.first else { return .succeeded(output: output, files: []) }
        return .partial(output: output, files: [], reason: failure)
    }

    private func document(after duration: Duration) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("dry_run", parameters.isDryRun)
        writer.member("seconds", duration.inSeconds)
        writer.name("actions" as StaticString)
        writer.beginArray()
        for report in reports { report.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}

/// What all actions work with.
struct Housework {
    let attempt: any AttemptContext
    let settings: MaintenanceSettings
    let progress: MaintenanceProgress
    let isDryRun: Bool
    /// When the time for this work is over; nil for no limit.
    var end: MonotonicInstant?

    var house: any Housekeeping { attempt.housekeeping }

    /// Whether it is to end: with the attempt, or because the time that it was given is over.
    var isOver: Bool { isCancelled() }

    /// As ``isOver``, for calls that last.
    var isCancelled: @Sendable () -> Bool {
        { [attempt, end] in attempt.isCancelled || end.map { attempt.now.monotonic >= $0 } ?? false }
    }

    /// No part of the time is shorter while there is any, so that every turn gets on.
    private static let shortestSlice = Duration.seconds(1)

    /// The same with a part of the time that is left.
    func slice(_ part: Double) -> Housework {
        guard let end else { return self }
        var slice = self
        let now = attempt.now.monotonic
        let time = Duration.microseconds(Int64(Double((end - now).wholeMicroseconds) * part))
        slice.end = min(end, now + max(time, Self.shortestSlice))
        return slice
    }

    /// Rests as the pace says.
    func rest(after files: Int, _ pace: inout RemovalPace) async {
        if let rest = pace.rest(after: files, at: attempt.now.monotonic) { await attempt.wait(rest) }
    }
}

/// Says how far an attempt is.
struct MaintenanceProgress {
    private let attempt: any AttemptContext
    private let action: MaintenanceAction
    private let done: Int
    private let count: Int

    init(_ attempt: any AttemptContext, _ action: MaintenanceAction, done: Int, of count: Int) {
        self.attempt = attempt
        self.action = action
        self.done = done
        self.count = count
    }

    /// Reports.
    ///
    /// - Parameters:
    ///   - words: what is being done.
    ///   - part: how much of the action is done, 0 to 1.
    ///   - removed: things so far.
    func tell(_ words: String, part: Double = 0, removed: Int? = nil) {
        let percent = (Double(done) + part) * 100 / Double(max(1, count))
        attempt.report(
            Progress(
                percent: percent, message: "\(action.rawValue): \(words)", processed: removed,
                current: action.rawValue))
    }
}
