// Checks values against a ParameterSchema. Everything wrong is told with its place, what was expected and what was
// found, and how to mend it.

extension ParameterSchema {
    /// What is wrong with an object, in the order of its text; at most `limit` reasons.
    package func problems(in object: JSONValue, limit: Int = JobFileReader.maxProblems) -> [FailureReason] {
        var problems = ProblemList(limit: limit)
        check(object, into: &problems)
        return problems.reasons
    }

    /// Checks an object and its members. `elsewhere` names members that belong beside this object, not inside it.
    func check(_ object: JSONValue, into problems: inout ProblemList, elsewhere: [String] = []) {
        // By index: copying a field costs more than looking at it, and this runs for every job.
        for index in fields.indices where fields[index].isRequired && object[fields[index].name] == nil {
            let field = fields[index]
            problems.add(
                .missingMember, "Expected a member \"\(field.name)\" (\(field.kind.expectation)), found none.",
                atName: field.name, of: object, hint: "Add \"\(field.name)\". \(field.summary)")
        }
        for (name, value) in object.members {
            guard !problems.isFull else { return }
            if let index = fields.firstIndex(where: { $0.name == name }) {
                fields[index].kind.check(value, into: &problems)
            } else if !allowsOthers {
                problems.add(
                    .unknownMember, JobFileWords.unknown(name, in: object), atName: name, of: object,
                    hint: hint(forUnknown: name, elsewhere: elsewhere))
            }
        }
    }

    private func hint(forUnknown name: String, elsewhere: [String]) -> String {
        guard !elsewhere.contains(name) else { return "Move \"\(name)\" out of \"parameters\", beside it." }
        return JobFileWords.suggestion(for: name, among: fields.map(\.name), plural: "members here")
    }
}

extension ParameterKind {
    /// What a value must be, as messages say it: `an integer from 0 to 9`.
    package var expectation: String {
        switch self {
        case .string(let maxBytes): "a string of 1 to \(maxBytes) bytes"
        case .choice(let names): names.count == 1 ? "\"\(names[0])\"" : JobFileWords.list(names.map { "\"\($0)\"" })
        case .integer(let range):
            switch (range.lowerBound, range.upperBound) {
            case (.min, .max): "an integer"
            case (let lowest, .max): "an integer of at least \(lowest)"
            case (.min, let highest): "an integer of at most \(highest)"
            case (let lowest, let highest): "an integer from \(lowest) to \(highest)"
            }
        case .boolean: "true or false"
        case .decimal(let shape): shape.expectation
        case .null: "null"
        case .date: "a day as \"YYYY-MM-DD\""
        case .timestamp: "a time as \"2026-11-20T12:00:00Z\" (RFC 3339)"
        case .array(_, let count): "an array of \(count.lowerBound) to \(count.upperBound) elements"
        case .object: "an object"
        case .either(let kinds): JobFileWords.list(kinds.map(\.expectation))
        case .any: "any value"
        }
    }

    /// Checks one value.
    func check(_ value: JSONValue, into problems: inout ProblemList) {
        guard !problems.isFull else { return }
        guard accepts(value.kind) else {
            let hint = JobFileWords.typeHint(value, isWanted: accepts) ?? "Give \(expectation)."
            return problems.add(.wrongType, JobFileWords.expected(expectation, at: value), at: value, hint: hint)
        }
        switch self {
        case .string(let maxBytes): checkLength(value, 1...maxBytes, into: &problems)
        case .choice(let names): checkChoice(value, names, into: &problems)
        case .integer(let range): checkInteger(value, range, into: &problems)
        case .decimal(let shape): checkDecimal(value, shape, into: &problems)
        case .date: checkDate(value, into: &problems)
        case .timestamp: checkTimestamp(value, into: &problems)
        case .array(let kind, let count): checkElements(value, kind, count, into: &problems)
        case .object(let schema): schema.check(value, into: &problems)
        case .either(let kinds): kinds.first { $0.accepts(value.kind) }?.check(value, into: &problems)
        case .boolean, .null, .any: break
        }
    }

    /// Whether values of that JSON type can be right.
    func accepts(_ kind: JSONValue.Kind) -> Bool {
        switch self {
        case .string, .choice, .date, .timestamp: kind == .string
        case .integer, .decimal: kind == .number
        case .null: kind == .null
        case .boolean: kind == .boolean
        case .array: kind == .array
        case .object: kind == .object
        case .either(let kinds): kinds.contains { $0.accepts(kind) }
        case .any: true
        }
    }

