internal import CarretelCore

extension StatusReport.Schedule {
    /// What somebody should look at; empty when all is well. While a job is under way, that is the one before it too.
    var warnings: [String] {
        guard isEnabled, let last else { return [] }
        let runs = last.state == .ended ? [last] : [previous, last].compactMap { $0 }
        return runs.flatMap { $0.warnings(above: warnAfter) }
    }

    fileprivate func next(at now: Timestamp) -> String {
        guard isEnabled else { return "switched off" }
        guard let next else { return "never" }
        return next > now || last?.state == .ended ? PlainTime.distance(next, from: now) : "after this one"
    }

    fileprivate var outcome: String {
        guard let last else { return "" }
        switch last.state {
        case nil: return "unknown"
        case .ended: return last.status?.rawValue ?? "unknown"
        case .some(let state): return "\(state)"
        }
    }

    /// Its members for programs.
    func write(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("type", type)
        writer.member("enabled", isEnabled)
        writer.member("timing", timing)
        writer.member("next_run", isEnabled ? next : nil)
        writer.member("skipped", skipped)
        writer.member("warn_after_seconds", warnAfter.wholeMilliseconds / 1_000)
        writer.name("last" as StaticString)
        if let last { last.write(to: &writer) } else { writer.null() }
        writer.name("previous" as StaticString)
        if let previous { previous.write(to: &writer) } else { writer.null() }
        writer.strings("warnings", warnings)
    }
}

extension StatusReport.ScheduleRun {
    fileprivate func warnings(above limit: Duration) -> [String] {
        var warnings: [String] = []
        if let duration, duration > limit {
            let verb = state == .ended ? "took" : "has taken"
            warnings.append("\(name) \(verb) \(HumanText.duration(duration)), more than \(HumanText.duration(limit))")
        }
        if state == .ended, let status, status != .succeeded { warnings.append("\(name) ended as \(status.rawValue)") }
        if state == nil { warnings.append("\(name) cannot be found any more") }
        return warnings
    }

    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", name)
        writer.member("due", due)
        writer.member("state", state.map { "\($0)" })
        writer.member("status", status?.rawValue)
        writer.member("duration_ms", duration?.wholeMilliseconds)
        writer.endObject()
    }
}

extension StatusReport {
    /// The schedules for people.
    var scheduleTable: TextTable? {
        guard !schedules.isEmpty else { return nil }
        var table = TextTable([
            ("SCHEDULE", .left), ("WHEN", .left), ("NEXT", .left), ("LAST DUE", .left), ("OUTCOME", .left),
            ("TOOK", .right), ("SKIPPED", .right), ("LAST JOB", .left),
        ])
        for schedule in schedules {
            let last = schedule.last
            table.add([
                .init(schedule.name), .init(TerminalText.escape(schedule.timing)), .init(schedule.next(at: at)),
                .init(last.map { PlainTime.text($0.due) } ?? ""),
                .init(schedule.outcome, schedule.warnings.isEmpty ? .plain : .bad),
                .init(last?.duration.map { HumanText.duration($0) } ?? ""), .init("\(schedule.skipped)"),
                .init(last?.name ?? ""),
            ])
        }
        return table
    }

    /// Lines for what somebody should look at.
    func scheduleWarnings(_ style: TextStyle) -> [String] {
        let words = schedules.flatMap { schedule in schedule.warnings.map { "schedule \(schedule.name): \($0)" } }
        return (words + [schedulesProblem.map { "schedules: \($0)" }].compactMap { $0 }).map {
            "\(style.paint("WARNING", .careful))  \(TerminalText.escape($0))"
        }
    }
}
