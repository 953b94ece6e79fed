internal import CarretelCore

extension StatusReport {
    /// For people.
    func lines(_ style: TextStyle) -> [String] {
        var lines = ["carretel at \(style.paint(TerminalText.escape(spool), .strong))", daemonLine(style)]
        lines += lawLines(style)
        if let intake { lines.append("intake   \(intake.line)") }
        for due in nextDue.prefix(1) {
            let name = TerminalText.escape(due.name)
            lines.append("next due \(name) (\(due.id.shortText)) \(PlainTime.distance(due.dueAt, from: at))")
        }
        for permit in closedPermits {
            let opening = "\(PlainTime.distance(permit.until, from: at)) (\(PlainTime.text(permit.until)))"
            lines.append("limit    \(style.paint(TerminalText.escape(permit.key), .careful)) opens \(opening)")
        }
        lines += scheduleWarnings(style) + alertLines(style)
        if let mirrorProblem {
            lines.append("\(style.paint("WARNING", .careful))  business store: \(TerminalText.escape(mirrorProblem))")
        }
        let tables = [folderTable, runningTable, laneTable, scheduleTable, mirrorTable, dayTable].compactMap {
            $0?.lines(style)
        }
        for table in tables { lines += [""] + table }
        return lines + warningLines + leftAloneLines(style)
    }

    /// What jobs warned of, under the table of their types.
    private var warningLines: [String] {
        lastDay.filter { !$0.warnings.isEmpty }.map { type in
            let counts = type.warnings.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            let words = counts.map { "\(TerminalText.escape($0.key)) \($0.value)" }.joined(separator: " · ")
            return "\(type.type.isEmpty ? "(no known type)" : type.type)  \(words)"
        }
    }

    private func daemonLine(_ style: TextStyle) -> String {
        guard daemon.isAlive else { return "daemon   \(style.paint("dead", .bad)): nobody serves this spool" }
        var line = "daemon   \(style.paint(daemon.isStopping ? "stopping" : "alive", .good))"
        if let pid = daemon.pid { line += ", process \(pid)" }
        if let startedAt = daemon.startedAt {
            line += ", up \(PlainTime.age(startedAt, at: at)) (since \(PlainTime.text(startedAt)))"
        }
        return line
    }

    private func lawLines(_ style: TextStyle) -> [String] {
        if let journalProblem { return ["journal  \(style.paint("unreadable", .bad)): \(journalProblem)"] }
        guard let law else { return ["law      nothing was ever received"] }
        let sum =
            "\(law.received) received = \(law.waiting) waiting + \(law.deferred) deferred + \(law.running) running + "
            + "\(law.following) following + \(law.ended) ended + \(law.purged) purged"
        let count = "\(law.filesInActive) file\(law.filesInActive == 1 ? "" : "s")"
        let files = "\(law.filesAreAtLeast ? "at least " : "")\(count) in active/"
        let word = style.paint(law.holds ? "holds" : "broken", law.holds ? .good : .bad)
        return ["law      \(word): \(sum); \(files)"]
            + (law.problem.map { ["         \(style.paint($0, .bad)); run `carretel fsck`"] } ?? [])
    }

    private var folderTable: TextTable? {
        var table = TextTable([("FOLDER", .left), ("FILES", .right), ("SIZE", .right), ("OLDEST", .right)])
        for folder in folders {
            table.add([
                .init(folder.name), .init((folder.isAtLeast ? "at least " : "") + "\(folder.count)"),
                .init((folder.bytesAreAtLeast ? "at least " : "") + HumanText.bytes(folder.bytes)),
                .init(folder.oldest.map { PlainTime.age($0, at: at) } ?? ""),
            ])
        }
        return table
    }

    private var runningTable: TextTable? {
        guard !running.isEmpty else { return nil }
        var table = TextTable([
            ("RUNNING", .left), ("ID", .left), ("TYPE", .left), ("TRY", .right), ("FOR", .right), ("DONE", .right),
            ("LIMIT IN", .right), ("MESSAGE", .left),
        ])
        for job in running {
            let left = job.isEnding ? "ending" : job.timeLeftSeconds.map { HumanText.duration(.seconds($0)) } ?? ""
            table.add([
                .init(TerminalText.escape(job.name ?? "")), .init(job.id.shortText, .quiet), .init(job.type),
                .init("\(job.attempt)"), .init(PlainTime.age(job.beganAt, at: at)),
                .init(job.percent.map { "\(Int($0)) %" } ?? ""), .init(left, job.isEnding ? .careful : .plain),
                .init(TerminalText.escape(job.message ?? "")),
            ])
        }
        return table
    }

    private var laneTable: TextTable? {
        guard !lanes.isEmpty else { return nil }
        var table = TextTable([
            ("LANE", .left), ("RUNNING", .right), ("SLOTS", .right), ("WAITING", .right), ("OLDEST", .right),
            ("WORKERS", .right), ("", .left),
        ])
        for lane in lanes {
            let opens = lane.opensAt.map { "its limit on starts opens \(PlainTime.distance($0, from: at))" } ?? ""
            table.add([
                .init(lane.name), .init("\(lane.running)"), .init("\(lane.slots)"), .init("\(lane.waiting)"),
                .init(lane.oldestWaiting.map { PlainTime.age($0, at: at) } ?? ""), .init("\(lane.workers)"),
                .init(lane.trouble.map { TerminalText.escape($0) } ?? opens, lane.trouble == nil ? .plain : .bad),
            ])
        }
        return table
    }

    private var dayTable: TextTable? {
        guard !lastDay.isEmpty else { return nil }
        var table = TextTable([
            ("LAST 24 H", .left), ("ENDED", .right), ("SUCCEEDED", .right), ("PARTIAL", .right), ("FAILED", .right),
            ("CANCELLED", .right), ("REJECTED", .right), ("RATE", .right), ("P50", .right), ("P95", .right),
        ])
        for type in lastDay {
            let failed = [JobStatus.failed, .timedOut, .expired].reduce(0) { $0 + (type.ends[$1] ?? 0) }
            table.add([
                .init(type.type.isEmpty ? "(no known type)" : type.type), .init("\(type.total)"),
                .init("\(type.ends[.succeeded] ?? 0)"), .init("\(type.ends[.partial] ?? 0)"),
                .init("\(failed)", failed > 0 ? .bad : .plain), .init("\(type.ends[.cancelled] ?? 0)"),
                .init("\(type.ends[.rejected] ?? 0)"),
                .init(type.successRate.map { Self.percent($0) } ?? ""), .init(Self.duration(type.medianMilliseconds)),
                .init(Self.duration(type.p95Milliseconds)),
            ])
        }
        return table
    }

    private func leftAloneLines(_ style: TextStyle) -> [String] {
        guard leftAloneCount > 0 else { return [] }
        let more = leftAloneCount - leftAlone.count
        return ["", style.paint("LEFT ALONE in incoming/", .strong)] + leftAlone.map { "  \($0)" }
            + (more > 0 ? ["  and \(more) more"] : [])
    }

    /// `99.5 %`, rounded down, so that 100 % means all.
    private static func percent(_ share: Double) -> String {
        let tenths = Int(share * 1_000)
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }

    private static func duration(_ milliseconds: Int64?) -> String {
        milliseconds.map { HumanText.duration(.milliseconds($0)) } ?? ""
    }
}

extension StatusReport.Intake {
    fileprivate var line: String {
        let what = mode == "polling" ? "polls the folder" : "is told of new files"
        return "\(what) (\(mode))" + (reason.map { ": \(TerminalText.escape($0))" } ?? "")
    }
}
