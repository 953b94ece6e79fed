import CarretelCore
import CarretelSandbox
import CarretelStore
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

/// A real daemon with its workers, and the sandbox's chat service as its profile `default`.
struct ChatRig {
    /// The longest time limit that a job may have.
    static let patient = #","timeout_seconds":120"#

    let daemon: DaemonUnderTest
    let sandbox: Sandbox

    /// Starts both and ends them whatever happens.
    ///
    /// - Parameters:
    ///   - faults: what the service plays.
    ///   - environment: of the daemon, beside address and key.
    ///   - chat: how the service answers.
    ///   - body: the test.
    /// - Throws: what the test throws.
    static func run(
        _ faults: String..., environment: [String: String] = [:], settings chat: ChatSettings = ChatSettings(),
        _ body: (ChatRig) async throws -> Void
    ) async throws {
        let settings = try SandboxSettings.changed { settings in
            for fault in faults { settings.faults.plans.append(try FaultPlan(parsing: fault)) }
            settings.chat = chat
        }
        try await Sandbox.run(settings) { sandbox in
            let rig = ChatRig(daemon: try DaemonUnderTest(), sandbox: sandbox)
            let own = [
                "OPENAI_BASE_URL": sandbox.chatURL, "OPENAI_API_KEY": ChatSettings.defaultKey,
                // Only an answer that never comes meets a limit where none is asked for.
                "CARRETEL_TYPES_CHAT_REPLY_ANSWER_SECONDS": "120",
            ]
            try await rig.daemon.start(environment: own.merging(environment) { $1 })
            try await body(rig)
            _ = try await rig.daemon.stop()
        }
    }

    /// The calls that have come.
    var calls: [ChatExchange] { sandbox.chat.calls }

    /// Drops a job.
    ///
    /// - Parameters:
    ///   - name: the job's NAME.
    ///   - parameters: more of them, each with a comma before it.
    ///   - message: what is to be answered.
    ///   - members: of the job, each with a comma before it, in the place of a generous time limit.
    /// - Throws: when the file cannot be written.
    func drop(
        _ name: String, _ parameters: String = "", message: String = "Onde?", members: String = Self.patient
    ) throws {
        try daemon.drop(
            name,
            #"{"type":"chat-reply","parameters":{"session_id":"s1","entity_id":"guardia","message":"\#(message)"\#(parameters)}"#
                + members + "}")
    }

    /// Drops a job and gives the `output` of its success.
    func output(
        _ name: String, _ parameters: String = "", message: String = "Onde?", members: String = Self.patient
    ) async throws -> JSONValue {
        try drop(name, parameters, message: message, members: members)
        return try await output(of: name)
    }

    /// The `output` of a job that succeeds.
    func output(of name: String) async throws -> JSONValue {
        let result = try await daemon.result(of: name, within: .seconds(60))
        #expect(result["status"]?.string == "succeeded")
        return try #require(result["output"])
    }

    /// How many jobs the journal has in a state.
    func count(_ state: JobState) throws -> Int {
        try HistoryReader.open("\(daemon.spool)/state/journal.sqlite").overview().count(state)
    }

    /// Kills the daemon's workers.
    func killWorkers() throws {
        for process in try daemon.family() where try commandLine(of: process.pid).contains(" worker ") {
            Glibc.kill(process.pid, SIGKILL)
        }
    }

    /// How often jobs warned, as `status` counts it.
    func counts() throws -> [String: Int] {
        let history = try HistoryReader.open("\(daemon.spool)/state/journal.sqlite")
        // The last day, whatever the hour.
        let statistics = try history.statistics(now: SystemClock.now().wall)
        return statistics.first { $0.type == "chat-reply" }?.warnings ?? [:]
    }
}
