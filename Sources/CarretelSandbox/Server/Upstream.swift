import CarretelCore

/// A system to try against: one folder of this module, one line in ``Sandbox``.
protocol Upstream: Sendable {
    /// What its paths begin with: `/api/v1/`.
    var pathPrefixes: [String] { get }
    /// The names under which ``recordIDs(of:from:to:)`` knows its records.
    var resources: [String] { get }

    /// Answers a request under its prefix.
    func answer(_ request: SandboxRequest) async -> Reply

    /// Answers a request at the control door that is for this system alone; nil when it is not.
    func control(_ request: SandboxRequest) -> Reply?

    /// The ids of all records of a resource, or of those that the date filter of its lists would give; nil for an
    /// unknown resource.
    func recordIDs(of resource: String, from: CivilDate?, to: CivilDate?) -> [Int64]?

    /// Forgets what calls have left behind; its records stay the same.
    func reset()
}

extension Upstream {
    func control(_ request: SandboxRequest) -> Reply? { nil }
}
