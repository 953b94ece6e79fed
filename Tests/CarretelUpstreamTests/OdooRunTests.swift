import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// Runs that meet deletions, hidden records, missing models and faults.
@Suite("A run against an Odoo server", .temporaryDirectory) struct OdooRunTests {
    private static let carteira = #"{"services": ["carteira"]}"#

    private static func expectWarning(
        _ code: String, in run: SyncAttempt, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(run.warnings.contains { $0.code == code }, "\(run.warnings)", sourceLocation: sourceLocation)
    }

    @Test("removes what was deleted there, and hands that out")
    func deletions() async throws {
        try await OdooRig.run { rig in
            _ = try await rig.job(Self.carteira)
            let gone = Array(rig.sandbox.odoo.ids("sale.order.line").prefix(5))
            try rig.sandbox.odoo.delete("sale.order.line", gone)
            rig.clock.advance(by: .seconds(10))
            let run = try await rig.job(Self.carteira)
            #expect(run.end == "succeeded" && run.warnings.isEmpty, "\(run.warnings)")
            let removed = try run.count("carteira", "removidos")
            #expect((1...5).contains(removed))
            let changes = try #require(try run.changes(of: "carteira"))
            #expect(changes.filter { $0["op"]?.string == "delete" }.count == Int(removed))
            try OdooMirror(rig: rig).expectEqual(["carteira"])
        }
    }

