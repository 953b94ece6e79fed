import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// One attempt of the whole processor against a service in memory, and what came of it.
struct ChatRun {
    static let key = "sk-of-the-test-0123456789"

    let attempt: ScriptedAttempt
    let outcome: ProcessorOutcome

    /// Runs an attempt.
    ///
    /// - Parameters:
    ///   - service: whose clock is the attempt's.
    ///   - more: members of the parameters beside the three that have to be there, each with a comma before it.
    ///   - entity: who answers.
    ///   - message: what is to be answered.
    ///   - settings: the type's, as JSON text.
    ///   - profile: of the service.
    ///   - processor: of an earlier attempt, with what it has learnt.
    ///   - readySince: since when the job could have begun, counted back from the attempt's beginning.
    ///   - number: the attempt's number.
    ///   - prepare: changes the attempt before it runs.
    /// - Throws: when a text is not JSON.
    init(
        _ service: ScriptedService, _ more: String = "", entity: String = "guardia", message: String = "Onde?",
        settings: String = "{}", profile: Profile = Self.profile(),
        processor: ChatReply = ChatReply(), readySince: Duration? = nil, attempt number: Int = 1,
        prepare: (ScriptedAttempt) -> Void = { _ in }
    ) async throws {
        attempt = try ScriptedAttempt(
            parameters: #"{"session_id":"s1","entity_id":"\#(entity)","message":"\#(message)"\#(more)}"#,
            settings: settings,
            profile: profile, http: service,
            readySince: readySince.map { service.clock.now.wall + (.zero - $0) }, attempt: number, clock: service.clock)
        prepare(attempt)
        do throws(FailureReason) { outcome = try await processor.run(attempt) } catch { outcome = .failed(error) }
    }

    /// A profile with a key, unless told otherwise, and these values.
    static func profile(_ values: [String: String] = [:], key: String? = key, identity: String = "i1") -> Profile {
        Profile(
            name: "default", system: "openai", values: values,
            secrets: key.map { ["api_key": Secret($0)] } ?? [:], identity: identity)
    }

    /// The output of an attempt that succeeded, as all do that nobody cancelled.
    func output() throws -> JSONValue {
        guard case .succeeded(let bytes, let files) = outcome, files.isEmpty else {
            Issue.record("\(outcome)")
            return try JSONValue(parsing: Array("{}".utf8))
        }
        return try JSONValue(parsing: bytes)
    }

    /// `model: Olá.`, or `fallback: timed_out`.
    func end() throws -> String {
        let output = try output()
        let origin = output["origin"]?.string ?? "?"
        return "\(origin): \((origin == "model" ? output["reply"] : output["fallback_reason"])?.string ?? "?")"
    }

    /// The codes of the warnings.
    var warnings: [String] { attempt.warnings.map(\.code) }
    /// The events told, as text.
    var events: [String] { attempt.reported.map { String(decoding: $0.event, as: UTF8.self) } }
}
