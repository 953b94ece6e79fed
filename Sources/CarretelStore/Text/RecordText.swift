// The members of a row that are lists or structures, as JSON text with the names that results use, so that a person
// with the sqlite3 shell can read them. NULL stands for an empty list.

import CarretelCore

/// Writes and reads them.
enum RecordText {
    static func encode(_ reason: FailureReason) -> String {
        var writer = JSONWriter()
        write(reason, to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func encode(_ history: [AttemptRecord]) -> String? {
        list(history) { attempt, writer in
            writer.member("number", attempt.number)
            writer.member("started_at", attempt.startedAt.microseconds)
            writer.member("ended_at", attempt.endedAt?.microseconds)
            writer.member("outcome", attempt.outcome?.rawValue)
            if let reason = attempt.reason {
                writer.name("reason")
                write(reason, to: &writer)
            }
        }
    }

    static func encode(_ files: [DataFile]) -> String? {
        list(files) { file, writer in
            writer.member("name", file.name)
            writer.member("records", file.records)
            writer.member("bytes", file.bytes)
            writer.member("sha256", file.sha256.hexadecimal)
        }
    }

    static func encode(_ warnings: [Warning]) -> String? {
        list(warnings) { warning, writer in
            writer.member("code", warning.code)
            writer.member("message", warning.message)
        }
    }

    private static func list<Element>(
        _ elements: [Element], _ write: (Element, inout JSONWriter) -> Void
    ) -> String? {
        guard !elements.isEmpty else { return nil }
        var writer = JSONWriter()
        writer.beginArray()
        for element in elements {
            writer.beginObject()
            write(element, &writer)
            writer.endObject()
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(_ reason: FailureReason, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("class", reason.failureClass.rawValue)
        writer.member("code", reason.code)
        writer.member("message", reason.message)
        if let pointer = reason.pointer { writer.member("pointer", pointer) }
        if let line = reason.line { writer.member("line", line) }
        if let column = reason.column { writer.member("column", column) }
        if let hint = reason.hint { writer.member("hint", hint) }
        writer.endObject()
    }

    static func reason(_ text: String?) throws(StoreFailure) -> FailureReason? {
        guard let text else { return nil }
        return try reason(parse(text))
    }

    static func history(_ text: String?) throws(StoreFailure) -> [AttemptRecord] {
        try elements(text) { (value) throws(StoreFailure) in
            var reason: FailureReason?
            if let stored = value["reason"] { reason = try self.reason(stored) }
            guard let number = value["number"]?.int64, let startedAt = value["started_at"]?.int64 else {
                throw unreadable
            }
            return AttemptRecord(
                number: Int(number), startedAt: Timestamp(microseconds: startedAt),
                endedAt: value["ended_at"]?.int64.map { Timestamp(microseconds: $0) },
                outcome: value["outcome"]?.string.flatMap { AttemptRecord.Outcome(rawValue: $0) }, reason: reason)
        }
    }

    static func files(_ text: String?) throws(StoreFailure) -> [DataFile] {
        try elements(text) { (value) throws(StoreFailure) in
            guard let name = value["name"]?.string, let records = value["records"]?.int64,
                let bytes = value["bytes"]?.int64,
                let hash = value["sha256"]?.string.flatMap({ ContentHash(hexadecimalText: $0) })
            else { throw unreadable }
            return DataFile(name: name, records: Int(records), bytes: Int(bytes), sha256: hash)
        }
    }

    static func warnings(_ text: String?) throws(StoreFailure) -> [Warning] {
        try elements(text) { (value) throws(StoreFailure) in
            guard let code = value["code"]?.string, let message = value["message"]?.string else { throw unreadable }
            return Warning(code: code, message: message)
        }
    }

    private static func reason(_ value: JSONValue) throws(StoreFailure) -> FailureReason {
        guard let failureClass = value["class"]?.string.flatMap({ FailureClass(rawValue: $0) }),
            let code = value["code"]?.string, let message = value["message"]?.string
        else { throw unreadable }
        return FailureReason(
            failureClass, code: code, message: message, pointer: value["pointer"]?.string,
            line: value["line"]?.int64.map { Int($0) }, column: value["column"]?.int64.map { Int($0) },
            hint: value["hint"]?.string)
    }

    private static func elements<Element>(
        _ text: String?, _ read: (JSONValue) throws(StoreFailure) -> Element
    ) throws(StoreFailure) -> [Element] {
        guard let text else { return [] }
        var elements: [Element] = []
        for value in try parse(text).elements { elements.append(try read(value)) }
        return elements
    }

    private static func parse(_ text: String) throws(StoreFailure) -> JSONValue {
        do {
            return try JSONDocument(parsing: Array(text.utf8)).root
        } catch {
            throw StoreFailure(.corrupt, "A structured column of the journal is not JSON.", cause: error.message)
        }
    }

    private static var unreadable: StoreFailure {
        StoreFailure(.corrupt, "A structured column of the journal lacks members that it must have.")
    }
}

extension ContentHash {
    /// Reads 64 hexadecimal digits.
    init?(hexadecimalText text: String) {
        var bytes: [UInt8] = []
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        for index in stride(from: 0, to: 64, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        self.init(bytes: bytes)
    }
}
