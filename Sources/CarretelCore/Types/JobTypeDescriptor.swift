/// All that the daemon and the command line know of a job type; the processor itself runs in a worker.
package struct JobTypeDescriptor: Sendable {
    /// As in a job file's `type`: lower-case words joined by hyphens.
    package var name: String
    /// One line for `carretel types`.
    package var summary: String
    /// The lane that runs it.
    package var lane: LaneDescriptor
    /// Other lanes, for jobs with certain parameters.
    package var lanes: [LaneRule]
    /// The limit of one attempt when the job file names none.
    package var defaultTimeout: Duration
    /// The largest limit that a job file may name.
    package var timeoutCeiling: Duration
    /// How many attempts a job has when its file does not say, and at most.
    package var maxAttempts: Int
    /// The delay before another attempt after a transient failure that named none.
    package var backOff: BackOff
    /// The type's own `parameters`: what is checked, and what `carretel schema` prints.
    package var parameters: ParameterSchema
    /// What an operator may set for the type: keys `types.NAME.…` of the configuration. Scalars only.
    package var settings: ParameterSchema
    /// The upstream system that the type talks to; its jobs then have a parameter `profile`.
    package var upstream: UpstreamSystem?
    /// Jobs that may share one run, when the type declares it.
    package var coalescing: CoalescingRule?
    /// Other time limits than ``defaultTimeout`` and ``timeoutCeiling``, for jobs with certain parameters.
    package var timeouts: [TimeoutRule]
    /// Whether its attempts may ask the journal for chores (``AttemptContext/ask(_:)``).
    package var tendsJournal: Bool
    /// A complete job file that runs as it stands, for `carretel types`, the docs and the contract tests.
    package var sample: String

    /// Describes a type; see the members.
    package init(
        name: String, summary: String, lane: LaneDescriptor, lanes: [LaneRule] = [], defaultTimeout: Duration,
        timeoutCeiling: Duration, maxAttempts: Int = 3, backOff: BackOff = .standard, parameters: ParameterSchema,
        settings: ParameterSchema = ParameterSchema([]), upstream: UpstreamSystem? = nil,
        coalescing: CoalescingRule? = nil, timeouts: [TimeoutRule] = [], tendsJournal: Bool = false,
        sample: String
    ) {
        self.name = name
        self.summary = summary
        self.lane = lane
        self.lanes = lanes
        self.defaultTimeout = defaultTimeout
        self.timeoutCeiling = timeoutCeiling
        self.maxAttempts = maxAttempts
        self.backOff = backOff
        self.parameters = parameters
        self.settings = settings
        self.upstream = upstream
        self.coalescing = coalescing
        self.timeouts = timeouts
        self.tendsJournal = tendsJournal
        self.sample = sample
    }
}

/// Lets jobs of one type that ask for the same thing share one run: the first is the leader, the others follow it and
/// get its outcome (docs/file-formats.md).
package struct CoalescingRule: Sendable {
    /// The parameters whose values together are the coalescing key, as names of members of `parameters`.
    package var members: [String]
    /// How long after the leader's end a newcomer still gets its outcome.
    package var window: Duration
    /// Only jobs whose parameters have this value share a run; nil for all.
    package var condition: ParameterCondition?
    /// One JSON object laid over a follower's `output`: the few members that tell it from the leader's.
    package var overlay: String

    /// Describes a rule; see the members.
    package init(
        members: [String], window: Duration, condition: ParameterCondition? = nil, overlay: String = "{}"
    ) {
        self.members = members
        self.window = window
        self.condition = condition
        self.overlay = overlay
    }
}
