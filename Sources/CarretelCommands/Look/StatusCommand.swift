internal import ArgumentParser
internal import CarretelCore
internal import CarretelSystem

/// `carretel status`: what is going on.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say what is going on: the daemon, what waits, what runs, how the last 24 hours went.",
        discussion: """
            Takes under 50 ms however much waits: the daemon's own counters, and bounded looks at the folders, which are
            marked "at least" where there is more.

            Examples:
              carretel status
              carretel status --json | jq .daemon.alive
              carretel status --check --warning 5 --warning-age 600

            Exit codes: 0; 2 when the daemon is dead or the books do not balance. With --check those of monitoring
            plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var json: JSONOption

    @Flag(help: "One line with performance data, for Nagios, Icinga, Zabbix and the like.")
    var check = false

    @Option(help: "With --check: WARNING above so many failed jobs in this hour and the one before; 0 never.")
    var warning = StatusCheck.Limits().failuresWarning

    @Option(help: "With --check: CRITICAL above so many.")
    var critical = StatusCheck.Limits().failuresCritical

    @Option(help: "With --check: WARNING above so many fallbacks for an answer in the same time; 0 never.")
    var warningFallbacks = StatusCheck.Limits().fallbacksWarning

    @Option(help: "With --check: WARNING when a job has waited longer than so many seconds; 0 never.")
    var warningAge = StatusCheck.Limits().ageWarning

    @Option(help: "With --check: CRITICAL when longer than so many.")
    var criticalAge = StatusCheck.Limits().ageCritical

    func validate() throws {
        guard !(check && json.isWanted) else { throw ValidationError("Give --check or --json, not both.") }
        guard min(warning, critical, warningFallbacks, warningAge, criticalAge) >= 0 else {
            throw ValidationError("Limits are not negative; 0 switches one off.")
        }
    }

    func run() async throws {
        if check { return try await runCheck() }
        try await CommandFailure.reporting("status") {
            let report: StatusReport
            do {
                report = try await gather()
            } catch {
                var failure = CommandFailure(error)
                failure.code = CommandFailure.Code.broken
                throw failure
            }
            if json.isWanted {
                StandardOutput.write(report.json)
            } else {
                StandardOutput.write(lines: report.lines(TextStyle.of(descriptor: StandardOutput.descriptor)))
            }
            if !report.isWell { throw ExitCode(CommandFailure.Code.broken) }
        }
    }

    private func gather() async throws -> StatusReport {
        try StatusGathering.gather(try await state.open(), at: SystemClock.now().wall)
    }

    private func runCheck() async throws {
        let limits = StatusCheck.Limits(
            failuresWarning: warning, failuresCritical: critical, fallbacksWarning: warningFallbacks,
            ageWarning: warningAge,
            ageCritical: criticalAge)
        var result: StatusCheck
        do {
            result = StatusCheck(try await gather(), limits: limits)
        } catch {
            result = StatusCheck(unknown: CommandFailure(error).message)
        }
        StandardOutput.write(lines: [result.line])
        if result.state != .ok { throw ExitCode(result.state.rawValue) }
    }
}
