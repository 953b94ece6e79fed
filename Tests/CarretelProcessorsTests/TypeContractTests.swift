import CarretelCore
import CarretelProcessors
import Testing

/// What every job type owes: a new one that forgets something is told so here.
@Suite("Every job type") struct TypeContractTests {
    private static let types = BuiltInProcessors.all.map(\.descriptor)

    @Test("the list makes a catalogue: no name twice, no lane described in two ways")
    func catalogue() throws {
        #expect(try BuiltInProcessors.catalogue().types.count == Self.types.count)
    }

    @Test("its name is lower-case words joined by hyphens, and it says in one line what it is for", arguments: types)
    func name(_ type: JobTypeDescriptor) {
        #expect(type.name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        #expect(type.lane.name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        #expect(!type.summary.isEmpty && !type.summary.contains("\n"))
    }

    @Test("its limits are limits", arguments: types)
    func limits(_ type: JobTypeDescriptor) {
        #expect(type.defaultTimeout > .zero)
        #expect(type.defaultTimeout <= type.timeoutCeiling)
        #expect(type.maxAttempts >= 1)
        #expect(type.lane.slots >= 1)
        #expect((1...4).contains(type.lane.depth))
    }

    @Test("its sample is a valid job of this very type", arguments: types)
    func sample(_ type: JobTypeDescriptor) throws {
        let reader = JobFileReader(catalogue: try BuiltInProcessors.catalogue(), checks: BuiltInProcessors.checks)
        let problems = reader.problems(in: Array(type.sample.utf8))
        #expect(problems.isEmpty, "\(problems)")
        #expect(try JSONValue(parsing: Array(type.sample.utf8))["type"]?.string == type.name)
    }

    @Test("its parameters have names, words for people, and defaults that are valid themselves", arguments: types)
    func parameters(_ type: JobTypeDescriptor) throws {
        for field in type.parameters.fields {
            #expect(field.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(field.name)")
            #expect(!field.summary.isEmpty, "\(field.name)")
            guard let text = field.defaultJSON else { continue }
            let object = try JSONValue(parsing: Array(#"{"\#(field.name)": \#(text)}"#.utf8))
            let alone = ParameterSchema([field])
            #expect(alone.problems(in: object, limit: 1).isEmpty, "\(field.name)")
        }
    }

    @Test("its settings are scalars that a configuration key can be, with defaults that are valid", arguments: types)
    func settings(_ type: JobTypeDescriptor) throws {
        for field in type.settings.fields {
            #expect(field.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(field.name)")
            #expect(!field.summary.isEmpty && !field.isRequired, "\(field.name)")
            switch field.kind {
            case .string, .choice, .integer, .boolean: break
            default: Issue.record("\(field.name) is no scalar that a configuration key can be")
            }
            let text = try #require(field.defaultJSON, "\(field.name)")
            let object = try JSONValue(parsing: Array(#"{"\#(field.name)": \#(text)}"#.utf8))
            #expect(ParameterSchema([field]).problems(in: object, limit: 1).isEmpty, "\(field.name)")
        }
    }

    @Test("its settings are fine when nothing is set", arguments: BuiltInProcessors.all.map(\.descriptor.name))
    func settingsOfNobody(_ name: String) throws {
        let processor = try #require(BuiltInProcessors.processor(named: name))
        #expect(processor.checkSettings(try JSONValue(parsing: Array("{}".utf8))) == nil)
    }

    @Test("its JSON Schema is JSON and names every parameter", arguments: types)
    func schema(_ type: JobTypeDescriptor) throws {
        let schema = try JSONValue(parsing: type.jsonSchema(), limits: JSONLimits(maxDepth: 128))
        let properties = schema["properties"]?["parameters"]?["properties"]
        for field in type.parameters.fields { #expect(properties?[field.name] != nil, "\(field.name)") }
    }

    @Test(
        "with an upstream system it lets a job name a profile, and the system's keys can be told apart",
        arguments: types)
    func upstream(_ type: JobTypeDescriptor) throws {
        guard let system = type.upstream else { return }
        let profile = try #require(type.parameters.fields.first { $0.name == "profile" })
        guard case .string = profile.kind else {
            Issue.record("the parameter profile is no string")
            return
        }
        #expect(profile.defaultJSON == "\"\(Profile.standardName)\"" && !profile.isRequired)
        #expect(system.name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        let names = system.keys.flatMap { $0.isSecret ? [$0.name, "\($0.name)_file"] : [$0.name] }
        #expect(Set(names).count == names.count)
        let variables = system.keys.flatMap {
            $0.isSecret ? [$0.environment, "\($0.environment)_FILE"] : [$0.environment]
        }
        #expect(Set(variables).count == variables.count)
        for key in system.keys {
            #expect(key.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(key.name)")
            #expect(key.environment.wholeMatch(of: /[A-Z][A-Z0-9_]*/) != nil, "\(key.name)")
            #expect(!key.summary.isEmpty && (key.standard == nil || !key.isSecret), "\(key.name)")
        }
    }

    @Test("what depends on a parameter depends on one that it has, with limits that are limits", arguments: types)
    func conditions(_ type: JobTypeDescriptor) {
        let conditions =
            type.timeouts.map(\.condition) + type.lanes.map(\.condition)
            + [type.coalescing?.condition].compactMap { $0 }
        for condition in conditions {
            let kind = type.parameters.fields.first { $0.name == condition.member }?.kind
            switch (condition.test, kind) {
            case (.word(let word), .choice(let words)): #expect(words.contains(word), "\(condition.member)")
            case (.elements(let count), .array(_, let counts)): #expect(counts.contains(count), "\(condition.member)")
            default: Issue.record("\(condition.member) is no such parameter")
            }
        }
        for rule in type.timeouts { #expect(rule.standard > .zero && rule.standard <= rule.ceiling) }
        for member in type.coalescing?.members ?? [] {
            #expect(type.parameters.fields.contains { $0.name == member }, "\(member)")
        }
    }
}