    private func checkLength(_ value: JSONValue, _ range: ClosedRange<Int>, into problems: inout ProblemList) {
        let length = value.string?.utf8.count ?? 0
        guard !range.contains(length) else { return }
        let found = length == 0 ? "an empty string" : "one of \(length)"
        problems.add(
            .wrongLength, "Expected \(expectation) for \(JobFileWords.subject(value)), found \(found).", at: value,
            hint: length == 0 ? "Give a text or leave it out." : "Shorten it to \(range.upperBound) bytes.")
    }

    private func checkChoice(_ value: JSONValue, _ names: [String], into problems: inout ProblemList) {
        guard let text = value.string, !names.contains(text) else { return }
        problems.add(
            .invalidChoice, JobFileWords.expected(expectation, at: value), at: value,
            hint: JobFileWords.suggestion(for: text, among: names, plural: "allowed values"))
    }

    private func checkInteger(_ value: JSONValue, _ range: ClosedRange<Int64>, into problems: inout ProblemList) {
        if let number = value.int64, range.contains(number) { return }
        let text = value.numberText ?? ""
        // Digits alone are an integer, if one too large for 64 bits; 5.0 and 5e0 are not, though they mean one.
        let isInteger = text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-") }
        var hint = "Give \(expectation)."
        if !isInteger, let rounded = Double(text).flatMap({ Int64(exactly: $0) }), range.contains(rounded) {
            hint = "Write \(rounded), without fraction and exponent."
        }
        problems.add(
            isInteger ? .outOfRange : .wrongType, JobFileWords.expected(expectation, at: value), at: value, hint: hint)
    }

    private func checkDecimal(_ value: JSONValue, _ shape: DecimalShape, into problems: inout ProblemList) {
        guard let text = value.numberText, shape.read(text.utf8.span) == nil else { return }
        problems.add(
            .outOfRange, JobFileWords.expected(expectation, at: value), at: value,
            hint: shape.hint(for: text) ?? "Give \(expectation).")
    }

    private func checkDate(_ value: JSONValue, into problems: inout ProblemList) {
        guard let text = value.string, CivilDate(iso8601: text) == nil else { return }
        let isShaped = text.utf8.count == 10 && text.split(separator: "-").map(\.count) == [4, 2, 2]
        problems.add(
            .invalidDate, JobFileWords.expected(expectation, at: value), at: value,
            hint: isShaped ? "There is no such day." : "Write year, month and day, as in \"2026-11-20\".")
    }

    private func checkTimestamp(_ value: JSONValue, into problems: inout ProblemList) {
        do throws(TimestampTextProblem) {
            _ = try Timestamp(parsingRFC3339: value.string ?? "")
        } catch {
            problems.add(.invalidTime, JobFileWords.expected(expectation, at: value), at: value, hint: error.hint)
        }
    }

    private func checkElements(
        _ value: JSONValue, _ kind: ParameterKind, _ count: ClosedRange<Int>, into problems: inout ProblemList
    ) {
        if !count.contains(value.count) {
            let found = value.count == 0 ? "an empty array" : "one of \(value.count)"
            problems.add(
                .wrongLength, "Expected \(expectation) for \(JobFileWords.subject(value)), found \(found).", at: value,
                hint: value.count < count.lowerBound
                    ? "Give at least \(count.lowerBound), or leave it out if it is optional."
                    : "Split the work over several job files.")
        }
        for element in value.elements {
            guard !problems.isFull else { return }
            kind.check(element, into: &problems)
        }
    }
}

extension TimestampTextProblem {
    /// How to mend it.
    package var hint: String {
        switch self {
        case .shape: "Write it as \"2026-11-20T12:00:00Z\" or \"2026-11-20T09:00:00-03:00\"."
        case .offsetMissing: "Add Z for UTC or an offset: -03:00 for São Paulo."
        case .impossible: "There is no such day or time of day."
        case .leapSecond: "Leap seconds are not known here; write second 59."
        case .fractionTooLong: "Give at most 9 digits after the decimal point."
        case .outOfRange: "Give a time in the years 0000 to 9999."
        }
    }
}
