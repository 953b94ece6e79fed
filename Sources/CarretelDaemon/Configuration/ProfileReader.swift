package import CarretelCore
package import CarretelProcessors
internal import CarretelSystem

/// Reads the profiles of upstream systems: the environment over the files that the configuration names.
///
/// Apart from ``ConfigurationReader``, because only who runs jobs may and needs to read secrets: `carretel status` has
/// the same configuration file and no business with them.
package struct ProfileReader {
    private let file: String
    private let environment: [String: String]
    private var found: [String: ConfigurationFile.FoundKey] = [:]
    private var exposed: [ProfileBook.ExposedFile] = []

    /// Reads all profiles of some systems. What the file says apart from them was judged by ``ConfigurationReader``.
    ///
    /// - Parameters:
    ///   - file: the configuration file asked for; nil for the standard one, which may be missing.
    ///   - environment: the process's environment.
    ///   - systems: those wanted; files with secrets of others are not touched.
    ///   - processors: the job types, for what they say of their systems' profiles.
    /// - Returns: every profile that the file names, and the standard one.
    /// - Throws: permanent `configuration_invalid`, which names keys and files and never a value.
    package static func read(
        file: String?, environment: [String: String], systems: [UpstreamSystem],
        processors: [AnyProcessor] = BuiltInProcessors.all
    ) throws(FailureReason) -> ProfileBook {
        var reader = ProfileReader(file: file ?? ConfigurationReader.standardFile, environment: environment)
        let book = try reader.book(of: systems)
        for processor in processors { try check(book, for: processor, environment) }
        return book
    }

    private static func check(
        _ book: ProfileBook, for processor: AnyProcessor, _ environment: [String: String]
    ) throws(FailureReason) {
        guard let system = processor.descriptor.upstream else { return }
        for profile in book.profiles(of: system) {
            guard let reason = processor.checkProfile(profile) else { continue }
            let variables = system.keys.flatMap { key in
                ProfileKey(profile: profile.name, system: system, key: key).variables.filter { environment[$0] != nil }
            }
            let origin = variables.isEmpty ? "" : " Set in the environment: \(variables.joined(separator: ", "))."
            throw .configuration(
                "The configuration keys \(ProfileKey.root).\(profile.name).\(system.name): \(reason.message)",
                hint: (reason.hint ?? "Mend these keys.") + origin)
        }
    }

    private init(file: String, environment: [String: String]) {
        self.file = file
        self.environment = environment
    }

    private mutating func book(of systems: [UpstreamSystem]) throws(FailureReason) -> ProfileBook {
        var names: Set = [Profile.standardName]
        for key in try ConfigurationFile.keys(at: file) {
            let parts = key.path.split(separator: ".")
            guard parts.count >= 4, parts[0] == ProfileKey.root else { continue }
            names.insert(String(parts[1]))
            found[key.path] = key
        }
        var profiles: [Profile] = []
        for system in systems {
            for name in names.sorted() { profiles.append(try profile(named: name, of: system)) }
        }
        return ProfileBook(profiles, exposedFiles: exposed)
    }

    private mutating func profile(named name: String, of system: UpstreamSystem) throws(FailureReason) -> Profile {
        var profile = Profile(name: name, system: system.name)
        for key in system.keys {
            let place = ProfileKey(profile: name, system: system, key: key)
            if key.isSecret {
                profile.secrets[key.name] = try secret(at: place)
            } else {
                profile.values[key.name] = try value(at: place)
            }
        }
        profile.isKnown = name == Profile.standardName || !profile.values.isEmpty || !profile.secrets.isEmpty
        profile.identity = Self.identity(of: profile, system)
        return profile
    }

    private func value(at place: ProfileKey) throws(FailureReason) -> String? {
        for variable in place.variables {
            if let text = environment[variable] { return try nonEmpty(text, variable) }
        }
        if place.key.isDocument, let document = try document(at: place) { return document }
        return try found[place.path].map { (key) throws(FailureReason) in try text(key) }
    }

    /// A mapping as JSON text; nil when the key is not there or is a scalar, which is read as any other.
    private func document(at place: ProfileKey) throws(FailureReason) -> String? {
        guard let node = try ConfigurationFile.node(at: place.path, in: file), node.text == nil else { return nil }
        guard let json = node.json else {
            throw .configuration("\(file):\(node.line): \(place.path) is too deep.", hint: "Make it flatter.")
        }
        return String(decoding: json, as: UTF8.self)
    }

    private mutating func secret(at place: ProfileKey) throws(FailureReason) -> Secret? {
        for variable in place.variables {
            if let text = environment[variable] { return Secret(try nonEmpty(text, variable)) }
            let naming = ProfileKey.fileVariable(of: variable)
            if let path = environment[naming] { return try secret(in: nonEmpty(path, naming), named: naming) }
        }
        guard let key = found[place.path] else { return nil }
        return try secret(in: text(key), named: "\(file):\(key.line): \(key.path)")
    }

    private mutating func secret(in path: String, named key: String) throws(FailureReason) -> Secret {
        let (secret, isExposed) = try SecretFile.read(path, named: key)
        if isExposed { exposed.append(ProfileBook.ExposedFile(key: key, path: path)) }
        return secret
    }

    private func text(_ key: ConfigurationFile.FoundKey) throws(FailureReason) -> String {
        try nonEmpty(key.text ?? "", "\(file):\(key.line): \(key.path)")
    }

    private func nonEmpty(_ text: String, _ place: String) throws(FailureReason) -> String {
        guard text.isEmpty else { return text }
        throw .configuration(
            "\(place) gives no value; allowed is \(ConfigurationKey.Kind.text.allowed).",
            hint: "Give a value, or leave it out.")
    }

    /// A hash of where we are and who we are there, so that it can stand in keys of caches and limits and tells nothing.
    private static func identity(of profile: Profile, _ system: UpstreamSystem) -> String {
        let account = system.keys.filter { !$0.isTuning }.map { key in
            key.isSecret ? profile.secrets[key.name]?.reveal() ?? "" : profile.values[key.name] ?? key.standard ?? ""
        }
        let bytes = Array(([system.name] + account).joined(separator: "\0").utf8)
        return String(Digest.sha256(bytes).hexadecimal.prefix(16))
    }
}
