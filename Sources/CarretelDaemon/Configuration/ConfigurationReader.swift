package import CarretelCore
internal import CarretelProcessors
internal import Configuration
internal import SystemPackage
internal import Yams

/// Reads the configuration: the environment over the file over the built-in defaults.
package enum ConfigurationReader {
    /// The file that is read when neither `--config` nor `CARRETEL_CONFIG` names one. It may be missing.
    package static let standardFile = "/etc/carretel/carretel.yaml"

    /// Reads and checks everything.
    ///
    /// - Parameters:
    ///   - file: the file asked for, which must exist; nil for ``standardFile``, which need not.
    ///   - environment: the process's environment.
    ///   - catalogue: the job types, whose lanes have keys of their own.
    /// - Returns: what is configured, the defaults for the rest.
    /// - Throws: permanent `configuration_invalid` naming the key, the value and what is allowed.
    package static func read(
        file: String?, environment: [String: String], catalogue: JobCatalogue
    ) async throws(FailureReason) -> DaemonConfiguration {
        let path = file ?? standardFile
        let keys = ConfigurationKey.all(catalogue)
        let reader = try await makeReader(path: path, mayBeMissing: file == nil, environment: environment)
        try refuseUnknownKeys(in: path, known: keys)
        var configuration = DaemonConfiguration(catalogue: catalogue)
        for key in keys {
            guard let value = try value(of: key, in: reader) else { continue }
            key.store(&configuration, value)
        }
        try check(configuration.types)
        return configuration
    }

    private static func makeReader(
        path: String, mayBeMissing: Bool, environment: [String: String]
    ) async throws(FailureReason) -> ConfigReader {
        do {
            let variables = EnvironmentVariablesProvider(environmentVariables: environment)
            let file = try await FileProvider<YAMLSnapshot>(
                filePath: FilePath(path), allowMissing: mayBeMissing)
            return ConfigReader(providers: [variables.prefixKeys(with: "carretel"), file])
        } catch {
            throw invalid(
                "The configuration file \(path) cannot be read: \(error).",
                hint: "Mend the file, or name another with --config.")
        }
    }

    /// A key that no one reads is most often misspelt, so it is refused rather than ignored.
    private static func refuseUnknownKeys(in path: String, known: [ConfigurationKey]) throws(FailureReason) {
        let text: String
        do {
            guard let content = try ConfigurationFile.text(at: path) else { return }
            text = content
        } catch {
            throw invalid(
                "The configuration file \(path) cannot be read: \(error).", hint: "Check that it is a readable file.")
        }
        let found: [ConfigurationFile.FoundKey]
        do {
            found = try ConfigurationFile.keys(in: text)
        } catch {
            throw invalid("The configuration file \(path) is not valid YAML: \(error).", hint: "Mend the file.")
        }
        let paths = Set(known.map(\.path))
        for key in found where !paths.contains(key.path) {
            throw invalid(
                "\(path):\(key.line): unknown key \(key.path).",
                hint: "Known keys: \(known.map(\.path).joined(separator: ", ")).")
        }
    }

    /// Settings that are right one by one may be wrong together.
    private static func check(_ types: TypeSettings) throws(FailureReason) {
        for processor in BuiltInProcessors.all {
            let name = processor.descriptor.name
            let settings: JSONValue
            do throws(JSONError) {
                settings = try JSONValue(parsing: types.settings(ofType: name))
            } catch {
                throw invalid("The settings of \(name): \(error.message)", hint: "Mend the keys types.\(name).")
            }
            guard let reason = processor.checkSettings(settings) else { continue }
            throw invalid(
                "The configuration keys types.\(name): \(reason.message)", hint: reason.hint ?? "Mend these keys.")
        }
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
        invalid(
            "The configuration key \(key.path) (or \(key.environmentName)) is “\(found)”; allowed is \(key.kind.allowed).",
            hint: "It says \(key.summary).")
    }

    private static func invalid(_ message: String, hint: String) -> FailureReason {
        FailureReason(.permanent, code: "configuration_invalid", message: message, hint: hint)
    }
}
