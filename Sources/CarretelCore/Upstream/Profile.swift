/// One profile of an upstream system, as a worker is handed it for one attempt: where it is and who we are there.
///
/// A job names a profile, never an address or a secret, so a writer of job files cannot aim Carretel at other hosts.
package struct Profile: Sendable, Hashable {
    /// The profile that a job means when it names none.
    package static let standardName = "default"

    /// As the job names it.
    package var name: String
    /// The name of the system: `omie`.
    package var system: String
    /// What is known, secrets excepted, by key.
    package var values: [String: String]
    /// The secrets by key.
    package var secrets: [String: Secret]
    /// Tells this account of this system from every other, without telling what it is: part of cache and permit keys.
    package var identity: String
    /// Whether the configuration says anything of it. The standard one is always known, though it may be empty.
    package var isKnown: Bool

    /// Joins the members.
    package init(
        name: String, system: String, values: [String: String] = [:], secrets: [String: Secret] = [:],
        identity: String = "", isKnown: Bool = true
    ) {
        self.name = name
        self.system = system
        self.values = values
        self.secrets = secrets
        self.identity = identity
        self.isKnown = isKnown
    }

    /// A value that has to be there.
    ///
    /// - Throws: permanent `profile_unknown` or `profile_incomplete`, which name the key and how to give it.
    package func value(_ key: UpstreamSystem.Key) throws(FailureReason) -> String {
        if let value = values[key.name] ?? key.standard { return value }
        throw missing(key)
    }

    /// A value that says yes or no.
    ///
    /// - Throws: as ``value(_:)``; permanent `profile_invalid` for anything but `true` and `false`.
    package func flag(_ key: UpstreamSystem.Key) throws(FailureReason) -> Bool {
        switch try value(key) {
        case "true": return true
        case "false": return false
        case let text:
            throw FailureReason(
                .permanent, code: "profile_invalid",
                message: "The profile \(name) says \"\(text)\" for \(system)'s \(key.name); allowed is true or false.",
                pointer: "/parameters/profile", hint: "Correct profiles.\(name).\(system).\(key.name).")
        }
    }

    /// A secret that has to be there.
    ///
    /// - Throws: as ``value(_:)``.
    package func secret(_ key: UpstreamSystem.Key) throws(FailureReason) -> Secret {
        if let secret = secrets[key.name] { return secret }
        throw missing(key)
    }

    private func missing(_ key: UpstreamSystem.Key) -> FailureReason {
        guard isKnown else {
            return FailureReason(
                .permanent, code: "profile_unknown",
                message: "The configuration has no profile \(name) for \(system).", pointer: "/parameters/profile",
                hint: "Add keys profiles.\(name).\(system).… to the configuration, or name another profile.")
        }
        let file = key.isSecret ? "\(key.name)_file" : key.name
        let variable =
            name == Self.standardName ? "\(key.environment)\(key.isSecret ? " or \(key.environment)_FILE" : "")" : nil
        return FailureReason(
            .permanent, code: "profile_incomplete",
            message: "The profile \(name) does not say \(system)'s \(key.name).", pointer: "/parameters/profile",
            hint: "Set " + (variable.map { "\($0) in the environment of serve, or " } ?? "")
                + "profiles.\(name).\(system).\(file) in the configuration.")
    }
}
