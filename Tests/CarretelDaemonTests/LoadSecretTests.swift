import CarretelCore
import CarretelSandbox
import CarretelSystem
import CarretelTestKit
import Testing

/// Loads that go well, fail and are refused leave the application's key and secret nowhere, in no way of writing them.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct LoadSecretTests {
    private static let key = "987001234567"
    /// Written otherwise as JSON, in a URL and in Base64.
    private static let secret = #"s3/cr"et+é%71c0f2"#

    /// All the ways in which they might show.
    private static var forms: [[UInt8]] {
        [key, secret].flatMap { text in
            let bytes = Array(text.utf8)
            var writer = JSONWriter()
            writer.string(text)
            let escaped = text.replacing("/", with: "\\/").replacing("\"", with: "\\\"").replacing("é", with: "\\u00e9")
            // Base64 of the same bytes at each of the three places in a group of three.
            let encoded = (0..<3).map { shift in
                Array(Base64.encode([UInt8](repeating: 0, count: shift) + bytes).utf8.dropFirst(4).dropLast(4))
            }
            return [bytes, Array(writer.bytes.dropFirst().dropLast()), Array(escaped.utf8)]
                + [Array(percentEncoded(text).utf8), Array(percentEncoded(text).lowercased().utf8)] + encoded
        }
    }

    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte -> String in
            let scalar = Character(UnicodeScalar(byte))
            guard byte >= 0x80 || !(scalar.isLetter || scalar.isNumber) else { return String(scalar) }
            return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }

    private let search = SecretSearch(Self.forms)

    @Test func theSearchFindsWhatItLooksFor() {
        for form in Self.forms { #expect(search.finds(in: [0x20] + form + [0x20])) }
        #expect(!search.finds(in: Array("nothing of the kind".utf8)))
    }

    @Test func noRunLeavesThem() async throws {
        let folder = try Directory.open(path: try TemporaryDirectory.current.path)
        let settings = try SandboxSettings.changed { settings in
            settings.omie.serviceOrders = 300
            settings.omie.clients = 30
            settings.omie.applications = [Self.key: Self.secret]
            settings.omie.latency = .milliseconds(20)
            settings.faults = try FaultOrder(
                "ListarClientes:1:bad-value:always", "ListarVendedores:1:reset", "ListarOS:2:html-502")
        }
        try await LoadRig.run(settings, key: Self.key, secret: Self.secret) { rig in
            try rig.drop("partial", #"{"mode": "complete"}"#)
            try await eventually("its requests") { rig.sandbox.log.calls.count > 2 }
            var seen = 0
            for process in try rig.daemon.family() {
                for name in ["cmdline", "environ"] {
                    // One that has ended in the meantime shows nothing either.
                    let shown = try? Directory.open(path: "/proc/\(process.pid)").readFile(
                        FileName(name), limit: 1 << 20)
                    #expect(!search.finds(in: shown?.bytes ?? []), "\(name) of \(process.pid)")
                    seen += shown == nil ? 0 : 1
                }
            }
            #expect(seen > 0)
            let result = try await rig.daemon.result(of: "partial", within: .seconds(60))
            #expect(result["status"]?.string == "partial")
            #expect(try search.findings(in: folder) == [])
        }
        // The daemon has stopped and moved what was in its databases' logs.
        #expect(try search.findings(in: folder) == [])
    }
}
