package import CarretelCore
package import CarretelProcessors
internal import Configuration
internal import Yams

/// Reads the configuration: the environment over the file over the built-in defaults.
package enum ConfigurationReader {
    /// The file that is read when neither `--config` nor `CARRETEL_CONFIG` names one. It may be missing.
    package static let standardFile = "/etc/carretel/carretel.yaml"

    /// Reads and checks everything but the values of profiles, which ``ProfileReader`` reads, and schedules, which
    /// ``ScheduleReader`` reads.
    ///
    /// - Parameters:
    ///   - file: the file asked for, which must exist; nil for ``standardFile``, which need not.
    ///   - environment: the process's environment.
    ///   - catalogue: the job types, whose lanes, settings and upstream systems have keys of their own.
    ///   - processors: the same types, for what they say of their settings.
    /// - Returns: what is configured, the defaults for the rest.
    /// - Throws: permanent `configuration_invalid` naming the key, the value and what is allowed.
    package static func read(
        file: String?, environment: [String: String], catalogue: JobCatalogue,
        processors: [AnyProcessor] = BuiltInProcessors.all
    ) async throws(FailureReason) -> DaemonConfiguration {
        let path = file ?? standardFile
        let keys = ConfigurationKey.all(catalogue)
        // First, because what this says of a file that is wrong repeats nothing of it.
        try refuseUnknownKeys(in: path, known: keys, catalogue.upstreams)
        if file != nil { try ConfigurationFile.requirePresent(path) }
        let reader = try makeReader(path: path, keys: keys, environment: merged(environment, keys))
        var configuration = DaemonConfiguration(catalogue: catalogue)
        for key in keys {
            guard let value = try value(of: key, in: reader) else { continue }
            key.store(&configuration, value)
        }
        configuration.dispatch.permitRules = try checked(processors, configuration.types)
        return configuration
    }

    /// The environment with every key's own variable set where only the key's other one is.
    private static func merged(_ environment: [String: String], _ keys: [ConfigurationKey]) -> [String: String] {
        var environment = environment
        for key in keys {
            guard let other = key.otherEnvironmentName, environment[key.environmentName] == nil else { continue }
            environment[key.environmentName] = environment[other]
        }
        return environment
    }

    /// The file's values are handed over one by one, because the library's own reading of a file refuses lists of
    /// mappings, which the parameters of a schedule may have.
    private static func makeReader(
        path: String, keys: [ConfigurationKey], environment: [String: String]
    ) throws(FailureReason) -> ConfigReader {
        let kinds = Dictionary(uniqueKeysWithValues: keys.map { ($0.path, $0.kind) })
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for found in try ConfigurationFile.keys(at: path) {
            guard let kind = kinds[found.path] else { continue }
            guard let text = found.text else {
                throw .configuration(
                    "\(path):\(found.line): \(found.path) is a list; allowed is \(kind.allowed).",
                    hint: "Give one value.")
            }
            values[AbsoluteConfigKey(found.path.split(separator: ".").map(String.init))] = ConfigValue(
                content(text, kind), isSecret: false)
        }
        let variables = EnvironmentVariablesProvider(environmentVariables: environment)
        return ConfigReader(providers: [
            variables.prefixKeys(with: "carretel"), InMemoryProvider(name: path, values: values),
        ])
    }

    /// A value as YAML means it; one that is not of the kind stays a text, and is refused as one.
    private static func content(_ text: String, _ kind: ConfigurationKey.Kind) -> ConfigContent {
        switch kind {
        case .integer: Int.construct(from: Node.Scalar(text)).map { .int($0) } ?? .string(text)
        case .flag: Bool.construct(from: Node.Scalar(text)).map { .bool($0) } ?? .string(text)
        case .text, .choice: .string(text)
        }
    }

    /// A key that no one reads is most often misspelt, so it is refused rather than ignored.
    private static func refuseUnknownKeys(
        in path: String, known: [ConfigurationKey], _ systems: [UpstreamSystem]
    ) throws(FailureReason) {
        let paths = Set(known.map(\.path))
        for key in try ConfigurationFile.keys(at: path) where !paths.contains(key.path) {
            guard try ProfileKey.named(by: key, in: path, systems: systems) == nil else { continue }
            let all = known.map(\.path) + [ProfileKey.pattern, ScheduleKey.pattern]
            throw .configuration(
                "\(path):\(key.line): unknown key \(key.path).", hint: KeyAdvice.hint(for: key.path, known: all))
        }
    }

    /// Settings that are right one by one may be wrong together.
    ///
    /// - Returns: the rules of shared limits that follow from them.
    private static func checked(
        _ processors: [AnyProcessor], _ types: TypeSettings
    ) throws(FailureReason) -> [String: PermitRule] {
        var permits = PermitRuleList()
        for processor in processors {
            let name = processor.descriptor.name
            let settings: JSONValue
            do throws(JSONError) {
                settings = try JSONValue(parsing: types.settings(ofType: name))
            } catch {
                throw .configuration("The settings of \(name): \(error.message)", hint: "Mend the keys types.\(name).")
            }
            if let reason = processor.checkSettings(settings) {
                throw .configuration(
                    "The configuration keys types.\(name): \(reason.message)", hint: reason.hint ?? "Mend these keys.")
            }
            try permits.add(processor, settings: settings)
        }
        return permits.rules
    }

    private static func value(
        of key: ConfigurationKey, in reader: ConfigReader
    ) throws(FailureReason) -> ConfigurationKey.Value? {
        let configKey = ConfigKey(key.path.split(separator: ".").map(String.init))
        switch key.kind {
        case .integer(let range):
            if let number = reader.int(forKey: configKey) {
                guard range.contains(number) else { throw wrong(key, found: String(number)) }
                return .integer(number)
            }
            if let text = reader.string(forKey: configKey) { throw wrong(key, found: text) }
            return nil
        case .flag:
            guard let flag = reader.bool(forKey: configKey) else {
                if let text = reader.string(forKey: configKey) { throw wrong(key, found: text) }
                return nil
            }
            return .flag(flag)
        case .text:
            guard let text = reader.string(forKey: configKey) else { return nil }
            guard !text.isEmpty else { throw wrong(key, found: "") }
            return .text(text)
        case .choice(let words):
            guard let text = reader.string(forKey: configKey) else { return nil }
            guard words.contains(text) else { throw wrong(key, found: text) }
            return .text(text)
        }
    }

    private static func wrong(_ key: ConfigurationKey, found: String) -> FailureReason {
        .configuration(
            "The configuration key \(key.path) (or \(key.environmentNames.joined(separator: ", "))) is “\(found)”; allowed is \(key.kind.allowed).",
            hint: key.hint)
    }
}
