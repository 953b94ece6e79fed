package import CarretelCore

/// All profiles of all upstream systems, as read at the start. It holds secrets, so it stays in this process and what
/// travels is the one ``Profile`` of a job.
package struct ProfileBook: Sendable {
    /// A file with a secret in it that every user of the machine may read.
    package struct ExposedFile: Sendable, Hashable {
        /// The key or variable that names the file.
        package var key: String
        package var path: String
    }

    private struct Entry: Hashable {
        var system: String
        var name: String
    }

    private var profiles: [Entry: Profile] = [:]
    /// What an operator should be warned of.
    package let exposedFiles: [ExposedFile]

    /// Collects profiles; of two of one name and system the later counts.
    package init(_ profiles: [Profile] = [], exposedFiles: [ExposedFile] = []) {
        self.exposedFiles = exposedFiles
        for profile in profiles {
            self.profiles[Entry(system: profile.system, name: profile.name)] = profile
        }
    }

    /// The profile of that name.
    ///
    /// - Parameters:
    ///   - name: as a job gives it.
    ///   - system: the name of the upstream system.
    /// - Returns: an empty one, which is known only if it is the standard one, when the configuration says nothing of
    ///   it: what is missing is then told by the attempt that needs it.
    package func profile(named name: String, system: String) -> Profile {
        profiles[Entry(system: system, name: name)]
            ?? Profile(name: name, system: system, isKnown: name == Profile.standardName)
    }

    /// All profiles of a system, by name.
    package func profiles(of system: UpstreamSystem) -> [Profile] {
        profiles.filter { $0.key.system == system.name }.map(\.value).sorted { $0.name < $1.name }
    }

    /// Whether a system's standard profile says where the system is and who we are there: an address and a secret. What
    /// only says how to talk to it is not enough.
    package func hasStandardProfile(of system: UpstreamSystem) -> Bool {
        let profile = profile(named: Profile.standardName, system: system.name)
        let address = system.keys.first { $0.name == UpstreamSystem.addressName }
        let hasAddress = address.map { profile.values[$0.name] != nil || $0.standard != nil } ?? true
        let needsSecret = system.keys.contains(where: \.isSecret)
        return hasAddress && (!profile.secrets.isEmpty || !needsSecret)
    }
}
