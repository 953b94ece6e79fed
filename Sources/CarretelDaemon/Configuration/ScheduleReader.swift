package import CarretelCore
internal import CarretelProcessors

/// Reads the schedules: the environment over the file, and the built-in ones where the file has none of their name.
///
/// Apart from ``ConfigurationReader``, because only who serves has use for them, and the built-in ones depend on profiles.
package struct ScheduleReader {
    /// The longest name, so that the names and keys of jobs have room.
    private static let maxNameBytes = 64
    /// The zone of a cron expression that names none.
    static let standardZone = "America/Sao_Paulo"

    private let environment: [String: String]
    private let zones: ZoneFolder
    private let jobs: JobFileReader

    /// Reads and checks all schedules.
    ///
    /// - Parameters:
    ///   - file: the configuration file asked for; nil for the standard one, which may be missing.
    ///   - environment: the process's environment.
    ///   - catalogue: the job types.
    ///   - profiles: what is configured of upstream systems.
    ///   - checks: by type, what its schema cannot say.
    /// - Returns: all schedules by name, those that are switched off too.
    /// - Throws: permanent `configuration_invalid` naming the key, the value and what is allowed; also for a schedule
    ///   whose jobs would be rejected.
    package static func read(
        file: String?, environment: [String: String], catalogue: JobCatalogue, profiles: ProfileBook,
        checks: [String: @Sendable (JSONValue) -> FailureReason?] = BuiltInProcessors.checks
    ) throws(FailureReason) -> [ScheduleSettings] {
        let reader = ScheduleReader(
            environment: environment, zones: ZoneFolder(environment: environment),
            jobs: JobFileReader(catalogue: catalogue, checks: checks))
        return try reader.schedules(
            in: file ?? ConfigurationReader.standardFile,
            StandardSchedule.all.filter { $0.applies(in: catalogue, profiles) })
    }

    private func schedules(
        in file: String, _ standard: [StandardSchedule]
    ) throws(FailureReason) -> [ScheduleSettings] {
        var texts: [ScheduleText] = []
        if let node = try ConfigurationFile.schedules(at: file) {
            guard let members = node.members else {
                throw .configuration(
                    "\(file):\(node.line): \(ScheduleKey.root) is no mapping.", hint: "Give each schedule a name.")
            }
            for (name, value) in members {
                try checkName(name, "\(file):\(value.line)")
                texts.append(try ScheduleText(name: name, value, file: file))
            }
        }
        for standard in standard where !texts.contains(where: { $0.name == standard.name }) {
            var text = standard.text(environment)
            // Nobody has asked for it, so a machine without time zones must not keep the daemon from its start.
            if standard.values[.cron] != nil, (try? zones.rules(of: Self.standardZone, named: text.place)) == nil {
                text.set(.zone, .init(text: "UTC", place: text.place))
            }
            texts.append(text)
        }
        var schedules: [ScheduleSettings] = []
        for var text in texts.sorted(by: { $0.name < $1.name }) {
            text.overlay(environment)
            schedules.append(try settings(text))
        }
        return schedules
    }

    private func checkName(_ name: String, _ place: String) throws(FailureReason) {
        guard name.utf8.count <= Self.maxNameBytes, ProfileKey.isName(name) else {
            throw .configuration(
                "\(place): “\(TerminalText.escape(name))” is no name of a schedule.",
                hint: "Use lower-case letters and digits, joined by hyphens, at most \(Self.maxNameBytes).")
        }
    }

    private func settings(_ text: ScheduleText) throws(FailureReason) -> ScheduleSettings {
        let isEnabled = try text.flag(.enabled) ?? true
        let type = try text.text(.type) ?? ""
        let (recurrence, timing) = try timing(of: text, isEnabled: isEnabled)
        let settings = ScheduleSettings(
            isEnabled: isEnabled, type: type,
            rule: ScheduleRule(
                name: text.name, recurrence: recurrence, timing: timing, missed: try text.missed() ?? .once,
                jitter: .seconds(try text.integer(.jitterSeconds) ?? 0),
                runsAtStart: try text.flag(.atStart) ?? false),
            warnAfter: try text.integer(.warnAfterSeconds).map { .seconds($0) } ?? ScheduleSettings.standardWarnAfter,
            priority: try text.integer(.priority), timeoutSeconds: try text.integer(.timeoutSeconds),
            requestedBy: try text.text(.requestedBy) ?? "schedule \(text.name)",
            parameters: text.mappings["parameters"] ?? [], atStart: text.mappings["at_start_parameters"] ?? [])
        // One that is switched off may be there half.
        if isEnabled { try checkJobs(of: settings, text) }
        return settings
    }

    /// A schedule whose jobs would all be rejected ends the start.
    private func checkJobs(of settings: ScheduleSettings, _ text: ScheduleText) throws(FailureReason) {
        guard text.value(.type) != nil else {
            throw .configuration(
                "\(text.place) names no type.", hint: "Give it `type: NAME`; `carretel types` lists them.")
        }
        for isAtStart in settings.rule.runsAtStart ? [false, true] : [false] {
            let run = ScheduledRun(due: Timestamp(microseconds: 0), isAtStart: isAtStart)
            guard let problem = jobs.problems(in: settings.jobFile(for: run)).first else { continue }
            let which = isAtStart ? " at a start" : ""
            throw .configuration(
                "\(text.place): its jobs\(which) would be rejected: \(problem.message)"
                    + (problem.pointer.map { " (at \($0))" } ?? ""),
                hint: problem.hint ?? "Mend the schedule.")
        }
    }

    // MARK: - When

    private func timing(
        of text: ScheduleText, isEnabled: Bool
    ) throws(FailureReason) -> (Recurrence, timing: String) {
        let given = ScheduleKey.timings.filter { text.value($0) != nil }
        guard let key = given.first, given.count == 1 else {
            if given.isEmpty, !isEnabled { return (.interval(.seconds(1)), "") }
            throw .configuration(
                "\(text.place) gives \(given.isEmpty ? "none" : "more than one") of "
                    + "\(ScheduleKey.timings.map(\.rawValue).joined(separator: ", ")).",
                hint: "Give one of them.")
        }
        guard key == .cron else {
            if let zone = text.value(.zone) {
                throw .configuration("\(zone.place) has no meaning without cron.", hint: "Leave it out.")
            }
            let seconds = try (text.integer(key) ?? 1) * (key == .everyMinutes ? 60 : 1)
            return (.interval(.seconds(seconds)), "every \(HumanText.duration(.seconds(seconds)))")
        }
        let name = try text.text(.zone) ?? Self.standardZone
        let expression = try cron(text)
        let zone = try zones.rules(of: name, named: text.value(.zone)?.place ?? "\(text.place): zone")
        return (.cron(expression.value, zone), "\(expression.text) \(name)")
    }

    private func cron(_ text: ScheduleText) throws(FailureReason) -> (value: CronExpression, text: String) {
        let given = try text.text(.cron) ?? ""
        do throws(CronProblem) {
            return (try CronExpression(given), given)
        } catch {
            throw .configuration(
                "\(text.value(.cron)?.place ?? text.place) is “\(TerminalText.escape(given))”: \(error.message).",
                hint: CronExpression.shape)
        }
    }
}
