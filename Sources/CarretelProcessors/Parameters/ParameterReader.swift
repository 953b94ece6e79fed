import CarretelCore

/// Reads a job's parameters into the types that a processor works with.
///
/// The schema has let them through already, so that nobody reads these errors but who writes frames by hand: each names
/// the member and nothing more.
struct ParameterReader {
    /// The job's `parameters`.
    let parameters: JSONValue

    /// Wraps parameters.
    init(_ parameters: JSONValue) { self.parameters = parameters }

    /// A whole number; nil when it is left out.
    func number(_ name: String, in range: ClosedRange<Int64>) throws(FailureReason) -> Int? {
        guard let value = parameters[name] else { return nil }
        guard let number = value.int64, range ~= number else { throw invalid(name) }
        return Int(number)
    }

    /// One of several words.
    func choice<Choice: RawRepresentable<String>>(
        _ name: String, default choice: Choice
    ) throws(FailureReason) -> Choice {
        guard let value = parameters[name] else { return choice }
        return try one(value, of: name)
    }

    /// Any of several words, at least one; nil when it is left out.
    func choices<Choice: RawRepresentable<String>>(
        _ name: String, of type: Choice.Type
    ) throws(FailureReason) -> [Choice]? {
        guard let value = parameters[name] else { return nil }
        guard value.kind == .array, value.count > 0 else { throw invalid(name) }
        var chosen: [Choice] = []
        for element in value.elements { chosen.append(try one(element, of: name)) }
        return chosen
    }

    /// Texts, at least one; nil when it is left out.
    func texts(_ name: String) throws(FailureReason) -> [String]? {
        guard let value = parameters[name] else { return nil }
        guard value.kind == .array, value.count > 0 else { throw invalid(name) }
        var texts: [String] = []
        texts.reserveCapacity(value.count)
        for element in value.elements {
            guard let text = element.string else { throw invalid(name) }
            texts.append(text)
        }
        return texts
    }

    /// A day; nil when it is left out.
    func date(_ name: String) throws(FailureReason) -> CivilDate? {
        guard let value = parameters[name] else { return nil }
        guard let text = value.string, let date = CivilDate(iso8601: text) else { throw invalid(name) }
        return date
    }

    /// Permanent `invalid_parameters` at a member.
    func invalid(_ name: String) -> FailureReason {
        FailureReason(
            .permanent, code: "invalid_parameters",
            message: "The parameter \(name) is missing or not what it has to be.", pointer: "/parameters/\(name)")
    }

    private func one<Choice: RawRepresentable<String>>(
        _ value: JSONValue, of name: String
    ) throws(FailureReason) -> Choice {
        guard let choice = value.string.flatMap({ Choice(rawValue: $0) }) else { throw invalid(name) }
        return choice
    }
}
