import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

/// Secrets go from the configuration through a pipe to the job that needs them, and are seen nowhere else.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct SecretsStayTests {
    /// What both secrets begin with.
    private static let mark = "hunter2-71c0f2e9"
    private static let key = "\(mark)-key"
    private static let secret = "\(mark)-secret"

    /// Port 1 of this machine, where nobody listens.
    private static let nowhere = "http://127.0.0.1:1/api/v1/"

    private let search = SecretSearch([Array(Self.mark.utf8)])

    @Test func nothingOnDiskAndNoOtherProcessShowsThem() async throws {
        let folder = try TemporaryDirectory.current
        let file = folder.path("secret-of-omie")
        try Directory.open(path: folder.path).writeFile("secret-of-omie", Array("\(Self.secret)\n".utf8), mode: 0o644)
        let daemon = try DaemonUnderTest()
        try await daemon.start(
            environment: [
                "OMIE_URL": Self.nowhere, "OMIE_APP_KEY": Self.key, "OMIE_APP_SECRET_FILE": file,
                "CARRETEL_LOG_LEVEL": "trace",
            ])
        #expect(daemon.log().contains("Every user of this machine may read a secret"))
        let job = #"{"type": "full-data-load", "max_attempts": 1, "timeout_seconds": 20, "parameters": "#
        // It tries for as long as it may.
        try daemon.drop("refused", job + #"{"resources": ["clients"]}}"#)
        let refused = try await daemon.result(of: "refused", within: .seconds(120))
        #expect(["failed", "timed_out"].contains(refused["status"]?.string))
        #expect(refused["reason"]?["code"]?.string?.hasPrefix("profile_") == false, "the worker had its profile")
        let unknown = try await daemon.run("unknown", job + #"{"profile": "other"}}"#)
        #expect(unknown["reason"]?["code"]?.string == "profile_unknown")
        _ = try await daemon.run("echo", #"{"type": "echo", "parameters": {"profile": "default"}}"#)
        for process in try daemon.family() {
            // One that has ended in the meantime shows nothing either.
            let environment = (try? Directory.open(path: "/proc/\(process.pid)").readFile("environ", limit: 1 << 20))
            #expect(!search.finds(in: environment?.bytes ?? []))
        }
        #expect(try search.findings(in: Directory.open(path: daemon.spool)) == [])
        #expect(!search.finds(in: Array(daemon.log().utf8)))
        _ = try await daemon.stop()
        #expect(try search.findings(in: Directory.open(path: daemon.spool)) == [])
    }

    @Test func aStartWithoutItsSecretIsRefusedWithKeyAndPath() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.launch(
            ["serve", "--spool", daemon.spool],
            environment: ["OMIE_APP_KEY": Self.key, "OMIE_APP_SECRET_FILE": "/nonexistent/secret"])
        #expect(try await daemon.ended() == .exited(code: 2))
        #expect(daemon.log().contains("OMIE_APP_SECRET_FILE: the file /nonexistent/secret cannot be read"))
        #expect(!search.finds(in: Array(daemon.log().utf8)))
    }
}
