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
}
