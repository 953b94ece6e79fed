internal import CarretelCore

/// Where a job is, why, and what happens next: one payload for text and JSON.
struct JobStory: Sendable {
    /// A file or folder of the job.
    struct Place: Sendable, Equatable {
        /// What it is: `job_file`, `result`, `data`, `progress`, `events`.
        var kind: String
        /// Relative to the spool.
        var path: String
        /// Whether it is there.
        var exists: Bool
    }

    var summary: JobSummary
    var lane: String?
    var timeout: Duration
    var maxAttempts: Int
    var attemptsUsed: Int
    var sha256: ContentHash
    var attempts: [AttemptRecord]
    var places: [Place]
    /// Where it is, in one sentence.
    var whereabouts: String
    /// Why it is there.
    var why: String
    /// What happens next.
    var next: String
    /// When, where that is known.
    var nextAt: Timestamp?
    /// What its result warns of; nil when there is none to be read.
    var warnings: [Warning]?
    /// The running attempt as the daemon sees it.
    var progress: ProgressView?
}

/// What `show` prints.
struct ShowReport {
    var jobs: [JobStory]
    var now: Timestamp

    /// For people: a paragraph a job.
    func lines(_ style: TextStyle) -> [String] {
        let paragraphs = jobs.map { paragraph($0, style) }
        let count = jobs.count > 1 ? ["\(jobs.count) jobs match:", ""] : []
        return count + Array(paragraphs.joined(separator: [""]))
    }

    private func paragraph(_ story: JobStory, _ style: TextStyle) -> [String] {
        let job = story.summary
        let state = job.status?.rawValue ?? "\(job.state)"
        let name = style.paint(TerminalText.escape(job.name), .strong)
        var lines = [
            "\(name)  \(style.paint(state.replacingUnderscores, job.status?.tone ?? .plain))",
            "  id        \(job.id.text)",
            "  type      \(job.type ?? "none that is known")"
                + (job.priority.map { ", priority \($0)" } ?? "") + (story.lane.map { ", lane \($0)" } ?? ""),
            "  received  \(moment(job.receivedAt)), from user \(job.owner)"
                + (job.requestedBy.map { ", requested by \(TerminalText.escape($0)) (as the file says)" } ?? ""),
        ]
        if let key = job.key { lines.append("  key       \(TerminalText.escape(key))") }
        if let other = job.retryOf { lines.append("  retry of  \(other.text)") }
        lines.append("  where     \(TerminalText.escape(story.whereabouts))")
        lines.append("  why       \(TerminalText.escape(story.why))")
        lines.append("  next      \(TerminalText.escape(story.next))" + (story.nextAt.map { ": \(moment($0))" } ?? ""))
        for warning in story.warnings ?? [] {
            lines.append("  \(style.paint("warning", .careful))   \(TerminalText.escape(warning.message))")
        }
        if let progress = story.progress { lines.append("  progress  \(progress.words)") }
        lines += attempts(story, style) + places(story, style)
        return lines
    }

    private func attempts(_ story: JobStory, _ style: TextStyle) -> [String] {
        guard !story.attempts.isEmpty else { return [] }
        var table = TextTable([("", .left), ("", .left), ("", .left), ("", .right), ("", .left)])
        for attempt in story.attempts {
            let reason = attempt.reason.map { "\($0.code): \(TerminalText.escape($0.message))" } ?? ""
            table.add([
                .init("    \(attempt.number)"), .init(PlainTime.text(attempt.startedAt)),
                .init(attempt.outcome?.rawValue ?? "running"),
                .init(attempt.endedAt.map { HumanText.duration($0 - attempt.startedAt) } ?? ""), .init(reason),
            ])
        }
        return ["  attempts  \(story.attemptsUsed) of \(story.maxAttempts) used"] + table.lines(style)
    }

    private func places(_ story: JobStory, _ style: TextStyle) -> [String] {
        let there = story.places.filter(\.exists)
        guard !there.isEmpty else { return [] }
        return ["  files"] + there.map { "    \($0.kind.replacingUnderscores): \(TerminalText.escape($0.path))" }
    }

    private func moment(_ moment: Timestamp) -> String {
        "\(PlainTime.text(moment)) (\(PlainTime.distance(moment, from: now)))"
    }

    /// For programs: one line.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 2_048)
        writer.beginObject()
        writer.name("jobs" as StaticString)
        writer.beginArray()
        for job in jobs { job.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}

extension JobStory {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        summary.writeMembers(to: &writer)
        writer.member("lane", lane)
        writer.member("timeout_seconds", Double(timeout.wholeMilliseconds) / 1_000)
        writer.member("max_attempts", maxAttempts)
        writer.member("attempts_used", attemptsUsed)
        writer.member("sha256", sha256)
        writer.member("where", whereabouts)
        writer.member("why", why)
        writer.member("next", next)
        writer.member("next_at", nextAt)
        writer.name("warnings" as StaticString)
        if let warnings {
            writer.beginArray()
            for warning in warnings { writer.warning(warning) }
            writer.endArray()
        } else {
            writer.null()
        }
        writer.member("percent", progress?.progress.percent)
        writer.member("message", progress?.progress.message)
        writer.name("attempts" as StaticString)
        writer.beginArray()
        for attempt in attempts {
            writer.beginObject()
            writer.member("number", attempt.number)
            writer.member("started_at", attempt.startedAt)
            writer.member("ended_at", attempt.endedAt)
            writer.member("outcome", attempt.outcome?.rawValue)
            writer.member("reason", attempt.reason)
            writer.endObject()
        }
        writer.endArray()
        writer.name("files" as StaticString)
        writer.beginArray()
        for place in places {
            writer.beginObject()
            writer.member("kind", place.kind)
            writer.member("path", place.path)
            writer.member("exists", place.exists)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
