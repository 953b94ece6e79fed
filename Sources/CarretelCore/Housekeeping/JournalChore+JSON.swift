// Chores as frames carry them (docs/architecture.md): `request {action, arguments}`. A member without a value is left
// out. What cannot be read is refused with what was expected, so that whoever tries frames by hand sees what is wrong.

extension JournalChore {
    private enum Action: String, CaseIterable {
        case purge, shrink
    }

    /// The name of the request.
    package var action: String {
        switch self {
        case .purge: Action.purge.rawValue
        case .shrink: Action.shrink.rawValue
        }
    }

    /// The arguments of the request: one JSON object, or empty.
    package var arguments: [UInt8] {
        guard case .purge(let purge) = self else { return [] }
        var writer = JSONWriter(capacity: 192)
        writer.beginObject()
        writer.member("table", purge.table.rawValue)
        if let before = purge.before { writer.member("before", before) }
        if let youngest = purge.youngest { writer.member("youngest", youngest) }
        writer.optionalMember("keep", purge.keep)
        writer.optionalMember("bytes", purge.bytes)
        writer.optionalMember("rows", purge.rows)
        writer.optionalMember("row_bytes", purge.rowBytes)
        writer.optionalMember("cursor", purge.cursor.map { Int($0) })
        if purge.young != 0 { writer.member("young", purge.young) }
        writer.endObject()
        return writer.bytes
    }

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - action: what is asked for.
    ///   - arguments: one JSON object, or empty.
    /// - Throws: permanent `chore_unknown` for another action, `chore_invalid` for arguments that make no sense.
    package init(action: String, arguments: [UInt8]) throws(FailureReason) {
        switch Action(rawValue: action) {
        case .shrink: self = .shrink
        case .purge:
            do throws(FailureReason) {
                self = .purge(try JournalPurge(arguments))
            } catch {
                throw FailureReason(
                    .permanent, code: "chore_invalid", message: error.message,
                    hint: "Known tables: \(JournalTable.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
        case nil:
            throw FailureReason(
                .permanent, code: "chore_unknown",
                message: "The daemon knows no action \"\(TerminalText.escape(action))\".",
                hint: "Known actions: \(Action.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
    }
}

extension JournalPurge {
    fileprivate init(_ arguments: [UInt8]) throws(FailureReason) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONValue(parsing: arguments)
        } catch {
            throw FailureReason(
                .permanent, code: "chore_invalid",
                message: "The arguments of purge are no JSON at column \(error.column): \(error.message)")
        }
        let fields = try JSONFields(root, subject: "The arguments of", name: "purge", code: "chore_invalid")
        self.init(
            table: try fields.choice("table", of: JournalTable.self),
            before: fields["before"] == nil ? nil : try fields.timestamp("before"),
            youngest: fields["youngest"] == nil ? nil : try fields.timestamp("youngest"),
            keep: try fields.optionalInteger("keep"), bytes: try fields.optionalInteger("bytes"),
            rows: try fields.optionalInteger("rows"), rowBytes: try fields.optionalInteger("row_bytes"),
            cursor: try fields.optionalInteger("cursor").map { Int64($0) },
            young: try fields.optionalInteger("young") ?? 0)
        guard keep ?? 0 >= 0, bytes ?? 0 >= 0, rows ?? 0 >= 0, young >= 0 else {
            throw fields.failure("has a \"keep\", \"bytes\", \"rows\" or \"young\" below 0")
        }
        guard rowBytes ?? 1 > 0 else { throw fields.failure("has a \"row_bytes\" below 1") }
        guard table == .history || rows != nil || keep == nil && bytes == nil else {
            throw fields.failure("has a limit on number or bytes, and no \"rows\" to hold it against")
        }
    }
}
