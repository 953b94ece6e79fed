extension DaemonFrame {
    /// The frame as one line, its line break included.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        switch self {
        case .assign(let assignment):
            assignment.write(to: &writer)
        case .cancel(let key, let reason):
            writer.beginFrame("cancel", key)
            writer.member("reason", reason.rawValue)
        case .recall(let key):
            writer.beginFrame("recall", key)
        case .granted(let key, let permit):
            writer.beginFrame("granted", key)
            writer.member("permit", permit)
        case .waitUntil(let key, let permit, let moment):
            writer.beginFrame("wait_until", key)
            writer.member("permit", permit)
            writer.member("moment", moment)
        case .answer(let key, let answer):
            writer.beginFrame("answer", key)
            writer.optionalMember("answer", raw: answer)
        }
        return writer.endFrame()
    }

    /// Enough for a whole line, so that it is written without moving.
    private var capacity: Int {
        switch self {
        case .assign(let assignment):
            320 + assignment.name.utf8.count + assignment.staging.utf8.count + assignment.parameters.count
                + assignment.settings.count + assignment.checkpoint.count + (assignment.profile?.lineCapacity ?? 0)
        case .answer(_, let answer): 160 + answer.count
        default: 256
        }
    }

    /// Reads a line as ``encoded()`` writes it, with or without its line break. Members that are not known are passed
    /// over.
    ///
    /// - Throws: a transient `frame_invalid` that says what is missing or wrong.
    package init(line: [UInt8]) throws(FailureReason) {
        let (name, fields) = try JSONFields.frame(line)
        let key = try fields.attempt()
        switch name {
        case "assign": self = .assign(try Assignment(key, fields))
        case "cancel": self = .cancel(key, reason: try fields.choice("reason", of: CancelReason.self))
        case "recall": self = .recall(key)
        case "granted": self = .granted(key, permit: try fields.string("permit"))
        case "wait_until":
            self = .waitUntil(key, permit: try fields.string("permit"), moment: try fields.timestamp("moment"))
        case "answer": self = .answer(key, try fields.optionalRawObject("answer"))
        default: throw fields.failure("is not one that a worker knows")
        }
    }
}

extension Assignment {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginFrame("assign", attempt)
        writer.member("name", name)
        writer.member("type", type)
        writer.member("timeout_ms", timeout.wholeMilliseconds)
        writer.member("staging", staging)
        writer.optionalMember("parameters", raw: parameters)
        writer.optionalMember("settings", raw: settings)
        writer.optionalMember("checkpoint", raw: checkpoint)
        if let profile { profile.write(to: &writer) }
        if attemptsLeft > 0 { writer.member("attempts_left", attemptsLeft) }
        writeStartLimits(to: &writer)
        if let readySince { writer.member("ready_since", readySince) }
    }

    private func writeStartLimits(to writer: inout JSONWriter) {
        guard !startLimits.isEmpty else { return }
        writer.name("start_limits")
        writer.beginArray()
        for limit in startLimits {
            writer.beginObject()
            writer.member("count", limit.count)
            writer.member("window_ms", limit.window.wholeMilliseconds)
            writer.endObject()
        }
        writer.endArray()
    }

    fileprivate init(_ key: AttemptKey, _ fields: JSONFields) throws(FailureReason) {
        self.init(
            attempt: key, name: try fields.string("name"), type: try fields.string("type"),
            timeout: try fields.milliseconds("timeout_ms"), staging: try fields.string("staging"),
            parameters: try fields.rawObject("parameters"),
            settings: fields["settings"].map { Array($0.raw) } ?? [],
            checkpoint: fields["checkpoint"].map { Array($0.raw) } ?? [],
            profile: try fields["profile"].map { (value) throws(FailureReason) in try Profile(frameMember: value) },
            attemptsLeft: try fields.optionalInteger("attempts_left") ?? 0,
            startLimits: try (fields["start_limits"].map { Array($0.elements) } ?? []).map {
                (value) throws(FailureReason) in
                let limit = try JSONFields(
                    value, subject: "A limit of the frame", name: "assign", code: "frame_invalid")
                return LaneDescriptor.StartLimit(
                    count: try limit.integer("count"), window: try limit.milliseconds("window_ms"))
            },
            readySince: fields["ready_since"] == nil ? nil : try fields.timestamp("ready_since"))
    }
}
