import CarretelCore

/// What a method of a model was called with.
struct OdooArguments: Sendable {
    private var values: [String: JSONValue] = [:]
    /// The `context` among them.
    let context: JSONValue?

    /// Matches arguments with the names of the method's parameters.
    ///
    /// - Throws: `TypeError` as Python does, for too many and for unknown ones.
    init(_ method: OdooMethod, positional: [JSONValue], named: JSONValue?) throws(OdooRefusal) {
        let names = method.parameters
        guard positional.count <= names.count else {
            throw .type(
                "\(method.rawValue)() takes from 1 to \(names.count + 1) positional arguments but "
                    + "\(positional.count + 1) were given")
        }
        for (name, value) in zip(names, positional) { values[name] = value }
        for (name, value) in named.allMembers where name != "context" {
            guard names.contains(name) else {
                throw .type("\(method.rawValue)() got an unexpected keyword argument '\(name)'")
            }
            values[name] = value
        }
        context = named?["context"]
        if method.takesRecords, values["ids"] == nil { throw .index("list index out of range") }
        if let needed = method.needed, values[needed] == nil {
            throw .type("\(method.rawValue)() missing 1 required positional argument: '\(needed)'")
        }
    }

    /// An argument; nil when it is left out, null or false.
    subscript(name: String) -> JSONValue? {
        values[name].flatMap { $0.isNull || $0.boolean == false ? nil : $0 }
    }

    /// An argument as it was given.
    func given(_ name: String) -> JSONValue? { values[name] }

    /// A count: 0, null and false are none, text of digits is one.
    ///
    /// - Throws: for text that is no number.
    func count(_ name: String) throws(OdooRefusal) -> Int {
        guard let value = self[name] else { return 0 }
        guard let number = value.int64 ?? value.string.flatMap({ Int64($0) }) else {
            throw .value("invalid literal for int() with base 10: \(String(decoding: value.raw, as: UTF8.self))")
        }
        return Int(number)
    }

    /// The ids of the records, one or a list of them.
    var ids: [Int64] {
        guard let value = values["ids"] else { return [] }
        return value.int64.map { [$0] } ?? value.elements.compactMap(\.int64)
    }
}

extension JSONValue? {
    /// The members of an object; none for nothing.
    var allMembers: [JSONMembers.Element] {
        if let self { Array(self.members) } else { [] }
    }
}
