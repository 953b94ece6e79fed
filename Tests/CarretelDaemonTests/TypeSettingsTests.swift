import CarretelCore
import CarretelProcessors
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelDaemon

/// Keys `types.NAME.…`: what an operator sets for a job type.
@Suite(.temporaryDirectory) struct TypeSettingsTests {
    private static let type = "rupture-lots"
    private static let variable = "CARRETEL_TYPES_RUPTURE_LOTS_BY_VALUE_CRITICA"

    /// What is set for the type by a file of these lines below `types.rupture-lots`, and these variables.
    private func settings(_ lines: String..., environment: [String: String] = [:]) async throws -> String {
        let text = "types:\n  rupture-lots:\n" + lines.map { "    \($0)\n" }.joined()
        let folder = try TemporaryDirectory.current
        let directory = try Directory.open(path: folder.path)
        let name = "\(UInt64.random(in: .min ... .max)).yaml"
        try directory.writeFile(FileName(name), Array((lines.isEmpty ? "{}\n" : text).utf8), durably: false)
        let configuration = try await ConfigurationReader.read(
            file: folder.path(name), environment: environment,
            catalogue: try BuiltInProcessors.catalogue())
        return String(decoding: configuration.types.settings(ofType: Self.type), as: UTF8.self)
    }

    @Test func everySettingOfEveryTypeHasAKey() throws {
        let catalogue = try BuiltInProcessors.catalogue()
        let paths = ConfigurationKey.all(catalogue).map(\.path)
        let settings = catalogue.types.flatMap { type in type.settings.fields.map { "types.\(type.name).\($0.name)" } }
        #expect(settings.contains("types.rupture-lots.by_value_critica"))
        #expect(paths.filter { $0.hasPrefix("types.") } == settings)
        #expect(Set(paths).count == paths.count)
    }

    @Test func theFileIsReadAndTheEnvironmentGoesBeforeIt() async throws {
        #expect(try await settings() == "{}")
        #expect(try await settings("by_value_alta: 30") == #"{"by_value_alta":30}"#)
        let both = try await settings("by_value_critica: 60", "by_value_media: 5", environment: [Self.variable: "70"])
        #expect(both == #"{"by_value_critica":70,"by_value_media":5}"#)
        #expect(try await settings(environment: [Self.variable: "26"]) == #"{"by_value_critica":26}"#)
    }

    @Test func aListForOneValueIsRefusedWithItsPlace() async throws {
        let reason = try #require(
            await #expect(throws: FailureReason.self) { _ = try await settings("by_value_alta: [30]") })
        #expect(
            reason.message.hasSuffix(
                ".yaml:3: types.rupture-lots.by_value_alta is a list; allowed is a whole number from 0 to 100."))
    }

    @Test func aFileThatIsTooLargeIsRefusedAndNotReadInPart() async throws {
        let filler = String(repeating: "# nothing\n", count: 120_000)
        let reason = try #require(
            await #expect(throws: FailureReason.self) { _ = try await settings("by_value_alta: 30", "x: 1\n" + filler) }
        )
        #expect(reason.message.contains("It has more than the 1048576 bytes that are allowed"))
    }

    @Test func aFileThatWasAskedForMustBeThere() async throws {
        let catalogue = try BuiltInProcessors.catalogue()
        let reason = try #require(
            await #expect(throws: FailureReason.self) {
                _ = try await ConfigurationReader.read(
                    file: "/nonexistent/carretel.yaml", environment: [:], catalogue: catalogue)
            })
        #expect(
            reason.message == "The configuration file /nonexistent/carretel.yaml cannot be read: there is no such file."
        )
    }

    @Test(arguments: ["101", "-1", "many", "50.5", "true"])
    func aWrongValueNamesItsKeyAndItsVariable(value: String) async throws {
        for fromFile in [true, false] {
            let reason = await #expect(throws: FailureReason.self) {
                if fromFile {
                    _ = try await settings("by_value_critica: \(value)")
                } else {
                    _ = try await settings(environment: [Self.variable: value])
                }
            }
            #expect(reason?.code == "configuration_invalid")
            #expect(
                reason?.message
                    == "The configuration key types.rupture-lots.by_value_critica (or \(Self.variable)) is “\(value)”; "
                    + "allowed is a whole number from 0 to 100.")
        }
    }

    @Test func anUnknownKeyIsNamedWithItsLine() async throws {
        let reason = await #expect(throws: FailureReason.self) {
            _ = try await settings("by_value_alta: 30", "by_value_critical: 60")
        }
        #expect(reason?.message.hasSuffix(".yaml:4: unknown key types.rupture-lots.by_value_critical.") == true)
        #expect(
            reason?.hint?.hasPrefix("Did you mean types.rupture-lots.by_value_critica? Keys below types.rupture-lots: ")
                == true)
    }

    @Test func thresholdsThatDoNotFallAreRefusedWhereverTheyComeFrom() async throws {
        for lines in [["by_value_critica: 20"], ["by_value_alta: 10"], ["by_value_media: 30"]] {
            let reason = await #expect(throws: FailureReason.self) { _ = try await settings(lines[0]) }
            #expect(reason?.code == "configuration_invalid")
            #expect(reason?.message.hasPrefix("The configuration keys types.rupture-lots: The thresholds ") == true)
            #expect(reason?.hint?.contains("by_value_critica has to be above by_value_alta") == true)
        }
        await #expect(throws: FailureReason.self) {
            _ = try await settings("by_value_critica: 60", environment: [Self.variable: "25"])
        }
    }

    // MARK: The daemon

    @Test func theDaemonRefusesToStartWithThem() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.launch(["serve", "--spool", daemon.spool], environment: [Self.variable: "20"])
        let death = try await daemon.ended()
        guard case .exited(let code) = death else { return #expect(Bool(false), "\(death)") }
        #expect(code != 0)
        #expect(daemon.log().contains("types.rupture-lots"))
        #expect(daemon.log().contains("do not fall"))
    }

    @Test func theWorkersPlaceOrdersByThem() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: [Self.variable: "82"])
        try daemon.makeDataset()
        let result = try await daemon.run(
            "a",
            #"{"type": "rupture-lots", "parameters": {"dataset": "mini", "reference_date": "2026-11-20", "#
                + #""criticality": "by_value"}}"#)
        #expect(result["status"]?.string == "succeeded")
        let thresholds = try #require(result["output"]?["criticality_thresholds"])
        #expect(
            thresholds.members.map { "\($0.name) \($0.value.numberText ?? "")" } == [
                "CRITICA 82", "ALTA 25", "MEDIA 10",
            ])
        // With 4 of A in stock, orders of 5, 6 and 7 at 2.50 beside 3.00 for B are short of 81, 83 and 85 % of their value.
        let counts = try #require(result["output"]?["criticidades"])
        #expect(counts["CRITICA"]?.int64 == 12 && counts["ALTA"]?.int64 == 6 && counts["OK"]?.int64 == 27)
        _ = try await daemon.stop()
    }
}

