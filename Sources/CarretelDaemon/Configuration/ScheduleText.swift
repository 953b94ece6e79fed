internal import CarretelCore

/// What file and environment say of one schedule, before it is judged as a whole.
struct ScheduleText {
    /// A value with the place where it stands, for messages.
    struct Value {
        var text: String
        var place: String
    }

    let name: String
    /// Where the schedule stands: `FILE:LINE: schedules.NAME`.
    let place: String
    private var values: [ScheduleKey: Value] = [:]
    /// By the names of ``ScheduleKey/mappings``.
    private(set) var mappings: [String: [(name: String, json: [UInt8])]] = [:]

    /// Reads a schedule of the file.
    ///
    /// - Throws: permanent `configuration_invalid` for a key that is none and for a value of another shape.
    init(name: String, _ node: ConfigurationNode, file: String) throws(FailureReason) {
        self.name = name
        place = "\(file):\(node.line): \(ScheduleKey.root).\(name)"
        guard let members = node.members else {
            throw .configuration("\(place) is no mapping.", hint: "Give it keys: \(ScheduleKey.all).")
        }
        for (key, value) in members {
            let place = "\(file):\(value.line): \(ScheduleKey.root).\(name).\(TerminalText.escape(key))"
            if ScheduleKey.mappings.contains(key) {
                mappings[key] = try Self.mapping(value, place)
            } else if let known = ScheduleKey(rawValue: key) {
                guard let text = value.text else {
                    throw .configuration(
                        "\(place) is a list or a mapping; allowed is \(known.kind.allowed).", hint: "Give one value.")
                }
                values[known] = Value(text: text, place: place)
            } else {
                throw .configuration("\(place): unknown key.", hint: "Keys of a schedule: \(ScheduleKey.all).")
            }
        }
    }

    /// A schedule that stands in no file.
    init(_ standard: StandardSchedule) {
        name = standard.name
        place = "the built-in schedule \(standard.name)"
        for (key, text) in standard.values { values[key] = Value(text: text, place: "\(place): \(key.rawValue)") }
        mappings = standard.mappings
    }

    /// Lays the environment over it. A timing there takes the place of any in the file.
    mutating func overlay(_ environment: [String: String]) {
        func value(_ key: ScheduleKey) -> Value? {
            let variable = key.variable(of: name)
            return environment[variable].map { Value(text: $0, place: variable) }
        }
        if ScheduleKey.timings.contains(where: { value($0) != nil }) {
            for key in ScheduleKey.timings { values[key] = nil }
        }
        for key in ScheduleKey.allCases {
            if let value = value(key) { values[key] = value }
        }
    }

    /// Puts a value in, as if it stood there.
    mutating func set(_ key: ScheduleKey, _ value: Value) { values[key] = value }

    // MARK: - Values of a kind

    func value(_ key: ScheduleKey) -> Value? { values[key] }

    func text(_ key: ScheduleKey) throws(FailureReason) -> String? {
        guard let value = values[key] else { return nil }
        guard !value.text.isEmpty else { throw Self.wrong(value, key) }
        return value.text
    }

    func integer(_ key: ScheduleKey) throws(FailureReason) -> Int? {
        guard let value = values[key] else { return nil }
        guard case .integer(let range) = key.kind, let number = Int(value.text), range.contains(number) else {
            throw Self.wrong(value, key)
        }
        return number
    }

    func flag(_ key: ScheduleKey) throws(FailureReason) -> Bool? {
        guard let value = values[key] else { return nil }
        switch value.text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw Self.wrong(value, key)
        }
    }

    func missed() throws(FailureReason) -> MissedPolicy? {
        guard let value = values[.missed] else { return nil }
        guard let policy = MissedPolicy(rawValue: value.text) else { throw Self.wrong(value, .missed) }
        return policy
    }

    private static func wrong(_ value: Value, _ key: ScheduleKey) -> FailureReason {
        .configuration(
            "\(value.place) is “\(TerminalText.escape(value.text))”; allowed is \(key.kind.allowed).",
            hint: "Mend the value, or leave it out.")
    }

    private static func mapping(
        _ node: ConfigurationNode, _ place: String
    ) throws(FailureReason) -> [(name: String, json: [UInt8])] {
        guard let members = node.members else {
            throw .configuration("\(place) is no mapping.", hint: "Give the names and values of job parameters.")
        }
        var mapping: [(name: String, json: [UInt8])] = []
        for (name, value) in members {
            guard let json = value.json else {
                throw .configuration("\(place).\(TerminalText.escape(name)) is nested too deep.", hint: "Flatten it.")
            }
            mapping.append((name, json))
        }
        return mapping
    }
}
