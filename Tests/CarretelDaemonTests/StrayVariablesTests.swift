import CarretelProcessors
import CarretelTestKit
import Testing

@testable import CarretelDaemon

@Suite struct StrayVariablesTests {
    private func strays(_ names: String...) throws -> [StrayVariables.Stray] {
        let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "1") })
        return StrayVariables.all(in: environment, catalogue: try BuiltInProcessors.catalogue())
    }

    @Test func whatIsReadIsNoStray() throws {
        #expect(
            try strays(
                "PATH", "OPENAI_API_KEY", "CARRETEL_CONFIG", "CARRETEL_SPOOL", "CARRETEL_LANES_ECHO_SLOTS",
                "CARRETEL_TYPES_MAINTENANCE_ARCHIVE_DAYS", "CARRETEL_PROFILES_FILIAL_OPENAI_URL",
                "CARRETEL_PROFILES_FILIAL_OPENAI_API_KEY", "CARRETEL_PROFILES_FILIAL_OPENAI_API_KEY_FILE",
                "CARRETEL_SCHEDULES_ODOO_SYNC_EVERY_MINUTES") == [])
    }

    @Test func whatNobodyReadsIsNamed() throws {
        let wrong = [
            "CARRETEL_", "CARRETEL_LANES_ECO_SLOTS", "CARRETEL_PROFILES_FILIAL_OPENAI_URI",
            "CARRETEL_PROFILES_FILIAL_OPENAI_URL_FILE", "CARRETEL_SCHEDULES_ODOO_SYNC_EVERY", "CARRETEL_TYPES_ECHO",
        ]
        #expect(
            try strays(wrong[0], wrong[1], wrong[2], wrong[3], wrong[4], wrong[5], "CARRETELO").map(\.name) == wrong)
        let meant = try strays(wrong[1], "CARRETEL_ZZZ").map(\.nearest)
        #expect(meant == ["CARRETEL_LANES_ECHO_SLOTS", nil])
    }

    @Test func whatIsLikeAVariableOfAnUpstreamSystemIsNamed() throws {
        let read = ["OPENAI_BASE_URL", "OMIE_APP_KEY_FILE", "ODOO_USERNAME", "PORTAL_PASSWORD"]
        #expect(try strays(read[0], read[1], read[2], read[3]) == [])
        // Another program's.
        #expect(try strays("OPENAI_LOG", "ODOO_RC", "OPENAI_", "HOME") == [])
        #expect(try strays("ODOO_DB_PASSWORD", "OPENAI_EMBEDDING_MODEL", "OPENAI_API_KEY_2", "PORTAL_NAME") == [])
        #expect(
            try strays("OPENAI_API_KYE", "ODOO_USER", "OMIE_APPKEY") == [
                StrayVariables.Stray(name: "ODOO_USER", nearest: "ODOO_USERNAME"),
                StrayVariables.Stray(name: "OMIE_APPKEY", nearest: "OMIE_APP_KEY"),
                StrayVariables.Stray(name: "OPENAI_API_KYE", nearest: "OPENAI_API_KEY"),
            ])
    }
}
