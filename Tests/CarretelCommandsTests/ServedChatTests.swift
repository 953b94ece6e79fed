import CarretelCore
import CarretelSandbox
import CarretelSystem
import CarretelTestKit
import Testing

/// What `status` says of replies, beside a running daemon whose chat service is the sandbox.
@Suite(.temporaryDirectory, .timeLimit(.minutes(3))) struct ServedChatTests {
    private let folder: TemporaryDirectory
    private var spool: String { folder.path("spool") }

    init() throws { folder = try TemporaryDirectory.current }

    private func carretel(_ arguments: String...) async throws -> CommandRun {
        try await CommandRun.carretel(arguments, environment: ["CARRETEL_SPOOL": spool])
    }

    /// Renames a job file in.
    private func drop(_ name: String, message: String) throws {
        let json =
            #"{"type":"chat-reply","timeout_seconds":120,"parameters":{"session_id":"s1","entity_id":"guardia","#
            + #""message":"\#(message)"}}"#
        let directory = try Directory.open(path: folder.path)
        let incoming = try Directory.open(path: "\(spool)/incoming")
        try directory.writeFile(FileName("\(name).new"), Array(json.utf8), mode: 0o644, durably: false)
        try directory.rename(FileName("\(name).new"), to: incoming, as: FileName("\(name).json"))
    }

    @Test func statusCountsWhatBefellReplies() async throws {
        var settings = SandboxSettings()
        settings.faults = try FaultOrder("chat:1:rate-limit:retry-after-ms=1", "chat:3:insufficient-quota")
        try await Sandbox.run(settings) { sandbox in
            try await countReplies(of: sandbox)
        }
    }

    /// One that is asked for twice because of a limit, one that is a fallback, and a duplicate of that.
    private func countReplies(of sandbox: Sandbox) async throws {
        let server = try await Server.start(
            spool: spool,
            environment: [
                "OPENAI_BASE_URL": sandbox.chatURL, "OPENAI_API_KEY": ChatSettings.defaultKey,
                "CARRETEL_TYPES_CHAT_REPLY_ANSWER_SECONDS": "100",
            ])
        try drop("limited", message: "Onde?")
        _ = try await counts(once: 1)
        try drop("poor", message: "Quem?")
        try drop("too", message: "Quem?")
        let counts = try await counts(once: 3)
        #expect(sandbox.chat.calls.count == 3)
        #expect(counts["succeeded"]?.int64 == 3)
        let warnings = try #require(counts["warnings"])
        #expect(warnings.members.map(\.name) == ["duplicate", "fallback", "rate_limited"])
        #expect(warnings.members.allSatisfy { $0.value.int64 == 1 })
        let text = try await carretel("status").output
        #expect(text.contains("\nchat-reply  duplicate 1 · fallback 1 · rate_limited 1\n"), "\(text)")
        withExtendedLifetime(server) {}
    }

    /// What `status --json` says of the type in the last day, once so many jobs have ended.
    private func counts(once ended: Int64) async throws -> JSONValue {
        try await eventually("\(ended) ends in status") {
            let types = try await carretel("status", "--json").json["last_24_hours"]?.elements
            let counts = types?.first { $0["type"]?.string == "chat-reply" }
            return counts?["total"]?.int64 == ended ? counts : nil
        }
    }
}
