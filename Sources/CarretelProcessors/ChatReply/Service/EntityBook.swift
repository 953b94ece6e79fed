import CarretelCore

/// Who answers in a job's reply: an entity of the profile, with what `default` says where it says nothing.
struct Entity: Sendable, Hashable {
    /// As people know it.
    var name: String
    /// Nil for none.
    var systemPrompt: String?
    /// Nil for the profile's own.
    var temperature: ChatTemperature?
    var model: String?
    /// Not empty.
    var fallbacks: [String]
}

/// The entities of a profile: its mapping `entities`.
struct EntityBook: Sendable {
    /// The entity that holds for all others, too.
    static let standardName = "default"

    /// Nil for an empty one.
    private let json: JSONValue?

    /// Reads a mapping.
    ///
    /// - Throws: permanent `profile_invalid`, which names the key, the member, what was expected and what was found.
    init(_ profile: Profile) throws(FailureReason) {
        let text = try profile.value(OpenAISystem.entities)
        guard text.utf8.count <= ChatLimits.maxEntitiesBytes else {
            throw profile.invalid(
                OpenAISystem.entities, "at most \(ChatLimits.maxEntitiesBytes) bytes as JSON",
                found: "\(text.utf8.count)")
        }
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue(parsing: Array(text.utf8)) } catch {
            throw profile.invalid(OpenAISystem.entities, "a mapping", found: "what is no JSON: \(error.message)")
        }
        guard json.kind == .object else {
            throw profile.invalid(OpenAISystem.entities, "a mapping by entity_id", found: json.kind.rawValue)
        }
        self.json = json
    }

    /// Nobody but the built-in templates.
    init() { json = nil }

    /// Who answers for an id.
    func entity(_ id: String) -> Entity {
        let places = [json?[id], json?[Self.standardName]].compactMap { $0 }
        func first<Value>(_ read: (JSONValue) -> Value?) -> Value? { places.lazy.compactMap(read).first }
        let name = first { $0["name"]?.string } ?? id
        let templates = first { $0["fallbacks"].map { $0.elements.compactMap(\.string) } } ?? []
        return Entity(
            name: name, systemPrompt: first { $0["system_prompt"]?.string }.map { Self.filled($0, name) },
            temperature: first { Self.temperature($0["temperature"]) }, model: first { $0["model"]?.string },
            fallbacks: (templates.isEmpty ? Fallbacks.builtIn : templates).map { Self.filled($0, name) })
    }

    /// What stands for the name in prompts and templates.
    private static let blank = "{name}"

    private static func filled(_ text: String, _ name: String) -> String { text.replacing(blank, with: name) }

    private static func temperature(_ value: JSONValue?) -> ChatTemperature? {
        (value?.numberText ?? value?.string).flatMap { ChatTemperature($0) }
    }
}

extension EntityBook {
    private static let entitySchema = ParameterSchema([
        ParameterField(
            "name", .string(maxBytes: ChatLimits.maxIdentifierBytes), "As people know it: {name} in its texts."),
        ParameterField("system_prompt", .string(maxBytes: ChatLimits.maxPromptBytes), "What the model is told first."),
        ParameterField(
            "temperature", .either([.decimal(ChatTemperature.shape), .string(maxBytes: 10)]),
            "How freely the model answers: 0 to 2, or none."),
        ParameterField("model", .string(maxBytes: ChatLimits.maxName), "The model that answers for it."),
        ParameterField(
            "fallbacks",
            .array(of: .string(maxBytes: ChatLimits.maxTemplateBytes), count: 1...ChatLimits.maxTemplates),
            "Replies for when no model answers."),
    ])

    /// What is wrong with the entities of a profile.
    ///
    /// - Parameter profile: with the mapping that was read.
    /// - Returns: the first thing, with the entity, the member, what was expected and what was found.
    func problem(in profile: Profile) -> FailureReason? {
        for (id, value) in json?.members.map({ $0 }) ?? [] {
            guard value.kind == .object else {
                return profile.invalid(
                    OpenAISystem.entities, "a mapping for each entity",
                    found: "\(value.kind.rawValue) for \"\(id)\"")
            }
            if let problem = Self.entitySchema.problems(in: value, limit: 1).first {
                return Self.told(problem, of: id, in: profile)
            }
            if let problem = Self.temperatureProblem(of: id, value, in: profile) { return problem }
            if let problem = Self.blankProblem(of: id, value, in: profile) { return problem }
        }
        return nil
    }

    private static func temperatureProblem(of id: String, _ entity: JSONValue, in profile: Profile) -> FailureReason? {
        guard let temperature = entity["temperature"], Self.temperature(temperature) == nil else { return nil }
        let found = String(decoding: temperature.raw.prefix(40), as: UTF8.self)
        return profile.invalid(
            OpenAISystem.entities, "right: \"temperature\" of \"\(id)\" is \(ChatTemperature.expectation)", found: found
        )
    }

    /// A template goes to a player as it stands, so that a misspelt blank would be read by one. A prompt may show a model
    /// braces of any kind.
    private static func blankProblem(of id: String, _ entity: JSONValue, in profile: Profile) -> FailureReason? {
        for template in entity["fallbacks"]?.elements.compactMap(\.string) ?? [] {
            guard let wrong = blanks(in: template).first(where: { $0 != blank }) else { continue }
            return profile.invalid(
                OpenAISystem.entities, "right: the only blank of a template is \(blank)",
                found: "\(wrong) in \"fallbacks\" of \"\(id)\"")
        }
        return nil
    }

    /// What looks like a blank: one word in braces.
    private static func blanks(in template: String) -> [String] {
        template.split(separator: "{").dropFirst(template.hasPrefix("{") ? 0 : 1).compactMap { part in
            let word = part.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            guard !word.isEmpty, part.dropFirst(word.count).first == "}" else { return nil }
            return "{\(word)}"
        }
    }

    private static func told(_ problem: FailureReason, of id: String, in profile: Profile) -> FailureReason {
        let key = "profiles.\(profile.name).\(OpenAISystem.name).\(OpenAISystem.entities.name)"
        let message = problem.message.replacing("the job file", with: "the entity")
        return FailureReason(
            .permanent, code: "profile_invalid",
            message: TerminalText.escape(
                "\(key), entity \"\(id)\" (\(problem.pointer ?? "")): \(message)"),
            pointer: "/parameters/profile", hint: problem.hint)
    }
}
