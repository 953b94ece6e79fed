import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Synchronization
import Testing

/// The store against the server, while somebody writes.
@Suite("The mirror of an Odoo server", .temporaryDirectory) struct OdooMirrorTests {
    private static let everything =
        #"{"services": ["faturamento", "carteira", "requisicoes", "pedidos", "alocacoes", "entradas", "estoque"]}"#
    /// A page is small, so that a window has several; what goes is removed whatever its share.
    private static let settings =
        #"{"lag_seconds": 0, "overlap_seconds": 0, "retry_delay_seconds": 0, "page_size": 50, "fall_percent": 90, "#
        + #""window_minutes_faturamento": 1, "window_minutes_carteira": 1, "window_minutes_requisicoes": 1, "#
        + #""window_minutes_pedidos": 1, "window_minutes_alocacoes": 1, "window_minutes_estoque": 1}"#

    @Test(
        "equals it after runs beside a writer, in every version and by every protocol", .seeded,
        arguments: [(OdooVersion.v17, "jsonrpc"), (.v19, "jsonrpc"), (.v19, "json2")])
    func writer(_ version: OdooVersion, _ wire: String) async throws {
        let seed = try Seed.current
        try await OdooRig.run { settings in
            settings.odoo.version = version
            settings.odoo.sizes.pickings = 120
        } _: { rig in
            try rig.dropPurchases(ofEvery: 3)
            let isWriting = Mutex(true)
            let writer = Task {
                var round: UInt64 = 0
                while isWriting.withLock({ $0 }) {
                    round += 1
                    let answered = rig.sandbox.log.calls.count
                    // The clock moves here alone, so a stamp is never older than what was answered before its commit.
                    rig.clock.advance(by: .milliseconds(170))
                    try rig.sandbox.odoo.writeAtRandom(2, seed: seed &+ round)
                    try await eventually("another answer, or the end") {
                        rig.sandbox.log.calls.count > answered || !isWriting.withLock { $0 }
                    }
                }
                return round
            }
            do {
                // Whatever becomes of the runs, or it would write for ever.
                defer { isWriting.withLock { $0 = false } }
                for _ in 0..<4 {
                    let run = try await rig.job(Self.everything, settings: Self.settings, protocol: wire)
                    #expect(run.end == "succeeded", "\(run.outcome)")
                }
            }
            #expect(try await writer.value > 10)
            rig.clock.advance(by: .seconds(2))
            let last = try await rig.job(Self.everything, settings: Self.settings, protocol: wire)
            #expect(last.end == "succeeded", "\(last.outcome)")
            try OdooMirror(rig: rig).expectEqual()
        }
    }

    @Test("is the server's after a first load, and a second run finds nothing new and nothing changed")
    func again() async throws {
        try await OdooRig.run { settings in
            settings.odoo.days = 5
        } _: { rig in
            try rig.dropPurchases(ofEvery: 3)
            let first = try await rig.job(Self.everything, settings: "{}")
            #expect(first.end == "succeeded", "\(first.outcome)")
            try OdooMirror(rig: rig).expectEqual()
            #expect(try first.member("carteira", "janela", "de")?.isNull == true)
            rig.clock.advance(by: .seconds(600))
            let second = try await rig.job(Self.everything, settings: "{}")
            for service in ["faturamento", "carteira", "requisicoes", "pedidos", "alocacoes", "entradas", "estoque"] {
                #expect(try first.count(service, "novos") > 0, "\(service)")
                #expect(try second.count(service, "novos") == 0, "\(service)")
                #expect(try second.count(service, "atualizados") == 0, "\(service)")
                #expect(try second.count(service, "removidos") == 0, "\(service)")
            }
            #expect(try second.count("entradas", "inalterados") > 0, "seven days are looked at again")
            #expect(try second.changes(of: "carteira")?.isEmpty == true)
        }
    }

    @Test(
        "gets what commits late, by the lag or by the overlap; without them it would be lost",
        arguments: [(60, 0, 1), (0, 60, 1), (0, 0, 0)])
    func lateCommit(_ lag: Int, _ overlap: Int, _ found: Int64) async throws {
        let settings =
            #"{"lag_seconds": \#(lag), "overlap_seconds": \#(overlap), "window_minutes_carteira": 1}"#
        try await OdooRig.run { rig in
            let carteira = #"{"services": ["carteira"]}"#
            _ = try await rig.job(carteira, settings: settings)
            rig.clock.advance(by: .seconds(100))
            let line = try #require(rig.sandbox.odoo.ids("sale.order.line").first)
            let slow = rig.sandbox.odoo.begin()
            try slow.write("sale.order.line", [line], ["product_uom_qty": 777.0])
            rig.clock.advance(by: .seconds(30))
            _ = try await rig.job(carteira, settings: settings)
            slow.commit()
            rig.clock.advance(by: .seconds(100))
            let run = try await rig.job(carteira, settings: settings)
            #expect(try run.count("carteira", "atualizados") == found)
        }
    }

    @Test("is filled by an attempt that goes on where the one before it was ended")
    func killed() async throws {
        try await OdooRig.run { settings in
            settings.odoo.sizes.orders = 200
        } _: { rig in
            let carteira = #"{"services": ["carteira"]}"#
            let settings = #"{"page_size": 50, "reconcile": "never"}"#
            let first = try await rig.job(carteira, settings: settings, cancelled: .page)
            #expect(first.end == "cancelled")
            let before = try OdooMirror(rig: rig).held("carteira").count
            #expect(before > 0)
            let second = try await rig.attempt(carteira, settings: settings)
            #expect(second.end == "succeeded", "\(second.outcome)")
            let lines = rig.sandbox.odoo.ids("sale.order.line").count
            let pagesOfTheSecond = try second.count("carteira", "paginas")
            #expect(pagesOfTheSecond < Int64(lines / 50), "it did not begin again")
            #expect(try second.count("carteira", "novos") == Int64(try OdooMirror(rig: rig).held("carteira").count))
            #expect(try second.changes(of: "carteira")?.count == (try OdooMirror(rig: rig).held("carteira").count))
            try OdooMirror(rig: rig).expectEqual(["carteira"])
        }
    }
}

extension OdooRig {
    /// Makes some moves belong to no purchase order, as those between warehouses do; the server begins without such.
    fileprivate func dropPurchases(ofEvery step: Int) throws {
        let ids = sandbox.odoo.ids("stock.move").filter { $0 % Int64(step) == 0 }
        try sandbox.odoo.write("stock.move", ids, ["purchase_line_id": .empty])
    }
}
