/// A job type's own code. One folder in `CarretelProcessors`, one line in `BuiltInProcessors.swift`.
///
/// It runs in a worker process that can be killed at any instant, so what it has not checkpointed is lost and what it
/// writes into its staging folder is published only when its outcome names it.
package protocol Processor: Sendable {
    /// What the daemon and the command line know of the type.
    static var descriptor: JobTypeDescriptor { get }

    /// Checks what the schema cannot say about valid-by-schema `parameters`, without I/O.
    ///
    /// - Returns: the first thing wrong, its `pointer` relative to the job file; nil when all is well.
    static func check(_ parameters: JSONValue) -> FailureReason?

    /// Checks what their schema cannot say about the type's settings, without I/O.
    ///
    /// - Returns: the first thing wrong, its `pointer` naming the member; nil when all is well.
    static func checkSettings(_ settings: JSONValue) -> FailureReason?

    /// The shared limits that the type's attempts ask for, by the part of a permit's key before the first `/`.
    ///
    /// - Parameter settings: valid by schema and ``checkSettings(_:)``.
    /// - Returns: empty for most types.
    static func permitRules(_ settings: JSONValue) -> [String: PermitRule]

    /// Checks what the configuration says of a profile of the type's upstream system, without I/O.
    ///
    /// - Returns: the first thing wrong, its `pointer` naming the key and the place in it; nil when all is well.
    static func checkProfile(_ profile: Profile) -> FailureReason?

    /// Says how long a job will take where that depends on what the lane's limits let start, for `carretel submit`.
    ///
    /// - Parameters:
    ///   - parameters: valid by schema and ``check(_:)``.
    ///   - settings: valid by schema and ``checkSettings(_:)``.
    ///   - startLimits: of the lane that the job runs in.
    /// - Returns: a sentence; nil where there is nothing to be said.
    static func outlook(
        _ parameters: JSONValue, settings: JSONValue, startLimits: [LaneDescriptor.StartLimit]
    ) -> String?

    /// Looks into the data that a job names, for `carretel check`: reads all of it, changes nothing.
    ///
    /// - Parameters:
    ///   - parameters: valid by schema and ``check(_:)``.
    ///   - datasets: where named data is.
    /// - Returns: what is wrong with it or odd about it.
    static func inspectData(_ parameters: JSONValue, datasets: any DatasetSource) -> DataFindings

    /// Makes a processor that serves one attempt after the other in one worker process.
    init()

    /// Runs one attempt. Returns when everything that it started has ended.
    ///
    /// - Parameter attempt: the job and the ports to the world.
    /// - Returns: how it ended.
    /// - Throws: a reason, which is the same as returning `.failed` with it.
    func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome
}

extension Processor {
    /// Most types say everything in their schema.
    package static func check(_ parameters: JSONValue) -> FailureReason? { nil }

    /// Most types say everything in their settings' schema.
    package static func checkSettings(_ settings: JSONValue) -> FailureReason? { nil }

    /// Most profiles are right when their values are there.
    package static func checkProfile(_ profile: Profile) -> FailureReason? { nil }

    /// Most jobs are done soon.
    package static func outlook(
        _ parameters: JSONValue, settings: JSONValue, startLimits: [LaneDescriptor.StartLimit]
    ) -> String? { nil }

    /// Most types share nothing.
    package static func permitRules(_ settings: JSONValue) -> [String: PermitRule] { [:] }

    /// Most types name no data.
    package static func inspectData(_ parameters: JSONValue, datasets: any DatasetSource) -> DataFindings {
        DataFindings()
    }
}

/// What a look into the data that a job names came to.
package struct DataFindings: Sendable {
    /// What the job would fail of.
    package var problems: [FailureReason]
    /// What its writer should know all the same.
    package var warnings: [Warning]

    /// Joins what was found; nothing is all well.
    package init(problems: [FailureReason] = [], warnings: [Warning] = []) {
        self.problems = problems
        self.warnings = warnings
    }
}
