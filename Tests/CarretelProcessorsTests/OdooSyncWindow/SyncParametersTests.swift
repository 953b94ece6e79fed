import CarretelCore
import Testing

@testable import CarretelProcessors

@Suite("What a job asks for") struct SyncParametersTests {
    private func parameters(_ json: String) throws -> SyncParameters {
        try SyncParameters(try JSONValue(parsing: Array(json.utf8)))
    }

    private func settings(_ json: String = "{}") throws -> SyncSettings {
        try SyncSettings(try JSONValue(parsing: Array(json.utf8)))
    }

    private func rule(_ name: String, _ parameters: String, _ settings: String = "{}") throws -> WindowRule {
        let service = try #require(SyncService.all.first { $0.name == name })
        return try self.settings(settings).rule(of: service, try self.parameters(parameters))
    }

    @Test("is six services when it names none, and else those, in their own order")
    func services() throws {
        #expect(try parameters("{}").services.map(\.name) == SyncService.standard.map(\.name))
        let named = try parameters(#"{"services": ["estoque", "carteira", "faturamento", "carteira"]}"#)
        #expect(named.services.map(\.name) == ["faturamento", "carteira", "estoque"])
    }

    @Test(
        "looks back as far as the defaults say",
        arguments: [
            ("faturamento", 5_760), ("carteira", 40), ("requisicoes", 90), ("pedidos", 90), ("alocacoes", 90),
            ("entradas", 10_080), ("estoque", 90),
        ])
    func defaults(_ name: String, _ minutes: Int) throws {
        #expect(
            try rule(name, "{}")
                == WindowRule(length: .seconds(60 * minutes), lag: .seconds(300), overlap: .seconds(300)))
    }

    @Test("looks back as the configuration says, and as the job says before it")
    func windows() throws {
        let configured =
            #"{"window_minutes_carteira": 70, "window_days_entradas": 2, "lag_seconds": 5, "overlap_seconds": 7}"#
        #expect(
            try rule("carteira", "{}", configured)
                == WindowRule(length: .seconds(4_200), lag: .seconds(5), overlap: .seconds(7)))
        #expect(try rule("entradas", "{}", configured).length == .seconds(172_800))
        #expect(try rule("carteira", #"{"windows": {"carteira": 10}}"#, configured).length == .seconds(600))
        #expect(try rule("entradas", #"{"windows": {"entradas": 10}}"#, configured).length == .seconds(600))
    }

    @Test("widens carteira in a first run, and only carteira")
    func firstRun() throws {
        #expect(try rule("carteira", #"{"first_run": true}"#).length == .seconds(7_200))
        #expect(try rule("carteira", #"{"first_run": true, "windows": {"carteira": 500}}"#).length == .seconds(30_000))
        #expect(try rule("pedidos", #"{"first_run": true}"#).length == .seconds(5_400))
    }

    @Test(
        "is refused when its stretch of time is none, with the place",
        arguments: [
            (#"{"from": "2026-11-20T12:00:00.5Z"}"#, "/parameters/from"),
            (#"{"to": "2026-11-20T12:00:00Z"}"#, "/parameters/to"),
            (#"{"from": "2026-11-20T12:00:00Z", "to": "2026-11-20T12:00:00Z"}"#, "/parameters/to"),
            (#"{"from": "2026-11-20T12:00:00Z", "windows": {"carteira": 5}}"#, "/parameters/windows"),
            (#"{"from": "2026-11-20T12:00:00Z", "first_run": true}"#, "/parameters/first_run"),
        ])
    func stretches(_ json: String, _ pointer: String) throws {
        let reason = OdooSyncWindow.check(try JSONValue(parsing: Array(json.utf8)))
        #expect(reason?.code == "invalid_parameters" && reason?.pointer == pointer && reason?.hint != nil)
        #expect(throws: FailureReason.self) { try parameters(json) }
    }

    @Test("may be a stretch of time, with an end or up to now")
    func stretch() throws {
        let open = try parameters(#"{"from": "2026-11-20T09:00:00-03:00", "first_run": false}"#)
        #expect(open.from == (try moment("2026-11-20T12:00:00Z")) && open.to == nil)
        #expect(try parameters(#"{"from": "2026-11-20T12:00:00Z", "to": "2026-11-21T12:00:00Z"}"#).to != nil)
    }

    @Test("reads a table with the domain, stamps, fields and key of the configuration")
    func overrides() throws {
        let settings = try settings(
            #"{"carteira_domain": "[[\"state\",\"=\",\"sale\"]]", "carteira_stamps": "[\"write_date\"]", "#
                + #""carteira_fields": "[\"qty_delivered\",\"x_studio\"]", "carteira_key": "[\"pedido_id\"]", "#
                + #""estoque_compras_domain": "[]", "pedidos_domain": "standard"}"#)
        let part = settings.configured(.backlog)
        let plan = try KnownFields(own: KnownFields.sales(line: "x_studio").own, related: KnownFields.sales().related)
            .plan(part)
        #expect(json(plan.openDomain) == #"[["state","=","sale"]]"#)
        #expect(plan.stamps == ["write_date"] && plan.fields.contains("x_studio"))
        #expect(plan.part.table.key == ["pedido_id"])
        #expect(json(try KnownFields.purchases().plan(settings.configured(.purchasesInTransit)).openDomain) == "[]")
        #expect(settings.configured(.purchases).domain.count == ServicePart.purchases.domain.count)
    }

    @Test("names a field of a configured domain that the server does not have")
    func unknownField() throws {
        let part = try settings(#"{"carteira_domain": "[\"|\",[\"state\",\"=\",1],[\"x_no.name\",\"=\",2]]"}"#)
            .configured(.backlog)
        let reason = #expect(throws: FailureReason.self) { _ = try KnownFields.sales().plan(part) }
        #expect(reason?.message.contains("x_no.name") == true)
    }

    @Test(
        "cannot be read by settings that are not what they have to be",
        arguments: [
            (#"{"carteira_domain": "[[\"state\",\"=\"]]"}"#, "/carteira_domain"),
            (#"{"carteira_stamps": "[]"}"#, "/carteira_stamps"),
            (#"{"carteira_stamps": "write_date"}"#, "/carteira_stamps"),
            (#"{"carteira_fields": "[\"a b\"]"}"#, "/carteira_fields"),
            (#"{"carteira_fields": "{}"}"#, "/carteira_fields"),
            (#"{"carteira_key": "[\"pedido\"]"}"#, "/carteira_key"),
        ])
    func wrongSettings(_ json: String, _ pointer: String) throws {
        let reason = OdooSyncWindow.checkSettings(try JSONValue(parsing: Array(json.utf8)))
        #expect(reason?.pointer == pointer && reason?.code == "invalid_settings")
    }
}