/// Settings that have the name of a replaced system's variable beside their own.
@Suite(.temporaryDirectory) struct SeedVariableTests {
    private static let key = "types.odoo-sync-window.window_minutes_carteira"
    private static let variable = "CARRETEL_TYPES_ODOO_SYNC_WINDOW_WINDOW_MINUTES_CARTEIRA"

    private func settings(_ text: String, _ environment: [String: String]) async throws -> String {
        let folder = try TemporaryDirectory.current
        let name = "\(UInt64.random(in: .min ... .max)).yaml"
        try Directory.open(path: folder.path).writeFile(FileName(name), Array(text.utf8), durably: false)
        let configuration = try await ConfigurationReader.read(
            file: folder.path(name), environment: environment, catalogue: try BuiltInProcessors.catalogue())
        return String(decoding: configuration.types.settings(ofType: "odoo-sync-window"), as: UTF8.self)
    }

    @Test(arguments: [
        ("STATUS_FATURAMENTO", "window_minutes_faturamento"), ("JANELA_CARTEIRA", "window_minutes_carteira"),
        ("JANELA_REQUISICOES", "window_minutes_requisicoes"), ("JANELA_PEDIDOS", "window_minutes_pedidos"),
        ("JANELA_ALOCACOES", "window_minutes_alocacoes"), ("DIAS_ENTRADAS", "window_days_entradas"),
        ("MAX_RETRIES", "max_retries"), ("RETRY_DELAY", "retry_delay_seconds"),
    ])
    func everyOneOfThemSetsItsKey(variable: String, setting: String) async throws {
        #expect(try await settings("{}\n", [variable: "17"]) == "{\"\(setting)\":17}")
    }

    @Test func theKeysOwnVariableGoesBeforeItAndItBeforeTheFile() async throws {
        let file = "types:\n  odoo-sync-window:\n    window_minutes_carteira: 50\n"
        #expect(try await settings(file, [:]) == #"{"window_minutes_carteira":50}"#)
        #expect(try await settings(file, ["JANELA_CARTEIRA": "60"]) == #"{"window_minutes_carteira":60}"#)
        #expect(
            try await settings(file, ["JANELA_CARTEIRA": "60", Self.variable: "70"])
                == #"{"window_minutes_carteira":70}"#)
    }

    @Test(arguments: ["0", "many", ""])
    func aWrongValueNamesTheKeyAndBothVariables(value: String) async throws {
        let reason = await #expect(throws: FailureReason.self) {
            _ = try await settings("{}\n", ["JANELA_CARTEIRA": value])
        }
        #expect(
            reason?.message
                == "The configuration key \(Self.key) (or \(Self.variable), JANELA_CARTEIRA) is “\(value)”; "
                + "allowed is a whole number from 1 to 5256000.")
    }
}
