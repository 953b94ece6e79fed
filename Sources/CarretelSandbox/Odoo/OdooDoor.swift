import CarretelCore
import Synchronization

/// The paths under `/sandbox/odoo/`, by which scripts change records and look at them.
final class OdooDoor: Sendable {
    private let database: OdooDatabase
    /// Transactions that scripts have begun, by the number that they were told.
    private let open = Mutex<[Int: OdooTransaction]>([:])
    private let lastNumber = Mutex(0)

    init(_ database: OdooDatabase) {
        self.database = database
    }

    /// Answers a request; nil for a path that is not its own.
    func answer(_ request: SandboxRequest) -> Reply? {
        guard request.path.hasPrefix("/sandbox/odoo/") else { return nil }
        let word = String(request.path.dropFirst("/sandbox/odoo/".count))
        do throws(FailureReason) {
            if request.method == "GET", word == "records" { return try records(request.query["model"] ?? "") }
            guard request.method == "POST" else { return nil }
            return try answer(word, try Self.fields(request.body))
        } catch {
            return ControlDoor.problem(error.message, status: 400)
        }
    }

    private func answer(_ word: String, _ fields: JSONFields) throws(FailureReason) -> Reply? {
        switch word {
        case "write": try write(fields)
        case "create":
            let id = try transaction(fields) { transaction throws(FailureReason) in
                try transaction.create(try fields.string("model"), OdooRun.values(fields["values"]))
            }
            return Self.told("id", Int(id))
        case "delete":
            try transaction(fields) { transaction throws(FailureReason) in
                try transaction.delete(try fields.string("model"), Self.ids(fields))
            }
        case "archive":
            try transaction(fields) { transaction throws(FailureReason) in
                try transaction.write(try fields.string("model"), Self.ids(fields), ["active": false])
            }
        case "write-at-random":
            let seed = try fields.optionalInteger("seed") ?? 1
            try database.writeAtRandom(
                try fields.optionalInteger("count") ?? 100, seed: UInt64(truncatingIfNeeded: seed))
        case "begin": return begin()
        case "commit": try taken(fields).commit()
        case "rollback": _ = try taken(fields)
        case "restore": database.restore()
        default: return nil
        }
        return ControlDoor.done
    }

    private func write(_ fields: JSONFields) throws(FailureReason) {
        let model = try fields.string("model")
        if fields["raw"]?.boolean == true {
            return try database.writeRaw(model, Self.ids(fields), OdooRun.values(fields["values"]))
        }
        try transaction(fields) { transaction throws(FailureReason) in
            try transaction.write(model, Self.ids(fields), OdooRun.values(fields["values"]))
        }
    }

    /// Does something in the transaction that is named, or in one of its own.
    @discardableResult
    private func transaction<Value>(
        _ fields: JSONFields, _ body: (OdooTransaction) throws(FailureReason) -> Value
    ) throws(FailureReason) -> Value {
        if let number = try fields.optionalInteger("transaction") {
            guard let transaction = open.withLock({ $0[number] }) else { throw Self.unknown(number) }
            return try body(transaction)
        }
        let transaction = database.begin()
        let value = try body(transaction)
        transaction.commit()
        return value
    }

    private func begin() -> Reply {
        let number = lastNumber.withLock { number in
            number += 1
            return number
        }
        let transaction = database.begin()
        open.withLock { $0[number] = transaction }
        return Self.told("transaction", number)
    }

    private func taken(_ fields: JSONFields) throws(FailureReason) -> OdooTransaction {
        let number = try fields.integer("transaction")
        guard let transaction = open.withLock({ $0.removeValue(forKey: number) }) else { throw Self.unknown(number) }
        return transaction
    }

    /// The records of a model as `read` gives them, many2ones as bare ids, with the stamp to the microsecond.
    private func records(_ model: String) throws(FailureReason) -> Reply {
        let table = try database.place(of: model)
        let snapshot = database.snapshot
        let shape = snapshot.tables[table]
        var writer = OdooRowWriter(
            shape.columns.filter(\.field.isStored), of: table, in: snapshot, language: nil, showsLabels: false)
        var text = OdooText(capacity: shape.rows.count * 400)
        text.raw("{\"model\": ")
        text.string(model)
        text.raw(", \"count\": ")
        text.integer(shape.rows.count)
        text.raw(", \"records\": ")
        text.list(shape.rows) { text, row in
            writer.write(row, to: &text)
            // Into the object that was just closed.
            text.bytes.removeLast()
            text.raw(", \"write_date_us\": ")
            text.integer(row.stamp)
            text.raw("}")
        }
        text.raw("}")
        return .json(text.bytes)
    }

    private static func fields(_ body: [UInt8]) throws(FailureReason) -> JSONFields {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONValue(parsing: body.isEmpty ? Array("{}".utf8) : body)
        } catch {
            throw FailureReason(error)
        }
        return try JSONFields(root, subject: "The body", code: "odoo_records")
    }

    private static func ids(_ fields: JSONFields) -> [Int64] {
        fields["ids"].map { $0.elements.compactMap(\.int64) } ?? []
    }

    private static func unknown(_ number: Int) -> FailureReason {
        OdooDatabase.failure("There is no transaction \(number) under way.")
    }

    private static func told(_ name: String, _ number: Int) -> Reply {
        var text = OdooText()
        text.raw("{")
        text.string(name)
        text.raw(": ")
        text.integer(number)
        text.raw("}")
        return .json(text.bytes)
    }
}
