/// The words in which problems of job files are told: always what was expected and what was found.
enum JobFileWords {
    /// The longest piece of a wrong value that is repeated in a message.
    private static let maxQuotedCharacters = 40

    /// A value as a message calls it: `12`, `the string "abc"`, `an empty array`.
    static func found(_ value: JSONValue) -> String {
        switch value.kind {
        case .object: value.count == 0 ? "an empty object" : "an object"
        case .array: value.count == 0 ? "an empty array" : "an array"
        case .string: value.string == "" ? "an empty string" : "the string \(quoted(value.string))"
        case .number: clipped(value.numberText ?? "a number")
        case .boolean: value.boolean == true ? "true" : "false"
        case .null: "null"
        }
    }

    /// A member as a message calls it, from its pointer: `"priority"`, `"pedidos[2]"`, `"dataset.orders[0].preco"`.
    static func subject(_ value: JSONValue) -> String {
        var text = ""
        let steps = value.pointer.split(separator: "/")
        for step in steps.first == "parameters" && steps.count > 1 ? steps.dropFirst() : steps[...] {
            if !text.isEmpty, step.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
                text += "[\(step)]"
            } else {
                text += text.isEmpty ? step : "." + step
            }
        }
        return text.isEmpty ? "the job file" : quoted(text)
    }

    /// The message that everything of a wrong kind or size gets.
    static func expected(_ expectation: String, at value: JSONValue) -> String {
        "Expected \(expectation) for \(subject(value)), found \(found(value))."
    }

    /// The message about a member that nobody would read.
    static func unknown(_ name: String, in object: JSONValue) -> String {
        "Expected a known member in \(subject(object)), found \(quoted(name))."
    }

    /// How to mend a value of the wrong JSON type; nil when nothing better can be said than what is expected.
    static func typeHint(_ value: JSONValue, isWanted: (JSONValue.Kind) -> Bool) -> String? {
        switch value.kind {
        case .null: return "Leave the member out instead of giving null."
        case .number where isWanted(.string):
            return "Put it in double quotes: \"\(clipped(value.numberText ?? ""))\"."
        case .string:
            let text = value.string ?? ""
            if isWanted(.boolean), text == "true" || text == "false" { return "Write \(text) without the quotes." }
            if isWanted(.number), isNumber(text) { return "Write \(clipped(text)) without the quotes." }
            return isWanted(.array) ? "Put it in square brackets: [\(elements(of: text))]." : nil
        case .number where isWanted(.array):
            return "Put it in square brackets: [\(clipped(value.numberText ?? ""))]."
        default: return nil
        }
    }

    /// A text as elements of a list: what commas or semicolons part is several.
    private static func elements(of text: String) -> String {
        let parts = text.split { $0 == "," || $0 == ";" }.map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard parts.count > 1 else { return quoted(text) }
        return parts.prefix(3).map(quoted).joined(separator: ", ") + (parts.count > 3 ? ", …" : "")
    }

    /// Text in quotes, cut when it is long, with nothing in it that a terminal would act upon.
    static func quoted(_ text: String?) -> String { "\"\(clipped(text ?? ""))\"" }

    /// Names for a person: `a`, `a or b`, `a, b or c`.
    static func list(_ names: [String], _ conjunction: String = "or") -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }

    /// The hint for a misspelt name: the nearest, or else all of them.
    static func suggestion(for name: String, among candidates: [String], plural: String) -> String {
        if let nearest = NearestName.find(name, among: candidates) { return "Did you mean \"\(nearest)\"?" }
        return candidates.isEmpty ? "Remove it." : "The \(plural) are \(list(candidates, "and"))."
    }

    /// Seconds as a job file writes them: `300`, `0.5`.
    static func seconds(_ duration: Duration) -> String {
        let (whole, microseconds) = duration.wholeMicroseconds.quotientAndRemainder(dividingBy: 1_000_000)
        guard microseconds != 0 else { return "\(whole)" }
        var fraction = String(1_000_000 + microseconds).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return "\(whole).\(fraction)"
    }

    private static func clipped(_ text: String) -> String {
        // Scalars, because one character may be a megabyte of accents.
        let start = text.unicodeScalars.prefix(maxQuotedCharacters)
        return TerminalText.escape(String(start)) + (start.endIndex < text.endIndex ? "…" : "")
    }

    private static func isNumber(_ text: String) -> Bool {
        // Whatever is wrong with it, it is no number then.
        guard let value = try? JSONValue(parsing: Array(text.utf8)) else { return false }
        return value.kind == .number
    }
}
