// Makes `parameters` of what a person types: `submit --param pedidos=101,102 --param dataset.orders='[…]'`.

extension ParameterSchema {
    /// The `parameters` object that assignments `name=text` make, in their order. `name.sub=text` sets a member of a
    /// member. The text is taken as the field's kind says; what is within it is checked with the whole job.
    ///
    /// - Throws: a permanent `wrong_assignment` that names the assignment.
    package func parameters(from assignments: [String]) throws(FailureReason) -> [UInt8] {
        var tree = AssignmentTree()
        for assignment in assignments {
            guard let sign = assignment.firstIndex(of: "="), sign > assignment.startIndex else {
                throw .assignment(
                    "Expected NAME=VALUE, found \(JobFileWords.quoted(assignment)).", hint: "Write --param NAME=VALUE.")
            }
            let name = String(assignment[..<sign])
            let text = String(assignment[assignment.index(after: sign)...])
            let (path, kind) = try place(named: name)
            try tree.set(path[...], to: kind.json(from: text, for: name), name: name)
        }
        return tree.json
    }

    /// The JSON value that a text means for one field; see ``parameters(from:)``.
    ///
    /// - Throws: a permanent `wrong_assignment`.
    package static func value(from text: String, for field: ParameterField) throws(FailureReason) -> [UInt8] {
        try field.kind.json(from: text, for: field.name)
    }

    /// The members that a dotted name leads through, and what the last may be. A declared name that has a dot itself
    /// goes before its parts.
    private func place(named name: String) throws(FailureReason) -> (path: [String], kind: ParameterKind) {
        if let field = fields.first(where: { $0.name == name }) { return ([name], field.kind) }
        let (head, tail) = Self.split(name)
        guard let tail else {
            if allowsOthers { return ([name], .any) }
            throw .assignment(
                "Unknown parameter \(JobFileWords.quoted(name)).",
                hint: JobFileWords.suggestion(for: name, among: fields.map(\.name), plural: "parameters"))
        }
        let field = fields.first { $0.name == head }
        guard field != nil || allowsOthers else {
            throw .assignment(
                "Unknown parameter \(JobFileWords.quoted(head)).",
                hint: JobFileWords.suggestion(for: head, among: fields.map(\.name), plural: "parameters"))
        }
        guard let schema = (field?.kind ?? .any).memberSchema else {
            throw .assignment(
                "The parameter \"\(head)\" has no members: \(field?.kind.expectation ?? "any value").",
                hint: "Write \(head)=VALUE.")
        }
        let (path, kind) = try schema.place(named: tail)
        return ([head] + path, kind)
    }

    private static func split(_ name: String) -> (head: String, tail: String?) {
        guard let dot = name.firstIndex(of: "."), dot > name.startIndex, name.index(after: dot) < name.endIndex else {
            return (name, nil)
        }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }
}

extension ParameterKind {
    /// The members that a value of the kind may have; nil when it is no object.
    fileprivate var memberSchema: ParameterSchema? {
        switch self {
        case .object(let schema): schema
        case .any: ParameterSchema([], allowsOthers: true)
        case .either(let kinds): kinds.lazy.compactMap(\.memberSchema).first
        default: nil
        }
    }

    /// The JSON value that a text typed for `name` means.
    fileprivate func json(from text: String, for name: String) throws(FailureReason) -> [UInt8] {
        switch self {
        case .string, .choice, .date, .timestamp: return Self.quoted(text)
        case .boolean:
            guard text == "true" || text == "false" else { throw mismatch(text, name) }
            return Array(text.utf8)
        case .integer:
            guard let number = Int64(text), !text.hasPrefix("+") else { throw mismatch(text, name) }
            return Array(String(number).utf8)
        case .decimal(let shape):
            guard shape.read(Array(text.utf8).span) != nil else { throw mismatch(text, name) }
            return try Self.checkedJSON(text, for: name)
        case .null:
            guard text == "null" else { throw mismatch(text, name) }
            return Array(text.utf8)
        case .array(let element, _): return try Self.array(from: text, of: element, for: name)
        case .object:
            guard text.first == "{" else { throw mismatch(text, name) }
            return try Self.checkedJSON(text, for: name)
        case .either(let kinds): return try Self.firstFit(of: kinds, text, for: name)
        case .any:
            let bytes = Array(text.utf8)
            // What is JSON is that, `5` and `true` and `{…}`; everything else is text.
            return (try? JSONValue(parsing: bytes)).map(\.singleLine) ?? Self.quoted(text)
        }
    }