    @Test("removes nothing when a tenth and more is gone, says so, and does when it is told to")
    func suddenFall() async throws {
        try await OdooRig.run { rig in
            _ = try await rig.job(Self.carteira)
            let rows = try OdooMirror(rig: rig).held("carteira").count
            let gone = Array(rig.sandbox.odoo.ids("sale.order.line").prefix(rows / 5))
            try rig.sandbox.odoo.delete("sale.order.line", gone)
            rig.clock.advance(by: .seconds(10))
            let run = try await rig.job(Self.carteira)
            #expect(run.end == "succeeded")
            Self.expectWarning("removal_refused", in: run)
            #expect(try OdooMirror(rig: rig).held("carteira").count == rows)
            let told = try await rig.job(Self.carteira, settings: #"{"fall_percent": 50}"#)
            #expect(try told.count("carteira", "removidos") > 0)
            try OdooMirror(rig: rig).expectEqual(["carteira"])
        }
    }

    @Test("removes nothing when a record rule hides everything, whatever may go at once")
    func hiddenByRules() async throws {
        try await OdooRig.run { settings in
            settings.odoo.users.append(.blind)
        } _: { rig in
            _ = try await rig.job(Self.carteira)
            let rows = try OdooMirror(rig: rig).held("carteira")
            rig.clock.advance(by: .seconds(10))
            let run = try await rig.job(Self.carteira, settings: #"{"fall_percent": 100}"#, user: .blind)
            #expect(run.end == "succeeded", "\(run.outcome)")
            Self.expectWarning("removal_refused", in: run)
            #expect(try OdooMirror(rig: rig).held("carteira") == rows)
        }
    }

    @Test("leaves out a model that is not installed, warns of it, and succeeds")
    func missingModel() async throws {
        try await OdooRig.run { settings in
            settings.odoo.withoutModels = ["purchase.request", "purchase.request.line", "purchase.request.allocation"]
        } _: { rig in
            let run = try await rig.job()
            #expect(run.end == "succeeded", "\(run.outcome)")
            Self.expectWarning("model_missing", in: run)
            #expect(try run.member("requisicoes", "status")?.string == "skipped")
            #expect(try run.member("alocacoes", "status")?.string == "skipped")
            #expect(try run.member("pedidos", "status")?.string == "ok")
            #expect(try run.changes(of: "requisicoes") == nil, "nothing was read, so there is no file")
            #expect(try run.changes(of: "pedidos")?.isEmpty == false)
        }
    }

    @Test("is partial when a service fails, with the rest done and what failed told")
    func partial() async throws {
        try await OdooRig.run { rig in
            try rig.sandbox.order(try FaultOrder("sale.order.line.search_read:*:access-error:always"))
            let run = try await rig.job()
            #expect(run.end == "partial", "\(run.outcome)")
            #expect(run.reason?.code == "services_failed")
            #expect(run.reason?.message.hasPrefix("1 of 6 services failed (carteira). carteira: ") == true)
            #expect(try run.member("carteira", "status")?.string == "failed")
            #expect(try run.member("carteira", "motivo", "code")?.string != nil)
            #expect(try run.member("carteira", "marca")?.isNull == true)
            #expect(try run.changes(of: "carteira")?.isEmpty == true)
            try OdooMirror(rig: rig).expectEqual(["faturamento", "pedidos", "requisicoes", "alocacoes", "entradas"])
        }
    }

    @Test("fails when every service does, and the next job hands out what was taken over all the same")
    func allFail() async throws {
        try await OdooRig.run { rig in
            // The second page on: what the first had is in the store.
            try rig.sandbox.order(try FaultOrder("sale.order.line.search_read:2:access-error"))
            let settings = #"{"page_size": 50, "lag_seconds": 0}"#
            let run = try await rig.job(Self.carteira, settings: settings)
            #expect(run.end.hasPrefix("failed"), "\(run.outcome)")
            #expect(run.reason?.message.hasPrefix("carteira: ") == true)
            let early = try OdooMirror(rig: rig).held("carteira").count
            #expect(early > 0)
            let next = try await rig.job(Self.carteira, settings: settings)
            #expect(next.end == "succeeded", "\(next.outcome)")
            #expect(try next.changes(of: "carteira")?.count == (try OdooMirror(rig: rig).held("carteira").count))
            #expect(try next.count("carteira", "inalterados") >= Int64(early))
        }
    }

    @Test("gets over ended sessions, pages of proxies and broken connections on its way")
    func faults() async throws {
        try await OdooRig.run { settings in
            settings.odoo.sizes.orders = 150
        } _: { rig in
            try rig.sandbox.order(
                try FaultOrder(
                    "sale.order.line.search_read:2:session-expired", "sale.order.line.search_read:4:html-502",
                    "sale.order.search_read:2:reset", "account.move.line.search_read:1:html-504",
                    "product.product.search_read:1:bad-json", "sale.order.line.search_read:7:truncated"))
            let run = try await rig.job(
                #"{"services": ["faturamento", "carteira"]}"#,
                settings: #"{"page_size": 50, "retry_delay_seconds": 0, "lag_seconds": 0}"#)
            #expect(run.end == "succeeded", "\(run.outcome)")
            try OdooMirror(rig: rig).expectEqual(["faturamento", "carteira"])
            let played = Set(rig.sandbox.log.calls.map(\.outcome))
            #expect(played.isSuperset(of: ["session-expired", "html-502", "reset", "bad-json"]), "\(played)")
        }
    }

    @Test("ends at once, and for good, with a wrong password")
    func denied() async throws {
        try await OdooRig.run { rig in
            var stranger = OdooUser.full
            stranger.password = "wrong"
            stranger.apiKey = "wrong"
            let run = try await rig.job(user: stranger)
            #expect(run.end.hasPrefix("failed"))
            #expect(run.reason?.failureClass == .permanent)
            #expect(!rig.sandbox.log.calls.contains { $0.method.hasSuffix("search_read") })
        }
    }

    @Test("reads exactly a stretch of time, and moves the mark only without a gap")
    func stretch() async throws {
        try await OdooRig.run { rig in
            let first = try await rig.job(Self.carteira)
            let mark = try #require(try first.member("carteira", "marca")?.string)
            rig.clock.advance(by: .seconds(1_000))
            let line = try #require(rig.sandbox.odoo.ids("sale.order.line").first)
            try rig.sandbox.odoo.write("sale.order.line", [line], ["product_uom_qty": 55.0])
            rig.clock.advance(by: .seconds(1_000))

            let gap = try await rig.job(
                #"{"services": ["carteira"], "from": "2026-11-20T12:10:00Z", "to": "2026-11-20T12:20:00Z"}"#)
            #expect(try gap.count("carteira", "atualizados") == 1)
            #expect(try gap.member("carteira", "marca")?.string == mark)
            #expect(try gap.member("carteira", "janela", "de")?.string == "2026-11-20T12:10:00.000Z")
            #expect(try gap.member("carteira", "janela", "ate")?.string == "2026-11-20T12:20:00.000Z")

            let whole = try await rig.job(#"{"services": ["carteira"], "from": "2026-11-20T12:00:00Z"}"#)
            #expect(try whole.member("carteira", "marca")?.string == "2026-11-20T12:33:20.000Z")
            #expect(try whole.count("carteira", "processados") > 0)
        }
    }

    @Test("says so when the stretch of time asked for is still to come")
    func stretchInTheFuture() async throws {
        try await OdooRig.run { rig in
            let run = try await rig.job(#"{"services": ["carteira"], "from": "2099-01-01T00:00:00Z"}"#)
            #expect(run.end == "succeeded")
            Self.expectWarning("window_empty", in: run)
        }
    }

    @Test("takes over by its id what was written past every window")
    func missing() async throws {
        try await OdooRig.run { rig in
            _ = try await rig.job(Self.carteira)
            let order = try #require(rig.sandbox.odoo.ids("sale.order").first)
            let product = try #require(rig.sandbox.odoo.ids("product.product").first)
            let slow = rig.sandbox.odoo.begin()
            try slow.create(
                "sale.order.line",
                [
                    "order_id": .reference(order), "product_id": .reference(product), "state": "sale",
                    "product_uom_qty": 3.0,
                ])
            rig.clock.advance(by: .seconds(3_600))
            _ = try await rig.job(Self.carteira)
            slow.commit()
            rig.clock.advance(by: .seconds(3_600))
            let run = try await rig.job(Self.carteira)
            #expect(try run.count("carteira", "recuperados") == 1)
            #expect(try run.count("carteira", "novos") == 1)
            try OdooMirror(rig: rig).expectEqual(["carteira"])
        }
    }

    @Test("removes with its window what is wanted no longer, though it is much more than may go at once")
    func leaves() async throws {
        try await OdooRig.run { rig in
            let estoque = #"{"services": ["estoque"]}"#
            let settings = #"{"lag_seconds": 0, "overlap_seconds": 0, "window_minutes_estoque": 1}"#
            _ = try await rig.job(estoque, settings: settings)
            #expect(try OdooMirror(rig: rig).held("estoque_saidas").isEmpty == false)
            rig.clock.advance(by: .seconds(600))
            try rig.sandbox.odoo.write(
                "stock.move", rig.sandbox.odoo.ids("stock.move"), ["state": "done", "quantity": 1.0])
            rig.clock.advance(by: .seconds(600))
            let run = try await rig.job(estoque, settings: settings)
            #expect(run.end == "succeeded" && run.warnings.isEmpty, "\(run.warnings)")
            #expect(try OdooMirror(rig: rig).held("estoque_saidas").isEmpty)
            #expect(try run.member("estoque", "tabelas", "estoque_saidas", "removidos")?.int64 ?? 0 > 0)
        }
    }

    @Test("removes what was closed within the lag, for which no window has come yet, however much it is")
    func closedWithinTheLag() async throws {
        try await OdooRig.run { rig in
            let estoque = #"{"services": ["estoque"]}"#
            _ = try await rig.job(estoque, settings: "{}")
            #expect(try OdooMirror(rig: rig).held("estoque_saidas").isEmpty == false)
            try rig.sandbox.odoo.write(
                "stock.move", rig.sandbox.odoo.ids("stock.move"), ["state": "done", "quantity": 1.0])
            rig.clock.advance(by: .seconds(10))
            let run = try await rig.job(estoque, settings: "{}")
            #expect(run.end == "succeeded" && run.warnings.isEmpty, "\(run.warnings)")
            #expect(try OdooMirror(rig: rig).held("estoque_saidas").isEmpty)
        }
    }

    @Test("sees stock that Odoo merged past every stamp")
    func mergedQuants() async throws {
        try await OdooRig.run { rig in
            let estoque = #"{"services": ["estoque"]}"#
            _ = try await rig.job(estoque)
            let quants = rig.sandbox.odoo.ids("stock.quant")
            try rig.sandbox.odoo.writeRaw("stock.quant", Array(quants.prefix(3)), ["quantity": 4_711.0])
            rig.clock.advance(by: .seconds(86_400))
            _ = try await rig.job(estoque)
            try OdooMirror(rig: rig).expectEqual(["estoque_saldos"])
        }
    }

    @Test("takes over what waited for a product's code as soon as it has one")
    func lateProductCode() async throws {
        try await OdooRig.run { rig in
            let first = try await rig.job(Self.carteira)
            let waiting = try #require(try first.member("carteira", "ignorados", "sem_codigo")?.int64)
            #expect(waiting > 0)
            try rig.sandbox.odoo.write(
                "product.product", rig.sandbox.odoo.ids("product.product"), ["default_code": "NOVO"])
            rig.clock.advance(by: .seconds(10))
            let second = try await rig.job(Self.carteira)
            #expect(try second.count("carteira", "novos") == waiting)
            #expect(try second.member("carteira", "ignorados", "sem_codigo") == nil)
        }
    }

    @Test("leaves its changes to the next job when it is ended while it hands them out")
    func endedWhileHandingOut() async throws {
        try await OdooRig.run { settings in
            // More lines than pass between two looks at the cancellation.
            settings.odoo.sizes.orders = 400
        } _: { rig in
            let first = try await rig.job(Self.carteira, cancelled: .change)
            #expect(first.end == "cancelled")
            #expect(try OdooMirror(rig: rig).held("carteira").count > 1_024)
            let second = try await rig.job(Self.carteira)
            let rows = try OdooMirror(rig: rig).held("carteira").count
            #expect(try second.changes(of: "carteira")?.count == rows)
        }
    }

    @Test("chooses by the types of orders where the server has them")
    func brazilianFields() async throws {
        try await OdooRig.run { settings in
            settings.odoo.hasBrazilianFields = true
        } _: { rig in
            let run = try await rig.job(#"{"services": ["faturamento", "carteira"]}"#)
            #expect(run.end == "succeeded", "\(run.outcome)")
            let types = try (run.changes(of: "carteira") ?? []).map { $0["after"]?["tipo_pedido"]?.string }
            #expect(!types.isEmpty && types.allSatisfy { $0 == "venda" })
            let numbers = try (run.changes(of: "faturamento") ?? []).compactMap { $0["after"]?["numero_nf"]?.string }
            #expect(!numbers.isEmpty && !numbers.contains("/"))
        }
    }

    @Test("names rows in its changes by the columns that the configuration says")
    func key() async throws {
        try await OdooRig.run { rig in
            let run = try await rig.job(Self.carteira, settings: #"{"carteira_key": "[\"pedido_id\"]"}"#)
            let key = try #require(try run.changes(of: "carteira")?.first?["key"])
            #expect(key.members.map(\.name) == ["pedido_id", "id"])
        }
    }
}

extension OdooUser {
    /// Somebody from whom rules hide every order line.
    static var blind: OdooUser {
        var user = OdooUser(id: 8, name: "Cega", login: "blind", password: "blind-password", apiKey: "blind-api-key")
        user.rules = ["sale.order.line": #"[["id","=",0]]"#]
        return user
    }
}
