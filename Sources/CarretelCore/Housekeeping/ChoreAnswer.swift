/// What the daemon answers to a request for a chore.
package enum ChoreAnswer: Sendable, Hashable {
    /// It is done, and on disk.
    case done(ChoreReport)
    /// It is not, and will not be.
    case refused(FailureReason)
}

extension FailureReason {
    /// There is no daemon whose journal could be tended.
    package static let noJournal = FailureReason(
        .permanent, code: "chore_refused", message: "There is no journal to be looked after here.",
        hint: "Maintenance is a job of a running daemon: drop it into incoming/, or use `carretel submit`.")
}

// As the frame `answer` carries it: one JSON object with `report` or `error`.
extension ChoreAnswer {
    /// The answer as one JSON object.
    package var json: [UInt8] {
        var writer = JSONWriter(capacity: 192)
        writer.beginObject()
        switch self {
        case .done(let report): report.write(to: &writer)
        case .refused(let reason): writer.member("error", reason)
        }
        writer.endObject()
        return writer.bytes
    }

    /// Reads an answer.
    ///
    /// - Throws: transient `frame_invalid`.
    package init(parsing bytes: [UInt8]) throws(FailureReason) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONValue(parsing: bytes)
        } catch {
            throw FailureReason(
                .transient, code: "\(JSONFields.frameCode)",
                message: "An answer is no JSON at column \(error.column): \(error.message)")
        }
        let fields = try JSONFields(root, subject: "The answer", code: JSONFields.frameCode)
        if let error = try fields.optionalReason("error") {
            self = .refused(error)
        } else {
            self = .done(try ChoreReport(try fields.value("report")))
        }
    }
}

extension ChoreReport {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.name("report" as StaticString)
        writer.beginObject()
        writer.member("rows", rows)
        if byCount != 0 { writer.member("by_count", byCount) }
        if byBytes != 0 { writer.member("by_bytes", byBytes) }
        writer.member("bytes", bytes)
        writer.member("done", isDone)
        writer.optionalMember("cursor", cursor.map { Int($0) })
        if young != 0 { writer.member("young", young) }
        writer.member("took_us", Int(took.wholeMicroseconds))
        writer.optionalMember("note", note)
        writer.endObject()
    }

    fileprivate init(_ value: JSONValue) throws(FailureReason) {
        let fields = try JSONFields(value, subject: "The member", name: "report", code: JSONFields.frameCode)
        self.init(
            rows: try fields.integer("rows"), byCount: try fields.optionalInteger("by_count") ?? 0,
            byBytes: try fields.optionalInteger("by_bytes") ?? 0, bytes: try fields.integer("bytes"),
            isDone: try fields.boolean("done"),
            cursor: try fields.optionalInteger("cursor").map { Int64($0) },
            young: try fields.optionalInteger("young") ?? 0,
            took: .microseconds(try fields.integer("took_us")), note: try fields.optionalString("note"))
    }
}
