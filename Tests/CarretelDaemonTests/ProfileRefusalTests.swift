import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelDaemon

/// What ends the start, and that nothing of a secret is in what is said about it.
@Suite(.temporaryDirectory) struct ProfileRefusalTests {
    private static let secret = "hunter2-9f3b"

    private func refusal(_ yaml: String, _ environment: [String: String] = [:]) async throws -> FailureReason {
        let rig = try ProfileRig()
        let reason = try #require(
            await #expect(throws: FailureReason.self) { _ = try await rig.book(yaml, environment) })
        #expect(reason.code == "configuration_invalid" && reason.failureClass == .permanent)
        for text in ["\(reason)", String(reflecting: reason), reason.message, reason.hint ?? ""] {
            #expect(!text.contains(Self.secret))
        }
        return reason
    }

    @Test func aSecretInTheFileIsRefusedWithWhatToDo() async throws {
        let reason = try await refusal("profiles:\n  default:\n    erp:\n      app_key: \(Self.secret)\n")
        #expect(
            reason.message.hasSuffix(
                ".yaml:4: profiles.default.erp.app_key is a secret, which must not stand in the configuration file."))
        #expect(
            reason.hint
                == "Put it into a file of its own and name that by profiles.default.erp.app_key_file, or set "
                + "CARRETEL_PROFILES_DEFAULT_ERP_APP_KEY or ERP_APP_KEY in the environment of serve.")
        let other = try await refusal("profiles: {b: {erp: {app_key: \(Self.secret)}}}")
        #expect(other.hint?.hasSuffix("or set CARRETEL_PROFILES_B_ERP_APP_KEY in the environment of serve.") == true)
    }

    @Test(arguments: [
        "profiles: {default: {erp: {app_ky_file: x}}}", "profiles: {default: {erp: {url_file: x}}}",
        "profiles: {default: {eRP: {url: x}}}", "profiles: {default: {erp: {url: {a: x}}}}",
        "profiles: {default: {erp: x}}", "profiles: x",
    ])
    func anUnknownKeyIsRefusedWithTheKnownOnes(_ yaml: String) async throws {
        let reason = try await refusal(yaml)
        #expect(reason.message.contains(".yaml:1: unknown key profiles"))
        #expect(reason.hint?.contains("profiles.NAME.erp.url, profiles.NAME.erp.account, ") == true)
        #expect(reason.hint?.contains("profiles.NAME.erp.app_key_file") == true)
    }

    @Test(arguments: ["Default", "a_b", "-a", "a--b", "ação"])
    func aNameIsLowerCaseWordsJoinedByHyphens(_ name: String) async throws {
        let reason = try await refusal("profiles: {\(name): {erp: {url: x}}}")
        #expect(reason.message.contains("“\(name)” is no name of a profile."))
    }

    @Test(arguments: ["''", "[a, b]", ""])
    func aValueIsATextThatIsNotEmpty(_ value: String) async throws {
        let reason = try await refusal("profiles:\n  default:\n    erp:\n      url: \(value)\n")
        #expect(reason.message.contains("profiles.default.erp.url gives no value"))
    }

    @Test(arguments: ["ERP_URL", "ERP_APP_KEY", "ERP_APP_KEY_FILE", "CARRETEL_PROFILES_DEFAULT_ERP_URL"])
    func anEmptyVariableIsRefused(_ variable: String) async throws {
        #expect(try await refusal("{}", [variable: ""]).message.hasPrefix("\(variable) gives no value"))
    }

    @Test func aFileWithoutASecretIsRefusedWithKeyAndPath() async throws {
        let rig = try ProfileRig()
        let cases = [
            (rig.path("missing"), "cannot be read: No such file or directory"),
            (rig.path("."), "cannot be read: Is a directory"),
            (try rig.write("empty", ""), "is empty"),
            (try rig.write("blank", " \r\n\t\n"), "is empty"),
            (try rig.write("latin", Array(Self.secret.utf8) + [0xE9]), "is not UTF-8 text"),
            (try rig.write("wide", Self.secret.utf8.flatMap { [$0, 0] }), "is not UTF-8 text"),
            (try rig.write("large", String(repeating: Self.secret, count: 6_000)), "is larger than a secret can be"),
        ]
        for (path, words) in cases {
            let fromFile = try await refusal("profiles: {b: {erp: {app_secret_file: \(path)}}}")
            #expect(fromFile.message.hasSuffix("profiles.b.erp.app_secret_file: the file \(path) \(words)."))
            let fromEnvironment = try await refusal("{}", ["ERP_APP_SECRET_FILE": path])
            #expect(fromEnvironment.message == "ERP_APP_SECRET_FILE: the file \(path) \(words).")
        }
    }

    @Test(arguments: [
        "profiles:\n  default:\n    erp:\n      app_key: \"\(secret)\n",
        "profiles: {default: {erp: {app_key: \(secret)}}",
        "profiles:\n  default:\n   - a\n  app_key: \(secret): x\n",
        "a: \(secret)\na: \(secret)\n", "a: &\(secret)! b\n", "a: *nobody\nb: \(secret)\n",
    ])
    func aFileThatIsNotYAMLIsNotQuoted(_ yaml: String) async throws {
        #expect(try await refusal(yaml).message.contains(" is not valid YAML: "))
    }

    @Test func commandsThatOnlyLookReadNoSecret() async throws {
        let rig = try ProfileRig()
        let file = try rig.write(
            "c.yaml", "profiles: {default: {erp: {app_key_file: \(rig.path("missing"))}}}")
        try await rig.judge(file, ["ERP_APP_SECRET_FILE": rig.path("missing")])
        let book = try ProfileReader.read(file: file, environment: [:], systems: [ProfileRig.portal])
        #expect(book.profile(named: "default", system: "web-portal").secrets.isEmpty)
    }

    @Test func aBookAndItsJobsShowNoSecret() async throws {
        let book = try await ProfileRig().book("{}", ["ERP_APP_KEY": Self.secret, "PORTAL_TOKEN": Self.secret])
        let provisions = JobProvisions(catalogue: try ProfileRig.catalogue(), types: TypeSettings(), profiles: book)
        let provision = provisions.provision(for: JobRequest(type: "erp", timeout: .seconds(1), maxAttempts: 1))
        #expect(provision.profile?.revealed == ["app_key": Self.secret])
        var dumped = ""
        dump(book, to: &dumped)
        dump(provisions, to: &dumped)
        dump(provision, to: &dumped)
        for text in [dumped, "\(book)", "\(provisions)", "\(provision)", String(reflecting: provision)] {
            #expect(text.contains(Secret.placeholder) && !text.contains(Self.secret))
        }
    }
}
