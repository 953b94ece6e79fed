internal import CarretelCore

/// One key of one profile: where its value may stand.
///
/// In the file it is `profiles.PROFILE.SYSTEM.KEY`, for a secret `…KEY_file`. In the environment it is that in capitals,
/// and for the standard profile the key's own variable; a secret may stand in either, or in a file that the variable
/// with `_FILE` names.
struct ProfileKey: Sendable {
    /// The first part of the paths of all such keys.
    static let root = "profiles"
    /// What such keys look like, for hints.
    static let pattern = "\(root).NAME.SYSTEM.KEY"
    /// What the path of a secret, or its variable, ends with where it names a file.
    private static let fileSuffix = "_file"

    let profile: String
    let system: UpstreamSystem
    let key: UpstreamSystem.Key

    /// The path in the configuration file.
    var path: String { literalPath + (key.isSecret ? Self.fileSuffix : "") }

    /// The variables that may hold the value itself, the first that is set wins.
    var variables: [String] {
        let general = ConfigurationKey.environmentName(of: literalPath)
        return profile == Profile.standardName && key.environment != general ? [general, key.environment] : [general]
    }

    /// The variable that names the file of a secret, beside one that may hold the secret itself.
    static func fileVariable(of variable: String) -> String { variable + fileSuffix.uppercased() }

    private var literalPath: String { "\(Self.root).\(profile).\(system.name).\(key.name)" }
}

extension ProfileKey {
    /// What a path of the configuration file names.
    ///
    /// - Parameters:
    ///   - found: a key of the file.
    ///   - file: the file's path, for messages.
    ///   - systems: all that the job types declare.
    /// - Returns: nil for a path outside ``root``.
    /// - Throws: permanent `configuration_invalid` for a path that names nothing, and for a secret that stands in the
    ///   file. The value is not repeated.
    static func named(
        by found: ConfigurationFile.FoundKey, in file: String, systems: [UpstreamSystem]
    ) throws(FailureReason) -> ProfileKey? {
        let parts = found.path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.first == root else { return nil }
        let place = "\(file):\(found.line)"
        guard parts.count >= 4, let system = systems.first(where: { $0.name == parts[2] }) else {
            throw .configuration("\(place): unknown key \(found.path).", hint: hint(systems))
        }
        guard isName(parts[1]) else {
            throw .configuration(
                "\(place): “\(TerminalText.escape(parts[1]))” is no name of a profile.",
                hint: "Use lower-case letters and digits, joined by hyphens.")
        }
        for key in system.keys {
            let known = ProfileKey(profile: parts[1], system: system, key: key)
            if known.path == found.path || key.isDocument && found.path.hasPrefix(known.path + ".") { return known }
            guard key.isSecret, known.literalPath == found.path else { continue }
            throw .configuration(
                "\(place): \(found.path) is a secret, which must not stand in the configuration file.",
                hint: "Put it into a file of its own and name that by \(known.path), or set "
                    + "\(known.variables.joined(separator: " or ")) in the environment of serve.")
        }
        throw .configuration("\(place): unknown key \(found.path).", hint: hint([system]))
    }

    /// Lower-case words joined by hyphens, so that no two names have the same variable.
    static func isName(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty
                && word.allSatisfy {
                    UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                }
        }
    }

    private static func hint(_ systems: [UpstreamSystem]) -> String {
        guard !systems.isEmpty else { return "No job type talks to an upstream system, so there are no profiles." }
        let keys = systems.flatMap { system in
            system.keys.map { ProfileKey(profile: "NAME", system: system, key: $0).path }
        }
        return "Known keys: \(keys.joined(separator: ", "))."
    }
}
