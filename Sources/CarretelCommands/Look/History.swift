internal import ArgumentParser
internal import CarretelCore
internal import CarretelProcessors
internal import CarretelStore
internal import CarretelSystem

/// `carretel history`: jobs that have ended.
struct History: AsyncParsableCommand {
    /// The most jobs that one call lists.
    private static let limits = 1...1_000_000

    static let configuration = CommandConfiguration(
        abstract: "List jobs that have ended, the latest received first.",
        discussion: """
            Examples:
              carretel history
              carretel history --status failed --since 24h
              carretel history --type rupture-lots --limit 500 --json | jq -r '.jobs[].name'
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var json: JSONOption

    @Option(help: "Only jobs of this type.")
    var type: String?

    @Option(help: "Only jobs that ended so.")
    var status: JobStatus?

    @Option(
        help: "Only jobs received since: 90s, 30m, 2h, 7d, 2026-11-20 or 2026-11-20T12:00:00Z.",
        transform: { text in
            guard let moment = PastMoment(text) else {
                throw ValidationError("\(text) is neither an age like 2h or 7d nor a day or time like 2026-11-20.")
            }
            return moment
        })
    var since: PastMoment?

    @Option(help: "At most so many.")
    var limit = 50

    func validate() throws {
        guard Self.limits.contains(limit) else {
            throw ValidationError("--limit must be from \(Self.limits.lowerBound) to \(Self.limits.upperBound).")
        }
    }

    func run() async throws {
        try await CommandFailure.reporting("history") {
            let now = SystemClock.now().wall
            let filter = HistoryFilter(type: type, status: status, since: since?.moment(at: now), limit: limit)
            let jobs = try await state.open().history()?.history(filter) ?? []
            let report = HistoryReport(jobs: jobs.map { JobSummary($0) })
            if json.isWanted {
                StandardOutput.write(report.json)
            } else {
                StandardOutput.write(lines: report.lines(TextStyle.of(descriptor: StandardOutput.descriptor)))
                if jobs.isEmpty { StandardError.write("No job that has ended matches." + (try unknownType())) }
            }
        }
    }
}

extension History {
    /// What to add for a type that there is none of; old jobs may have one that is gone.
    private func unknownType() throws -> String {
        let names = try BuiltInProcessors.catalogue().types.map(\.name)
        guard let type, !names.contains(type) else { return "" }
        let nearest = NearestName.find(type, among: names).map { " Did you mean \($0)?" } ?? ""
        return " There is no job type \(TerminalText.escape(type)).\(nearest)"
    }
}

extension JobStatus: ExpressibleByArgument {}

/// What `history` lists.
struct HistoryReport {
    var jobs: [JobSummary]

    /// For people: a table.
    func lines(_ style: TextStyle) -> [String] {
        guard !jobs.isEmpty else { return [] }
        var table = TextTable([
            ("RECEIVED", .left), ("ID", .left), ("NAME", .left), ("TYPE", .left), ("STATUS", .left), ("TOOK", .right),
            ("TRIES", .right), ("WHY", .left),
        ])
        for job in jobs {
            table.add([
                .init(PlainTime.text(job.receivedAt)), .init(job.id.shortText, .quiet),
                .init(TerminalText.escape(job.name)), .init(job.type ?? ""),
                .init(job.status?.rawValue ?? "", job.status?.tone ?? .plain),
                .init(job.duration.map { HumanText.duration($0) } ?? ""), .init("\(job.attempts)"),
                .init(job.reason.map { "\($0.code): \(TerminalText.escape($0.message))" } ?? ""),
            ])
        }
        return table.lines(style)
    }

    /// For programs: one line.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 64 + 512 * jobs.count)
        writer.beginObject()
        writer.name("jobs" as StaticString)
        writer.beginArray()
        for job in jobs {
            writer.beginObject()
            job.writeMembers(to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}
