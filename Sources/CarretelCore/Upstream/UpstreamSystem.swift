/// An upstream system that job types talk to, as the configuration knows it: which keys a profile of it has.
///
/// A profile's keys are `profiles.PROFILE.SYSTEM.KEY` of the configuration file. For the profile `default` each also has
/// an environment variable of its own, the name that the replaced systems used. A secret never stands in the file: its
/// key ends in `_file` there and names a file that holds it, as `…_FILE` does in the environment.
package struct UpstreamSystem: Sendable, Hashable {
    /// One key of a profile.
    package struct Key: Sendable, Hashable {
        package var name: String
        /// The environment variable for the profile `default`.
        package var environment: String
        /// Whether it must never be seen.
        package var isSecret: Bool
        /// Whether it only says how to talk to the system, not where it is or who we are there: no part of a profile's
        /// identity, so that changing it keeps caches and shared limits.
        package var isTuning: Bool
        /// Whether the configuration may give a mapping for it, which is then its value as JSON text.
        package var isDocument: Bool
        /// What it is when nobody says; nil for a key without which nothing goes.
        package var standard: String?
        /// One sentence.
        package var summary: String

        /// Describes a key; see the members.
        package init(
            _ name: String, environment: String, isSecret: Bool = false, isTuning: Bool = false,
            isDocument: Bool = false, standard: String? = nil, _ summary: String
        ) {
            self.name = name
            self.environment = environment
            self.isSecret = isSecret
            self.isTuning = isTuning
            self.isDocument = isDocument
            self.standard = standard
            self.summary = summary
        }
    }

    /// The name of the key that says where a system is.
    package static let addressName = "url"

    /// Lower-case words joined by hyphens: `omie`.
    package var name: String
    package var keys: [Key]

    /// Describes a system.
    package init(name: String, keys: [Key]) {
        self.name = name
        self.keys = keys
    }
}
