internal import CarretelCore

/// A job's progress as its progress file, or its worker, tells it.
struct ProgressView: Sendable, Equatable {
    var state: String
    var job: JobID?
    var attempt: Int?
    var progress = Progress()
    /// When its next attempt starts, as far as that is known.
    var startsAt: Timestamp?

    init(state: String, job: JobID? = nil, attempt: Int? = nil, progress: Progress = Progress()) {
        self.state = state
        self.job = job
        self.attempt = attempt
        self.progress = progress
    }

    /// Reads a progress file; nil when it is none.
    init?(document: [UInt8]) {
        // Whatever is wrong with it, it is no progress then, and the next one will be.
        guard let root = try? JSONValue(parsing: document), let state = root["state"]?.string else { return nil }
        self.init(state: state, job: root["job"]?["id"]?.string.flatMap { JobID(text: $0) })
        attempt = root["attempt"]?.int64.map { Int($0) }
        startsAt = root["starts_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        progress.percent = root["percent"]?.numberText.flatMap { Double($0) }
        progress.message = root["message"]?.string
        progress.processed = root["processed"]?.int64.map { Int($0) }
        progress.total = root["total"]?.int64.map { Int($0) }
        progress.workers = root["workers"]?.int64.map { Int($0) }
        progress.etaSeconds = root["eta_seconds"]?.int64.map { Int($0) }
    }

    /// `42 %, 1774 of 4225, 12 s left, 2 workers, Lote 89`: what is known, in words.
    var words: String {
        var parts: [String] = []
        if state != "running" { parts.append(state) }
        if let percent = progress.percent { parts.append("\(Int(percent)) %") }
        switch (progress.processed, progress.total) {
        case (let processed?, let total?): parts.append("\(processed) of \(total)")
        case (let processed?, nil): parts.append("\(processed) done")
        default: break
        }
        if let seconds = progress.etaSeconds { parts.append("\(HumanText.duration(.seconds(seconds))) left") }
        if let workers = progress.workers { parts.append("\(workers) worker\(workers == 1 ? "" : "s")") }
        if let attempt, attempt > 1 { parts.append("attempt \(attempt)") }
        if let message = progress.message { parts.append(TerminalText.escape(message)) }
        return parts.isEmpty ? state : parts.joined(separator: ", ")
    }

    /// The words behind a bar, cut to `columns`.
    func bar(columns: Int) -> String {
        // On a narrow terminal the words need the room more.
        let cells = columns < 100 ? 10 : 24
        var line = ""
        if let percent = progress.percent {
            let filled = min(max(Int(percent / 100 * Double(cells)), 0), cells)
            line = "[\(String(repeating: "#", count: filled))\(String(repeating: "-", count: cells - filled))] "
        }
        line += words
        // The last column stays free: a full line would wrap on some terminals.
        return line.count < columns ? line : String(line.prefix(max(columns - 2, 1))) + "…"
    }
}
