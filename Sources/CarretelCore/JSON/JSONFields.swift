/// Reads the members of an object that a program wrote, where anything missing or of another kind is that program's
/// fault: frames and results. (Job files are judged by their schema, for people.)
package struct JSONFields: Sendable {
    private let object: JSONValue
    /// What the object is, for messages: `The frame`, and then its name in quotes, unless that is empty.
    private let subject: StaticString
    private let name: String
    /// The code of the failures.
    private let code: StaticString

    /// Reads members of `object`.
    ///
    /// - Throws: a transient failure with `code` when it is no object.
    package init(
        _ object: JSONValue, subject: StaticString, name: String = "", code: StaticString
    ) throws(FailureReason) {
        self.object = object
        self.subject = subject
        self.name = name
        self.code = code
        guard object.kind == .object else { throw failure("is not an object") }
    }

    /// A failure of the object as a whole: the subject and then `message`. Transient, because the program that wrote it
    /// is ours: what is wrong is not the job.
    package func failure(_ message: String) -> FailureReason {
        let name = name.isEmpty ? "" : " \"\(name)\""
        return FailureReason(.transient, code: "\(code)", message: "\(subject)\(name) \(message).")
    }

    /// A member that is there and not null.
    package subscript(name: StaticString) -> JSONValue? {
        guard let value = object.member(name), !value.isNull else { return nil }
        return value
    }

    /// - Throws: when the member is missing or null.
    package func value(_ name: StaticString) throws(FailureReason) -> JSONValue {
        guard let value = self[name] else { throw failure("has nothing in \"\(name)\"") }
        return value
    }

    /// - Throws: when the member is missing, null or no string.
    package func string(_ name: StaticString) throws(FailureReason) -> String {
        guard let text = object.member(name)?.string else { throw failure("has no string in \"\(name)\"") }
        return text
    }

    /// - Throws: when the member is there, but neither null nor a string.
    package func optionalString(_ name: StaticString) throws(FailureReason) -> String? {
        self[name] == nil ? nil : try string(name)
    }

    /// - Throws: when the member is missing, null or neither true nor false.
    package func boolean(_ name: StaticString) throws(FailureReason) -> Bool {
        guard let boolean = try value(name).boolean else { throw failure("has no true or false in \"\(name)\"") }
        return boolean
    }

    /// - Throws: when the member is missing, null or no integer.
    package func integer(_ name: StaticString) throws(FailureReason) -> Int {
        guard let number = object.member(name)?.int64 else { throw failure("has no integer in \"\(name)\"") }
        return Int(number)
    }

    /// - Throws: when the member is there, but neither null nor an integer.
    package func optionalInteger(_ name: StaticString) throws(FailureReason) -> Int? {
        self[name] == nil ? nil : try integer(name)
    }

    /// - Throws: when the member is there, but neither null nor a finite number.
    package func optionalNumber(_ name: StaticString) throws(FailureReason) -> Double? {
        guard let value = self[name] else { return nil }
        guard let text = value.numberText, let number = Double(text), number.isFinite else {
            throw failure("has no number in \"\(name)\"")
        }
        return number
    }

    /// - Throws: when the member is missing or none of the enumeration's words.
    package func choice<Choice: RawRepresentable<String>>(
        _ name: StaticString, of type: Choice.Type
    ) throws(FailureReason) -> Choice {
        let text = try string(name)
        guard let choice = Choice(rawValue: text) else { throw failure("has an unknown \"\(name)\": \"\(text)\"") }
        return choice
    }

    /// - Throws: when the member is missing or no id.
    package func jobID(_ name: StaticString) throws(FailureReason) -> JobID {
        guard let value = object.member(name), value.kind == .string,
            let id = JobID(utf8: value.raw.dropFirst().dropLast())
        else { throw failure("has no job id in \"\(name)\"") }
        return id
    }

    /// - Throws: when the member is missing or no RFC 3339 time.
    package func timestamp(_ name: StaticString) throws(FailureReason) -> Timestamp {
        guard let moment = try Timestamp(rfc3339: string(name)) else {
            throw failure("has no time in \"\(name)\"")
        }
        return moment
    }

    /// - Throws: when the member is missing or no 64 hexadecimal digits.
    package func hash(_ name: StaticString) throws(FailureReason) -> ContentHash {
        guard let hash = try ContentHash(hexadecimal: string(name)) else {
            throw failure("has no SHA-256 in \"\(name)\"")
        }
        return hash
    }

    /// The bytes of a member that must be an object.
    ///
    /// - Throws: when it is missing or something else.
    package func rawObject(_ name: StaticString) throws(FailureReason) -> [UInt8] {
        guard let value = object.member(name), value.kind == .object else {
            throw failure("has no object in \"\(name)\"")
        }
        return Array(value.raw)
    }

    /// The bytes of a member that may be left out or null, which is empty bytes, and else must be an object.
    ///
    /// - Throws: when it is something else.
    package func optionalRawObject(_ name: StaticString) throws(FailureReason) -> [UInt8] {
        self[name] == nil ? [] : try rawObject(name)
    }

    /// - Throws: when the member is missing or no failure.
    package func reason(_ name: StaticString) throws(FailureReason) -> FailureReason {
        let fields = try JSONFields(try value(name), subject: "The member", name: "\(name)", code: code)
        return FailureReason(
            try fields.choice("class", of: FailureClass.self), code: try fields.string("code"),
            message: try fields.string("message"), pointer: try fields.optionalString("pointer"),
            line: try fields.optionalInteger("line"), column: try fields.optionalInteger("column"),
            hint: try fields.optionalString("hint"))
    }

    /// - Throws: when the member is there, but neither null nor a failure.
    package func optionalReason(_ name: StaticString) throws(FailureReason) -> FailureReason? {
        self[name] == nil ? nil : try reason(name)
    }
}
