import CarretelCore

/// The paths under `/sandbox/`, by which a test looks at the sandbox and steers it.
struct ControlDoor: Sendable {
    static let pathPrefix = "/sandbox/"

    let upstreams: [any Upstream]
    let faults: FaultBook
    let log: CallLog

    /// Answers a request under ``pathPrefix``.
    func answer(_ request: SandboxRequest) -> Reply {
        switch (request.method, request.path) {
        case ("GET", "/sandbox/log"): .json(log.json(method: request.query["method"]))
        case ("GET", "/sandbox/records"): records(request)
        case ("POST", "/sandbox/faults"): setFaults(request.body)
        case ("POST", "/sandbox/reset"): reset()
        default: ofUpstream(request) ?? Self.problem("There is no \(request.method) \(request.path).", status: 404)
        }
    }

    private func ofUpstream(_ request: SandboxRequest) -> Reply? {
        for upstream in upstreams {
            if let reply = upstream.control(request) { return reply }
        }
        return nil
    }

    private func setFaults(_ body: [UInt8]) -> Reply {
        do throws(FailureReason) {
            let order = try FaultOrder(parsing: body)
            try faults.add(order)
            return Self.done
        } catch {
            return Self.problem(error.message, status: 400)
        }
    }

    private func reset() -> Reply {
        faults.reset()
        log.reset()
        for upstream in upstreams { upstream.reset() }
        return Self.done
    }

    private func records(_ request: SandboxRequest) -> Reply {
        let resource = request.query["resource"] ?? ""
        var dates: [CivilDate?] = []
        for name in ["from", "to"] {
            let text = request.query[name]
            let date = text.flatMap { CivilDate(iso8601: $0) }
            guard text == nil || date != nil else { return Self.problem("\"\(name)\" is no YYYY-MM-DD.", status: 400) }
            dates.append(date)
        }
        for upstream in upstreams {
            guard let ids = upstream.recordIDs(of: resource, from: dates[0], to: dates[1]) else { continue }
            return .json(Self.list(resource, ids))
        }
        let known = upstreams.flatMap(\.resources).joined(separator: ", ")
        return Self.problem("There is no resource \"\(resource)\", but \(known).", status: 404)
    }

    private static func list(_ resource: String, _ ids: [Int64]) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + ids.count * 11)
        writer.beginObject()
        writer.member("resource", resource)
        writer.member("count", ids.count)
        writer.name("ids")
        writer.beginArray()
        for id in ids { writer.integer(id) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    static let done = Reply.json(Array(#"{"done":true}"#.utf8))

    /// Says what is wrong with a request.
    static func problem(_ message: String, status: Int) -> Reply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("error", message)
        writer.endObject()
        return .json(writer.bytes, status: status)
    }
}
