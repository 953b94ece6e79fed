extension WorkerFrame {
    /// The frame as one line, its line break included.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        switch self {
        case .ready(let pid):
            writer.beginObject()
            writer.member("frame", "ready" as StaticString)
            writer.member("pid", pid)
        case .began(let key): writer.beginFrame("began", key)
        case .recalled(let key): writer.beginFrame("recalled", key)
        case .progress(let key, let progress):
            writer.beginFrame("progress", key)
            progress.write(to: &writer)
        case .warning(let key, let warning):
            writer.beginFrame("warning", key)
            writer.member("code", warning.code)
            writer.member("message", warning.message)
        case .checkpoint(let key, let checkpoint, let rows):
            writer.beginFrame("checkpoint", key)
            writer.optionalMember("checkpoint", raw: checkpoint)
            write(rows, to: &writer)
        case .permit(let key, let permit):
            writer.beginFrame("permit", key)
            writer.member("permit", permit)
        case .release(let key, let permit, let outcome):
            writer.beginFrame("release", key)
            writer.member("permit", permit)
            outcome.write(to: &writer)
        case .request(let key, let action, let arguments):
            writer.beginFrame("request", key)
            writer.member("action", action)
            writer.optionalMember("arguments", raw: arguments)
        case .outcome(let key, let outcome):
            writer.beginFrame("outcome", key)
            outcome.write(to: &writer)
        }
        return writer.endFrame()
    }

    private func write(_ rows: [StatisticsRow], to writer: inout JSONWriter) {
        guard !rows.isEmpty else { return }
        writer.name("rows")
        writer.beginArray()
        for row in rows { row.write(to: &writer) }
        writer.endArray()
    }

    /// Enough for most lines, so that they are written without moving.
    private var capacity: Int {
        switch self {
        case .outcome(_, .succeeded(let output, let files)), .outcome(_, .partial(let output, let files, _)):
            256 + output.count + 256 * files.count
        case .checkpoint(_, let bytes, let rows): 192 + bytes.count + 256 * rows.count
        case .request(_, _, let bytes): 192 + bytes.count
        case .progress(_, let progress): 384 + progress.event.count
        default: 256
        }
    }

    /// Reads a line as ``encoded()`` writes it, with or without its line break. Members that are not known are passed
    /// over.
    ///
    /// - Throws: a transient `frame_invalid` that says what is missing or wrong.
    package init(line: [UInt8]) throws(FailureReason) {
        let (name, fields) = try JSONFields.frame(line)
        if name == "ready" {
            guard let pid = Int32(exactly: try fields.integer("pid")) else { throw fields.failure("has no process id") }
            self = .ready(pid: pid)
            return
        }
        let key = try fields.attempt()
        switch name {
        case "began": self = .began(key)
        case "recalled": self = .recalled(key)
        case "progress": self = .progress(key, try Progress(fields))
        case "warning":
            self = .warning(key, Warning(code: try fields.string("code"), message: try fields.string("message")))
        case "checkpoint":
            self = .checkpoint(
                key, fields["checkpoint"].map { Array($0.raw) } ?? [],
                rows: try (fields["rows"].map { Array($0.elements) } ?? []).map { (row) throws(FailureReason) in
                    try StatisticsRow(row)
                })
        case "permit": self = .permit(key, permit: try fields.string("permit"))
        case "release":
            self = .release(
                key, permit: try fields.string("permit"), outcome: try PermitOutcome(fields))
        case "request":
            self = .request(
                key, action: try fields.string("action"), arguments: try fields.optionalRawObject("arguments"))
        case "outcome": self = .outcome(key, try ProcessorOutcome(fields))
        default: throw fields.failure("is not one that the daemon knows")
        }
    }
}

extension Progress {
    fileprivate func write(to writer: inout JSONWriter) {
        if let percent { writer.member("percent", percent) }
        writer.optionalMember("message", message)
        writer.optionalMember("processed", processed)
        writer.optionalMember("total", total)
        writer.optionalMember("succeeded", succeeded)
        writer.optionalMember("failed", failed)
        writer.optionalMember("current", current)
        writer.optionalMember("workers", workers)
        writer.optionalMember("eta_seconds", etaSeconds)
        writer.optionalMember("event", raw: event)
    }

    fileprivate init(_ fields: JSONFields) throws(FailureReason) {
        self.init(
            percent: try fields.optionalNumber("percent"), message: try fields.optionalString("message"),
            processed: try fields.optionalInteger("processed"), total: try fields.optionalInteger("total"),
            succeeded: try fields.optionalInteger("succeeded"), failed: try fields.optionalInteger("failed"),
            current: try fields.optionalString("current"), workers: try fields.optionalInteger("workers"),
            etaSeconds: try fields.optionalInteger("eta_seconds"), event: try fields.optionalRawObject("event"))
        // The daemon adds these two, and an object may have each only once.
        if let event = fields["event"], event["seq"] != nil || event["timestamp"] != nil {
            throw fields.failure("has an event with \"seq\" or \"timestamp\", which are the daemon's")
        }
    }
}

extension PermitOutcome {
    /// How the frame names it.
    private enum Word: String, CaseIterable {
        case ok, error, closed
    }

    fileprivate func write(to writer: inout JSONWriter) {
        switch self {
        case .ok: writer.member("outcome", Word.ok.rawValue)
        case .error: writer.member("outcome", Word.error.rawValue)
        case .closed(let moment):
            writer.member("outcome", Word.closed.rawValue)
            writer.member("until", moment)
        }
    }

    fileprivate init(_ fields: JSONFields) throws(FailureReason) {
        switch try fields.choice("outcome", of: Word.self) {
        case .ok: self = .ok
        case .error: self = .error
        case .closed: self = .closed(until: try fields.timestamp("until"))
        }
    }
}