    /// An array as JSON, or its elements with commas between them.
    private static func array(
        from text: String, of kind: ParameterKind, for name: String
    ) throws(FailureReason) -> [UInt8] {
        if text.first == "[" { return try checkedJSON(text, for: name) }
        var bytes = [UInt8(ascii: "[")]
        if !text.isEmpty {
            for (index, part) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += try kind.json(from: String(part), for: name)
            }
        }
        return bytes + [UInt8(ascii: "]")]
    }

    /// Kinds that not every text fits go first, text last.
    private static func firstFit(
        of kinds: [ParameterKind], _ text: String, for name: String
    ) throws(FailureReason) -> [UInt8] {
        let structured = kinds.filter { kind in
            text.first == "{" && kind.accepts(.object) || text.first == "[" && kind.accepts(.array)
        }
        let scalars = kinds.filter { $0.accepts(.number) || $0.accepts(.boolean) || $0.accepts(.null) }
        let rest = kinds.filter { $0.accepts(.string) } + kinds.filter { $0.accepts(.array) }
        for kind in structured + scalars + rest {
            do throws(FailureReason) {
                return try kind.json(from: text, for: name)
            } catch  where kind.accepts(.object) && text.first == "{" {
                // A mistake in what is clearly meant as an object must not turn it into text.
                throw error
            } catch {
                continue
            }
        }
        throw ParameterKind.either(kinds).mismatch(text, name)
    }

    private static func checkedJSON(_ text: String, for name: String) throws(FailureReason) -> [UInt8] {
        do throws(JSONError) {
            return try JSONValue(parsing: Array(text.utf8)).singleLine
        } catch {
            throw .assignment(
                "The value of \"\(name)\" is not JSON: \(error.message) (column \(error.column))",
                hint: error.hint ?? "Put it in single quotes, so that the shell leaves it as it is.")
        }
    }

    private func mismatch(_ text: String, _ name: String) -> FailureReason {
        .assignment(
            "Expected \(expectation) for \"\(name)\", found \(JobFileWords.quoted(text)).",
            hint: "`carretel types` says what each parameter may be.")
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(text)
        return writer.bytes
    }
}

/// The object under construction.
private struct AssignmentTree {
    private enum Node {
        case value([UInt8])
        case object(AssignmentTree)
    }

    private var members: [(name: String, node: Node)] = []

    /// Puts a value at the end of a path.
    ///
    /// - Throws: when the place, or one on the way, has a value already.
    mutating func set(_ path: ArraySlice<String>, to value: [UInt8], name: String) throws(FailureReason) {
        guard let head = path.first else { return }
        let index = members.firstIndex { $0.name == head }
        if path.count == 1 {
            guard index == nil else { throw .twice(name) }
            members.append((head, .value(value)))
            return
        }
        var inner = AssignmentTree()
        if let index {
            guard case .object(let tree) = members[index].node else { throw .twice(name) }
            inner = tree
        }
        try inner.set(path.dropFirst(), to: value, name: name)
        if let index { members[index].node = .object(inner) } else { members.append((head, .object(inner))) }
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        write(into: &writer)
        return writer.bytes
    }

    private func write(into writer: inout JSONWriter) {
        writer.beginObject()
        for (name, node) in members {
            writer.name(name)
            switch node {
            case .value(let bytes): writer.raw(bytes)
            case .object(let tree): tree.write(into: &writer)
            }
        }
        writer.endObject()
    }
}

extension FailureReason {
    fileprivate static func assignment(_ message: String, hint: String) -> FailureReason {
        FailureReason(.permanent, code: "wrong_assignment", message: message, hint: hint)
    }

    fileprivate static func twice(_ name: String) -> FailureReason {
        .assignment(
            "The parameter \(JobFileWords.quoted(name)) is given twice.",
            hint: "For several values of an array write NAME=A,B,C.")
    }
}
