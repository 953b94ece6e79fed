/// Gathers what is wrong with a job file, in the order of its text, up to a limit.
///
/// Places are counted from the start of the file for each problem, so whoever needs only the first asks for one.
struct ProblemList {
    let limit: Int
    private(set) var reasons: [FailureReason] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether looking further is of no use.
    var isFull: Bool { reasons.count >= limit }

    /// Notes something wrong with a value.
    mutating func add(_ code: JobFileCode, _ message: @autoclosure () -> String, at value: JSONValue, hint: String) {
        guard !isFull else { return }
        let (line, column) = value.position
        add(code, message(), pointer: value.pointer, line: line, column: column, hint: hint)
    }

    /// Notes something wrong with the name of a member; the place is that of the name.
    mutating func add(
        _ code: JobFileCode, _ message: @autoclosure () -> String, atName name: String, of object: JSONValue,
        hint: String
    ) {
        guard !isFull else { return }
        let (line, column) = object.position(ofName: name) ?? object.position
        add(code, message(), pointer: object.pointer + Self.step(name), line: line, column: column, hint: hint)
    }

    /// Notes what the type's own check said, with the place in the file that its pointer means.
    mutating func add(_ reason: FailureReason, in root: JSONValue) {
        guard !isFull else { return }
        var reason = reason
        reason.failureClass = .permanent
        if reason.code.isEmpty { reason.code = JobFileCode.invalidParameters.rawValue }
        if reason.line == nil, let value = root.nearestValue(atPointer: reason.pointer ?? "") {
            (reason.line, reason.column) = value.position
        }
        reason.hint = reason.hint ?? "`carretel schema TYPE` and `carretel types` say what the parameters may be."
        reasons.append(reason)
    }

    private mutating func add(
        _ code: JobFileCode, _ message: String, pointer: String, line: Int, column: Int, hint: String
    ) {
        reasons.append(
            FailureReason(
                .permanent, code: code.rawValue, message: message, pointer: pointer, line: line, column: column,
                hint: hint))
    }

    /// One step of a JSON pointer (RFC 6901, section 3).
    private static func step(_ name: String) -> String {
        var text = "/"
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension JSONValue {
    /// The value that a JSON pointer leads to, or the last one on the way there.
    func nearestValue(atPointer pointer: String) -> JSONValue? {
        guard pointer.isEmpty || pointer.hasPrefix("/") else { return nil }
        var value = self
        for step in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let next = value.child(atStep: step) else { break }
            value = next
        }
        return value
    }

    private func child(atStep step: Substring) -> JSONValue? {
        if kind == .array {
            guard let index = Int(step), index >= 0 else { return nil }
            return elements.dropFirst(index).first { _ in true }
        }
        var name = ""
        var isEscape = false
        for character in step.unicodeScalars {
            if isEscape {
                name += character == "1" ? "/" : "~"
                isEscape = false
            } else if character == "~" {
                isEscape = true
            } else {
                name.unicodeScalars.append(character)
            }
        }
        return self[name]
    }
}
