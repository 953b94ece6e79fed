package import CarretelCore

/// A job type with its processor's own type left out, so that different ones can stand in one list.
package struct AnyProcessor: Sendable {
    /// Runs one attempt; see ``Processor/run(_:)``.
    package typealias Run = @Sendable (any AttemptContext) async throws(FailureReason) -> ProcessorOutcome

    /// What the daemon and the command line know of the type.
    package let descriptor: JobTypeDescriptor
    /// What the schema cannot say; see ``Processor/check(_:)``.
    package let check: @Sendable (JSONValue) -> FailureReason?
    /// What the settings' schema cannot say; see ``Processor/checkSettings(_:)``.
    package let checkSettings: @Sendable (JSONValue) -> FailureReason?
    /// The shared limits of the type; see ``Processor/permitRules(_:)``.
    package let permitRules: @Sendable (JSONValue) -> [String: PermitRule]
    /// What is wrong with a profile; see ``Processor/checkProfile(_:)``.
    package let checkProfile: @Sendable (Profile) -> FailureReason?
    /// How long a job will take; see ``Processor/outlook(_:settings:startLimits:)``.
    package let outlook: @Sendable (JSONValue, JSONValue, [LaneDescriptor.StartLimit]) -> String?
    /// What is wrong with the data that a job names; see ``Processor/inspectData(_:datasets:)``.
    package let inspectData: @Sendable (JSONValue, any DatasetSource) -> DataFindings
    /// Makes a processor that serves one attempt after the other.
    package let make: @Sendable () -> Run

    /// Erases a processor's type.
    package init<Type: Processor>(_ type: Type.Type) {
        descriptor = Type.descriptor
        check = { Type.check($0) }
        checkSettings = { Type.checkSettings($0) }
        permitRules = { Type.permitRules($0) }
        checkProfile = { Type.checkProfile($0) }
        outlook = { Type.outlook($0, settings: $1, startLimits: $2) }
        inspectData = { Type.inspectData($0, datasets: $1) }
        make = {
            let processor = Type()
            return { (attempt) async throws(FailureReason) in try await processor.run(attempt) }
        }
    }
}
