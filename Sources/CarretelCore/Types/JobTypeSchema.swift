// The JSON Schema (draft 2020-12) of a whole job file, made from the type's descriptor: what `carretel schema` prints
// and editors complete and check with. What JSON Schema cannot say (lengths in bytes, order of times) stands in the
// descriptions and is checked by JobFileReader all the same.

extension JobTypeDescriptor {
    /// The schema of a job file of this type, on one line.
    package func jsonSchema() -> [UInt8] {
        var schema = JSONWriter()
        schema.beginObject()
        schema.member("$schema", "https://json-schema.org/draft/2020-12/schema")
        schema.member("title", "Carretel job: \(name)")
        schema.member("description", summary)
        schema.member("type", "object")
        let needsParameters = parameters.fields.contains(where: \.isRequired)
        schema.strings("required", needsParameters ? ["type", "parameters"] : ["type"])
        schema.name("properties")
        schema.beginObject()
        writeMembers(into: &schema)
        schema.property("parameters", "The type's own.") { $0.content(of: .object(parameters)) }
        schema.endObject()
        schema.member("additionalProperties", false)
        // A sample that is not JSON is caught by the types' contract tests; the schema then has no example.
        if let example = try? JSONValue(parsing: Array(sample.utf8)) {
            schema.name("examples")
            schema.beginArray()
            schema.raw(example.singleLine)
            schema.endArray()
        }
        schema.endObject()
        return schema.bytes
    }

    /// JSON Schema could say limits that depend on a parameter, but no editor shows them; so they stand in words.
    private var timeoutWords: String {
        guard !timeouts.isEmpty else { return "The limit of one attempt." }
        let usual =
            "\(JobFileWords.seconds(defaultTimeout)) unless given, at most \(JobFileWords.seconds(timeoutCeiling))"
        return timeouts.reduce("The limit of one attempt: \(usual).") { words, rule in
            words + " With \(rule.condition.words): \(JobFileWords.seconds(rule.standard)) unless given, at most "
                + "\(JobFileWords.seconds(rule.ceiling))."
        }
    }

    private func writeMembers(into schema: inout JSONWriter) {
        let longest = JobFileReader.maxKeyBytes
        schema.property("type", "The job type.") { $0.member("const", name) }
        schema.property("key", "Idempotency key: the same type, key and parameters run once.") {
            $0.content(of: .string(maxBytes: longest))
        }
        schema.property("requested_by", "Who asked for it, shown as a claim; at most \(longest) bytes.") {
            $0.member("type", "string")
            $0.member("maxLength", longest)
        }
        schema.property("priority", "9 goes first.") {
            $0.content(of: .integer(0...9))
            $0.member("default", 5)
        }
        schema.property("timeout_seconds", timeoutWords) {
            $0.member("type", "number")
            $0.member("exclusiveMinimum", 0)
            $0.number("maximum", JobFileWords.seconds(largestTimeout))
            $0.number("default", JobFileWords.seconds(defaultTimeout))
        }
        schema.property("max_attempts", "How many attempts may be used in all.") {
            $0.content(of: .integer(1...Int64(maxAttempts)))
            $0.member("default", maxAttempts)
        }
        schema.property("not_before", "Not started before.") { $0.content(of: .timestamp) }
        schema.property("expires_at", "Ends waiting, not running; after not_before.") { $0.content(of: .timestamp) }
        schema.property("meta", "Anything; handed back untouched.") { _ in }
    }
}

extension JSONWriter {
    /// One property of a schema: its description and what `content` adds.
    fileprivate mutating func property(_ name: String, _ description: String, _ content: (inout JSONWriter) -> Void) {
        self.name(name)
        beginObject()
        member("description", description)
        content(&self)
        endObject()
    }

    /// The keywords that say what a value of a kind is.
    fileprivate mutating func content(of kind: ParameterKind) {
        switch kind {
        case .string(let maxBytes):
            member("type", "string")
            member("minLength", 1)
            // Characters are never more than bytes, so this refuses nothing that is right.
            member("maxLength", maxBytes)
        case .choice(let names): strings("enum", names)
        case .integer(let range):
            member("type", "integer")
            number("minimum", String(range.lowerBound))
            number("maximum", String(range.upperBound))
        case .boolean: member("type", "boolean")
        case .decimal(let shape):
            member("type", "number")
            number("exclusiveMinimum", "-1e\(shape.wholeDigits)")
            number("exclusiveMaximum", "1e\(shape.wholeDigits)")
        case .null: member("type", "null")
        case .date: text(format: "date")
        case .timestamp: text(format: "date-time")
        case .array(let element, let count): array(of: element, count)
        case .object(let schema): object(schema)
        case .either(let kinds):
            name("anyOf")
            beginArray()
            for kind in kinds { nested(kind) }
            endArray()
        case .any: break
        }
    }

    private mutating func object(_ schema: ParameterSchema) {
        member("type", "object")
        let required = schema.fields.filter(\.isRequired).map(\.name)
        if !required.isEmpty { strings("required", required) }
        name("properties")
        beginObject()
        for field in schema.fields {
            property(field.name, field.summary) {
                $0.content(of: field.kind)
                guard let value = field.defaultJSON else { return }
                $0.name("default")
                $0.raw(Array(value.utf8))
            }
        }
        endObject()
        member("additionalProperties", schema.allowsOthers)
    }

    private mutating func array(of element: ParameterKind, _ count: ClosedRange<Int>) {
        member("type", "array")
        name("items")
        nested(element)
        member("minItems", count.lowerBound)
        member("maxItems", count.upperBound)
    }

    private mutating func nested(_ kind: ParameterKind) {
        beginObject()
        content(of: kind)
        endObject()
    }

    private mutating func text(format: String) {
        member("type", "string")
        member("format", format)
    }

    fileprivate mutating func number(_ name: String, _ text: String) {
        self.name(name)
        number(text: text)
    }

    fileprivate mutating func strings(_ name: String, _ strings: [String]) {
        self.name(name)
        beginArray()
        for text in strings { string(text) }
        endArray()
    }
}
