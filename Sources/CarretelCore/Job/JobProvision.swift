/// What the configuration adds to a job for its attempts: the part of an ``Assignment`` that stands neither in the job's
/// file nor in the journal, so that a restart with another configuration takes effect.
package struct JobProvision: Sendable, Hashable {
    /// What is set for the job's type: one JSON object without line breaks, or empty.
    package var settings: [UInt8]
    /// The profile that the job names; nil for a type without an upstream system.
    package var profile: Profile?

    /// Joins the two.
    package init(settings: [UInt8] = [], profile: Profile? = nil) {
        self.settings = settings
        self.profile = profile
    }
}
