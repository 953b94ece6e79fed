import CarretelCore

extension OdooRun {
    /// The records that the domain finds, of those that the user sees, in their order.
    func found(orders: Bool = true) throws(OdooRefusal) -> [OdooRow] {
        var domain = OdooDomain(snapshot, version: settings.version, visibility: visibility)
        var condition = try domain.condition(arguments.given("domain"), table: table)
        if !domain.namesActive, arguments.context?["active_test"]?.boolean != false,
            let active = shape.column("active")
        {
            condition = .both(condition, .test([], active.source, .truth(true)))
        }
        let rule = try visibility.rule(table, of: snapshot, version: settings.version)
        let order = try OdooOrdering(orders ? orderText : "id", shape, visibility)
        let limit = try arguments.count("limit")
        let offset = orders ? try arguments.count("offset") : 0
        guard limit >= 0 else {
            throw .database("errors.InvalidRowCountInLimitClause", "LIMIT must not be negative\n")
        }
        guard offset >= 0 else {
            throw .database("errors.InvalidRowCountInResultOffsetClause", "OFFSET must not be negative\n")
        }
        var rows: [OdooRow] = []
        for row in shape.rows
        where snapshot.meets(condition, row, table: table) && snapshot.meets(rule, row, table: table) {
            rows.append(row)
            if order.isByID, limit > 0, rows.count == offset + limit { break }
        }
        rows = order.sorted(rows, snapshot, table: table)
        return Array(rows.dropFirst(offset).prefix(limit > 0 ? limit : .max))
    }

    private var orderText: String { arguments["order"]?.string ?? shape.model.order }

    func searchRead() throws(OdooRefusal) -> Outcome {
        let columns = try columns()
        return written(try found(), columns)
    }

    /// Records by id: deleted ones are passed over, hidden ones fail the whole call.
    func read() throws(OdooRefusal) -> Outcome {
        let columns = try columns()
        let rows = arguments.ids.compactMap { shape.row($0) }
        let rule = try visibility.rule(table, of: snapshot, version: settings.version)
        let hidden = rows.filter { !snapshot.meets(rule, $0, table: table) }
        guard hidden.isEmpty else {
            let list = hidden.map { "\($0.id)" }.joined(separator: ", ")
            throw .access(
                "Due to security restrictions, you are not allowed to access '\(shape.model.title)' "
                    + "(\(shape.model.name)) records.\n\nRecords: \(list)\nUser: \(visibility.user.id)\n")
        }
        return written(rows, columns)
    }

    /// The columns asked for; none asked for is all of them.
    private func columns() throws(OdooRefusal) -> [OdooColumn] {
        let names = arguments["fields"]?.elements.compactMap(\.string) ?? []
        guard !names.isEmpty else { return shape.columns.filter { visibility.sees($0.name, of: shape.model) } }
        var columns: [OdooColumn] = []
        for name in names where !columns.contains(where: { $0.name == name }) {
            guard let column = shape.column(name) else { throw .invalidField(name, shape.model.name) }
            try visibility.check(name, of: shape.model)
            columns.append(column)
        }
        return columns
    }

    private func written(_ rows: [OdooRow], _ columns: [OdooColumn]) -> Outcome {
        let load = arguments.given("load")
        let showsLabels = load == nil || load?.string == "_classic_read"
        var writer = OdooRowWriter(
            columns, of: table, in: snapshot, language: language, showsLabels: showsLabels)
        var text = OdooText(capacity: 64 + rows.count * columns.count * 32)
        text.list(rows) { writer.write($1, to: &$0) }
        return Outcome(json: text.bytes, rows: rows.count)
    }

    /// The fields of the model that the user sees, with all attributes or those asked for.
    func fieldsGet() throws(OdooRefusal) -> Outcome {
        let names = arguments["allfields"]?.elements.compactMap(\.string) ?? []
        let wanted = arguments["attributes"]?.elements.compactMap(\.string) ?? []
        let columns = shape.columns.filter {
            (names.isEmpty || names.contains($0.name)) && visibility.sees($0.name, of: shape.model)
        }
        var text = OdooText(capacity: columns.count * 160)
        text.raw("{")
        for (place, column) in columns.enumerated() {
            if place > 0 { text.raw(", ") }
            text.string(column.name)
            text.raw(": {")
            var isFirst = true
            for (name, value) in Self.attributes(of: column) where wanted.isEmpty || wanted.contains(name) {
                if !isFirst { text.raw(", ") }
                isFirst = false
                text.string(name)
                text.raw(": ")
                text.raw(value)
            }
            text.raw("}")
        }
        text.raw("}")
        return Outcome(json: text.bytes)
    }

    private static func attributes(of column: OdooColumn) -> [(String, [UInt8])] {
        func json(_ write: (inout OdooText) -> Void) -> [UInt8] {
            var text = OdooText()
            write(&text)
            return text.bytes
        }
        let field = column.field
        var all = [("readonly", json { $0.boolean(field.isReadonly) })]
        if let relation = field.relation { all.append(("relation", json { $0.string(relation) })) }
        if let inverse = field.inverse { all.append(("relation_field", json { $0.string(inverse) })) }
        all.append(("required", json { $0.boolean(field.isRequired) }))
        if field.kind == .selection {
            let choices = json {
                $0.list(field.choices) { text, choice in
                    text.list([choice.key, choice.label]) { $0.string($1) }
                }
            }
            all.append(("selection", choices))
        }
        all.append(("store", json { $0.boolean(field.isStored) }))
        all.append(("string", json { $0.string(field.label) }))
        all.append(("type", json { $0.string(field.kind.rawValue) }))
        return all
    }
}
