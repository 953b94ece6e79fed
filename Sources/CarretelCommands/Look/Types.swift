internal import ArgumentParser
internal import CarretelCore
internal import CarretelProcessors

/// `carretel types`: the job types there are, and all that a job file of each may say.
struct Types: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the job types: limits, lanes, parameters, and a sample job file of each.",
        discussion: """
            Examples:
              carretel types
              carretel types rupture-lots
              carretel types --json | jq -r '.types[].name'
            """)

    @OptionGroup var json: JSONOption

    @Argument(help: "Only these types.")
    var names: [String] = []

    func run() throws {
        try CommandFailure.reporting("types") {
            let checker = try JobChecker()
            var types = checker.catalogue.types
            if !names.isEmpty {
                types = []
                for name in names { types.append(try checker.type(named: name)) }
            }
            if json.isWanted {
                StandardOutput.write(TypesReport.json(types))
            } else {
                let style = TextStyle.of(descriptor: StandardOutput.descriptor)
                StandardOutput.write(lines: TypesReport.lines(types, style))
            }
        }
    }
}

/// The job types as `types` shows them.
enum TypesReport {
    /// For people: a paragraph a type.
    static func lines(_ types: [JobTypeDescriptor], _ style: TextStyle) -> [String] {
        Array(types.map { paragraph($0, style) }.joined(separator: [""]))
    }

    private static func paragraph(_ type: JobTypeDescriptor, _ style: TextStyle) -> [String] {
        let attempts = type.maxAttempts == 1 ? "1 attempt" : "\(type.maxAttempts) attempts"
        var lines = [
            "\(style.paint(type.name, .strong)): \(type.summary)",
            "  \(HumanText.duration(type.defaultTimeout)) an attempt (at most "
                + "\(HumanText.duration(type.timeoutCeiling))), \(attempts), lane \(type.lane.name) "
                + "(\(type.lane.slots) at once)",
        ]
        for rule in type.timeouts {
            lines.append(
                "    with \(rule.condition.plainWords): \(HumanText.duration(rule.standard)) "
                    + "(at most \(HumanText.duration(rule.ceiling)))")
        }
        for rule in type.lanes {
            lines.append("    with \(rule.condition.plainWords): lane \(rule.lane.name) (\(rule.lane.slots) at once)")
        }
        if let system = type.upstream { lines.append("  talks to \(system.name): keys profiles.NAME.\(system.name)") }
        var table = TextTable([("", .left), ("", .left), ("", .left)])
        for field in type.parameters.fields {
            let need = field.isRequired ? " Required." : field.defaultJSON.map { " Default: \($0)." } ?? ""
            table.add([.init("    \(field.name)", .strong), .init(field.kind.expectation), .init(field.summary + need)])
        }
        if !type.parameters.fields.isEmpty { lines += ["  parameters:"] + table.lines(style) }
        if type.parameters.allowsOthers { lines.append("    and any other member") }
        return lines + ["  sample: \(type.sample)"]
    }

    /// For programs: one line.
    static func json(_ types: [JobTypeDescriptor]) -> [UInt8] {
        var writer = JSONWriter(capacity: 4_096)
        writer.beginObject()
        writer.name("types" as StaticString)
        writer.beginArray()
        for type in types {
            writer.beginObject()
            writer.member("name", type.name)
            writer.member("summary", type.summary)
            writer.member("lane", type.lane.name)
            writer.member("timeout_seconds", Double(type.defaultTimeout.wholeMilliseconds) / 1_000)
            writer.member("timeout_ceiling_seconds", Double(type.timeoutCeiling.wholeMilliseconds) / 1_000)
            writer.list("timeouts", type.timeouts) { rule, writer in
                writer.condition(rule.condition)
                writer.member("timeout_seconds", Double(rule.standard.wholeMilliseconds) / 1_000)
                writer.member("timeout_ceiling_seconds", Double(rule.ceiling.wholeMilliseconds) / 1_000)
            }
            writer.list("lanes", type.lanes) { rule, writer in
                writer.condition(rule.condition)
                writer.member("lane", rule.lane.name)
            }
            writer.member("upstream", type.upstream?.name)
            writer.member("max_attempts", type.maxAttempts)
            writer.member("schema", raw: type.jsonSchema())
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}

extension JSONWriter {
    /// Which jobs a rule is for: `value` of a word, `at_least` of an array.
    fileprivate mutating func condition(_ condition: ParameterCondition) {
        member("parameter", condition.member)
        switch condition.test {
        case .word(let word): member("value", word)
        case .elements(let count): member("at_least", count)
        }
    }
}
