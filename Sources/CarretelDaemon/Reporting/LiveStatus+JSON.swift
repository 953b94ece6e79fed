package import CarretelCore

extension LiveStatus {
    /// The document, one line.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 4_096)
        writer.beginObject()
        writer.member("schema", "carretel/live/1")
        writer.member("pid", pid)
        writer.member("started_at", startedAt.rfc3339Milliseconds)
        writer.member("updated_at", updatedAt.rfc3339Milliseconds)
        writer.name("stopping")
        writer.boolean(isStopping)
        writer.name("intake")
        if let intake { intake.encode(into: &writer) } else { writer.null() }
        writer.name("lanes")
        writer.beginArray()
        for lane in lanes { lane.encode(into: &writer) }
        writer.endArray()
        writer.name("running")
        writer.beginArray()
        for attempt in running { attempt.encode(into: &writer) }
        writer.endArray()
        writer.name("closed_permits")
        writer.beginArray()
        for permit in closedPermits { permit.encode(into: &writer) }
        writer.endArray()
        writer.name("watched")
        writer.beginArray()
        for measure in measures { measure.encode(into: &writer) }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }

    /// Reads the document back; nil when it is not one.
    package init?(json: JSONValue) {
        guard json["schema"]?.string == "carretel/live/1", let pid = json["pid"]?.int64,
            let startedAt = json["started_at"]?.string.flatMap({ Timestamp(rfc3339: $0) }),
            let updatedAt = json["updated_at"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.pid = Int(pid)
        self.startedAt = startedAt
        self.updatedAt = updatedAt
        isStopping = json["stopping"]?.boolean ?? false
        intake = json["intake"].flatMap { Intake(json: $0) }
        lanes = json["lanes"]?.elements.compactMap { Lane(json: $0) } ?? []
        running = json["running"]?.elements.compactMap { Running(json: $0) } ?? []
        closedPermits = json["closed_permits"]?.elements.compactMap { ClosedPermit(json: $0) } ?? []
        measures = json["watched"]?.elements.compactMap { Measure(json: $0) } ?? []
    }
}

extension LiveStatus.Intake {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("mode", mode)
        writer.member("reason", reason)
        writer.member("waiting", waiting)
        writer.member("oldest", oldest?.rfc3339Milliseconds)
        writer.member("left_alone_count", leftAloneCount)
        writer.name("left_alone")
        writer.beginArray()
        for name in leftAlone { writer.string(name) }
        writer.endArray()
        writer.endObject()
    }

    fileprivate init?(json: JSONValue) {
        guard let mode = json["mode"]?.string else { return nil }
        self.init(
            mode: mode, reason: json["reason"]?.string, waiting: Int(json["waiting"]?.int64 ?? 0),
            oldest: json["oldest"]?.string.flatMap { Timestamp(rfc3339: $0) },
            leftAlone: json["left_alone"]?.elements.compactMap(\.string) ?? [],
            leftAloneCount: Int(json["left_alone_count"]?.int64 ?? 0))
    }
}

extension LiveStatus.Lane {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", name)
        writer.member("slots", slots)
        writer.member("running", running)
        writer.member("waiting", waiting)
        writer.member("workers", workers)
        writer.member("opens_at", opensAt?.rfc3339Milliseconds)
        writer.member("trouble", trouble)
        writer.endObject()
    }

    fileprivate init?(json: JSONValue) {
        guard let name = json["name"]?.string else { return nil }
        self.init(
            name: name, slots: Int(json["slots"]?.int64 ?? 0), running: Int(json["running"]?.int64 ?? 0),
            waiting: Int(json["waiting"]?.int64 ?? 0), workers: Int(json["workers"]?.int64 ?? 0),
            opensAt: json["opens_at"]?.string.flatMap { Timestamp(rfc3339: $0) }, trouble: json["trouble"]?.string)
    }
}

extension LiveStatus.Running {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("job", job.text)
        writer.member("type", type)
        writer.member("lane", lane)
        writer.member("attempt", attempt)
        writer.member("began_at", beganAt.rfc3339Milliseconds)
        writer.member("time_left_seconds", timeLeftSeconds)
        writer.name("percent")
        if let percent { writer.number(percent) } else { writer.null() }
        writer.member("message", message)
        writer.member("eta_seconds", etaSeconds)
        writer.name("ending")
        writer.boolean(isEnding)
        writer.endObject()
    }

    fileprivate init?(json: JSONValue) {
        guard let job = json["job"]?.string.flatMap({ JobID(text: $0) }), let type = json["type"]?.string,
            let lane = json["lane"]?.string,
            let beganAt = json["began_at"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.init(
            job: job, type: type, lane: lane, attempt: Int(json["attempt"]?.int64 ?? 1), beganAt: beganAt,
            timeLeftSeconds: Int(json["time_left_seconds"]?.int64 ?? 0),
            percent: json["percent"]?.numberText.flatMap { Double($0) }, message: json["message"]?.string,
            etaSeconds: json["eta_seconds"]?.int64.map { Int($0) }, isEnding: json["ending"]?.boolean ?? false)
    }
}

extension LiveStatus.ClosedPermit {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("key", key)
        writer.member("until", until.rfc3339Milliseconds)
        writer.endObject()
    }

    fileprivate init?(json: JSONValue) {
        guard let key = json["key"]?.string, let until = json["until"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.init(key: key, until: until)
    }
}
