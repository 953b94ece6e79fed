import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelDaemon

/// Profiles of upstream systems: where their values may stand, and what goes before what.
@Suite(.temporaryDirectory) struct ProfileTests {
    @Test func theFileNamesProfilesAndTheirFilesWithSecrets() async throws {
        let rig = try ProfileRig()
        let key = try rig.write("key", "  hunter2 é \n\n")
        let book = try await rig.book(
            """
            profiles:
              default:
                erp: {account: 12, app_key_file: \(key)}
              branch-2:
                erp: {url: "https://two.example/"}
            """)
        let standard = book.profile(named: "default", system: "erp")
        #expect(standard.values == ["account": "12"] && standard.revealed == ["app_key": "hunter2 é"])
        let branch = book.profile(named: "branch-2", system: "erp")
        #expect(branch.values == ["url": "https://two.example/"] && branch.secrets.isEmpty && branch.isKnown)
        #expect((branch.name, branch.system) == ("branch-2", "erp"))
    }

    @Test func theEnvironmentGoesBeforeTheFile() async throws {
        let rig = try ProfileRig()
        let path = try rig.write("key", "of the file")
        let other = try rig.write("other", "of the other file")
        let yaml = "profiles: {default: {erp: {account: file, app_key_file: \(path)}}}"
        func standard(_ environment: [String: String]) async throws -> Profile {
            try await rig.book(yaml, environment).profile(named: "default", system: "erp")
        }
        #expect(try await standard([:]).revealed == ["app_key": "of the file"])
        #expect(try await standard(["ERP_ACCOUNT": "own"]).values == ["account": "own"])
        let both = ["ERP_ACCOUNT": "own", "CARRETEL_PROFILES_DEFAULT_ERP_ACCOUNT": "general"]
        #expect(try await standard(both).values == ["account": "general"])
        #expect(try await standard(["ERP_APP_KEY_FILE": other]).revealed == ["app_key": "of the other file"])
        #expect(try await standard(["ERP_APP_KEY": "own"]).revealed == ["app_key": "own"])
        #expect(
            try await standard(["ERP_APP_KEY": "own", "CARRETEL_PROFILES_DEFAULT_ERP_APP_KEY_FILE": other]).revealed
                == ["app_key": "of the other file"])
    }

    @Test func ownVariablesAreOfTheStandardProfileAlone() async throws {
        let rig = try ProfileRig()
        let book = try await rig.book(
            "profiles: {branch-2: {erp: {account: a}}}",
            [
                "ERP_APP_KEY": "own", "CARRETEL_PROFILES_BRANCH_2_ERP_APP_KEY": "general",
                "CARRETEL_PROFILES_BRANCH_2_WEB_PORTAL_TOKEN": "token",
                "CARRETEL_PROFILES_UNNAMED_ERP_APP_KEY": "nobody names it",
            ])
        #expect(book.profile(named: "default", system: "erp").revealed == ["app_key": "own"])
        #expect(book.profile(named: "branch-2", system: "erp").revealed == ["app_key": "general"])
        #expect(book.profile(named: "branch-2", system: "web-portal").revealed == ["token": "token"])
        #expect(book.profile(named: "unnamed", system: "erp").isKnown == false)
    }

    @Test func onlyWhatTheConfigurationHasIsKnownAndTheStandardOne() async throws {
        let rig = try ProfileRig()
        let book = try await rig.book("profiles: {branch-2: {erp: {account: a}}}")
        #expect(book.profile(named: "default", system: "erp").isKnown)
        #expect(book.profile(named: "branch-2", system: "erp").isKnown)
        #expect(book.profile(named: "branch-2", system: "web-portal").isKnown == false)
        #expect(book.profile(named: "branch-3", system: "erp").isKnown == false)
        let reason = #expect(throws: FailureReason.self) {
            _ = try book.profile(named: "branch-3", system: "erp").secret(ProfileRig.erp.keys[2])
        }
        #expect(reason?.code == "profile_unknown")
        let incomplete = #expect(throws: FailureReason.self) {
            _ = try book.profile(named: "default", system: "erp").secret(ProfileRig.erp.keys[2])
        }
        #expect(incomplete?.code == "profile_incomplete")
        #expect(incomplete?.hint?.contains("ERP_APP_KEY or ERP_APP_KEY_FILE") == true)
        #expect(incomplete?.hint?.contains("profiles.default.erp.app_key_file") == true)
    }

    @Test func theIdentityTellsAccountsApartAndNothingElse() async throws {
        let rig = try ProfileRig()
        func identity(_ environment: [String: String]) async throws -> String {
            try await rig.book("{}", environment).profile(named: "default", system: "erp").identity
        }
        let base = ["ERP_APP_KEY": "k", "ERP_APP_SECRET": "s"]
        let first = try await identity(base)
        #expect(first.wholeMatch(of: /[0-9a-f]{16}/) != nil)
        #expect(try await identity(base) == first)
        #expect(try await identity(base.merging(["ERP_PAGE_SIZE": "7"]) { $1 }) == first, "tuning is not identity")
        #expect(try await identity(base.merging(["ERP_URL": "https://erp.example/"]) { $1 }) == first)
        let others = [
            ["ERP_URL": "https://other.example/"], ["ERP_ACCOUNT": "b"], ["ERP_APP_KEY": "x"], ["ERP_APP_SECRET": "x"],
            ["ERP_APP_KEY": "s", "ERP_APP_SECRET": "k"],
        ]
        var seen: Set = [first]
        for other in others { seen.insert(try await identity(base.merging(other) { $1 })) }
        #expect(seen.count == 1 + others.count)
    }

    @Test func aFileThatEverybodyMayReadIsTold() async throws {
        let rig = try ProfileRig()
        let open = try rig.write("open", "a", mode: 0o604)
        let closed = try rig.write("closed", "b", mode: 0o640)
        let yaml = "profiles: {default: {erp: {app_key_file: \(open), app_secret_file: \(closed)}}}"
        let exposed = try await rig.book(yaml).exposedFiles
        #expect(exposed.map(\.path) == [open])
        #expect(exposed.first?.key.hasSuffix(".yaml:1: profiles.default.erp.app_key_file") == true)
    }

    @Test func aJobGetsTheProfileThatItNamesAndOthersNone() async throws {
        let rig = try ProfileRig()
        let book = try await rig.book(
            "profiles: {branch-2: {erp: {account: two}}}",
            ["ERP_APP_KEY": "k", "PORTAL_TOKEN": "t", "CARRETEL_PROFILES_BRANCH_2_ERP_APP_KEY": "k2"])
        let provisions = JobProvisions(catalogue: try ProfileRig.catalogue(), types: TypeSettings(), profiles: book)
        func provision(_ type: String, _ parameters: String) -> JobProvision {
            provisions.provision(
                for: JobRequest(type: type, timeout: .seconds(1), maxAttempts: 1, parameters: Array(parameters.utf8)))
        }
        #expect(provision("erp", "{}").profile?.revealed == ["app_key": "k"])
        #expect(provision("erp", #"{"profile":"branch-2"}"#).profile?.revealed == ["app_key": "k2"])
        #expect(provision("erp", #"{"profile":"branch-3"}"#).profile?.isKnown == false)
        #expect(provision("web-portal", "{}").profile?.revealed == ["token": "t"])
        #expect(provision("plain", #"{"profile":"branch-2"}"#).profile == nil)
        #expect(provision("unknown", "{}").profile == nil)
    }
}

extension ProfileTests {
    @Test func aDocumentIsAMappingOrAWord() async throws {
        let rig = try ProfileRig()
        let book = try await rig.book(
            "profiles:\n  default:\n    erp:\n      shape:\n        extends: plain\n        rows: [1, {a: 'x'}]\n"
                + "  b:\n    erp:\n      shape: plain\n")
        let shapes = ["default", "b"].map { book.profile(named: $0, system: "erp").values["shape"] }
        #expect(shapes == [#"{"extends":"plain","rows":[1,{"a":"x"}]}"#, "plain"])
        #expect(book.profiles(of: ProfileRig.erp).map(\.name) == ["b", "default"])
    }
}
