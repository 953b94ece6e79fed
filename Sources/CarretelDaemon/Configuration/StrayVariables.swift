internal import CarretelCore

/// Environment variables that are named as if they configured something and do not, most often because they are misspelt.
///
/// They are told and not refused: others may share the environment, and a start must not hang upon it.
enum StrayVariables {
    private static let prefix = ConfigurationKey.environmentName(of: "")
    /// Read by the command line (docs/operations.md).
    private static let ofCommands: Set<String> = ["CARRETEL_CONFIG", "CARRETEL_SPOOL"]

    /// A variable that sets nothing.
    struct Stray: Sendable, Hashable {
        var name: String
        /// The one that was most likely meant; nil when none is like it.
        var nearest: String?
    }

    /// The variables, sorted.
    ///
    /// - Parameters:
    ///   - environment: the process's.
    ///   - catalogue: whose lanes, settings and upstream systems have variables.
    /// - Returns: those that begin as ours do and that nobody reads. Of profiles and schedules, whose names are the
    ///   operator's own, only those that end in no key. Of those that begin as an upstream system's do, which other
    ///   programs share, only those that are like one of them.
    static func all(in environment: [String: String], catalogue: JobCatalogue) -> [Stray] {
        let upstreams = catalogue.upstreams.flatMap { ofUpstream($0, in: environment) }
        return (own(in: environment, catalogue: catalogue) + upstreams).sorted { $0.name < $1.name }
    }

    private static func own(in environment: [String: String], catalogue: JobCatalogue) -> [Stray] {
        let own = environment.keys.filter { $0.hasPrefix(prefix) && !ofCommands.contains($0) }
        guard !own.isEmpty else { return [] }
        let known = Set(ConfigurationKey.all(catalogue).flatMap(\.environmentNames))
        let families = [(ProfileKey.root, profileEnds(catalogue.upstreams)), (ScheduleKey.root, scheduleEnds)]
        let strays = own.filter { name in
            !known.contains(name)
                && !families.contains { root, ends in
                    name.hasPrefix(ConfigurationKey.environmentName(of: "\(root)."))
                        && ends.contains(where: name.hasSuffix)
                }
        }
        return strays.map { name in Stray(name: name, nearest: nearest(name, known, prefix)) }
    }

    private static func ofUpstream(_ system: UpstreamSystem, in environment: [String: String]) -> [Stray] {
        let ours = system.keys.flatMap { variables(of: $0, named: $0.environment) }
        let known = Set(ours)
        let prefixes = Set(ours.compactMap { name in name.firstIndex(of: "_").map { String(name[...$0]) } })
        return environment.keys.filter { !known.contains($0) }.compactMap { name in
            guard let prefix = prefixes.first(where: name.hasPrefix), !isAnothers(name, known, prefix),
                let nearest = nearest(name, known, prefix)
            else { return nil }
            return Stray(name: name, nearest: nearest)
        }
    }

    /// Whether a name is one of ours with a word more, as `ODOO_DB_PASSWORD`, or the end of one's word, as `PORTAL_NAME`:
    /// most likely another program's own.
    private static func isAnothers(_ name: String, _ known: Set<String>, _ prefix: String) -> Bool {
        let rest = name.dropFirst(prefix.count)
        return known.contains { variable in
            let ours = variable.dropFirst(prefix.count)
            return rest.hasSuffix("_\(ours)") || rest.hasPrefix("\(ours)_") && !rest.hasSuffix("_FILE")
                || ours.hasSuffix(rest) && !ours.hasSuffix("_\(rest)")
        }
    }

    /// Compared without the prefix, which would make all of them alike.
    private static func nearest(_ name: String, _ known: Set<String>, _ prefix: String) -> String? {
        let candidates = known.filter { $0.hasPrefix(prefix) }.sorted().map { String($0.dropFirst(prefix.count)) }
        return NearestName.find(String(name.dropFirst(prefix.count)), among: candidates).map { prefix + $0 }
    }

    private static func profileEnds(_ systems: [UpstreamSystem]) -> [String] {
        systems.flatMap { system in
            system.keys.flatMap { variables(of: $0, named: ending(of: "\(system.name).\($0.name)")) }
        }
    }

    /// What a key is read from: the value itself, and for a secret also the name of its file.
    private static func variables(of key: UpstreamSystem.Key, named name: String) -> [String] {
        key.isSecret ? [name, ProfileKey.fileVariable(of: name)] : [name]
    }

    private static var scheduleEnds: [String] { ScheduleKey.allCases.map { ending(of: $0.rawValue) } }

    /// What a variable ends with: `_SYSTEM_KEY`.
    private static func ending(of path: String) -> String {
        "_" + ConfigurationKey.environmentName(of: path).dropFirst(prefix.count)
    }
}
