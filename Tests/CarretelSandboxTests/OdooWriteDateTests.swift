import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// How `write_date` is stamped, shown and compared.
@Suite struct OdooWriteDateTests {
    private static let shown = "2026-11-20 12:00:49"

    /// A term and whether it finds a row stamped 12:00:49.345195.
    static let terms: [(term: String, finds17: Bool, finds19: Bool)] = [
        (#"["write_date","=","2026-11-20 12:00:49"]"#, false, true),
        (#"["write_date",">=","2026-11-20 12:00:49"]"#, true, true),
        (#"["write_date",">","2026-11-20 12:00:49"]"#, true, false),
        (#"["write_date","<=","2026-11-20 12:00:49"]"#, false, true),
        (#"["write_date","<","2026-11-20 12:00:49"]"#, false, false),
        (#"["write_date","<","2026-11-20 12:00:50"]"#, true, true),
        (#"["write_date","=","2026-11-20 12:00:49.345195"]"#, true, true),
        (#"["write_date",">","2026-11-20 12:00:49.345194"]"#, true, false),
        (#"["write_date",">=","2026-11-20"]"#, true, true),
        (#"["write_date","<=","2026-11-20"]"#, true, true),
        (#"["write_date","<","2026-11-20"]"#, false, false),
        (#"["order_id.write_date",">=","2026-11-20 12:00:50"]"#, false, false),
    ]

    @Test(arguments: OdooVersion.allCases) func isComparedAsTheVersionDoes(version: OdooVersion) async throws {
        try await SandboxRig.odoo(.playing(version)) { rig, clock in
            clock.advance(by: .microseconds(49_345_195))
            try rig.sandbox.odoo.write("sale.order.line", [3], ["sequence": 77])
            let row = try await rig.result("sale.order.line", "read", "[[3]]", #"{"fields":["write_date"]}"#)
            #expect(row.text == #"[{"id": 3, "write_date": "\#(Self.shown)"}]"#)
            for (term, finds17, finds19) in Self.terms {
                let found = try await rig.ids("sale.order.line", #"[["id","=",3],\#(term)]"#)
                #expect(found == ((version == .v17 ? finds17 : finds19) ? [3] : []), "\(term)")
            }
        }
    }

    @Test func aZoneIsRefusedBy19Alone() async throws {
        let domain = #"[[["write_date",">=","2026-11-20T12:00:49Z"]]]"#
        try await SandboxRig.odoo(.playing(.v17)) { rig, _ in
            try await #expect(rig.exception("sale.order", "search", domain) == nil)
        }
        try await SandboxRig.odoo(.playing(.v19)) { rig, _ in
            try await #expect(rig.exception("sale.order", "search", domain) == "builtins.ValueError")
        }
    }

    @Test func aTransactionIsSeenFromItsCommitOnWithTheStampOfItsStart() async throws {
        try await SandboxRig.odoo { rig, clock in
            let long = rig.sandbox.odoo.begin()
            try long.write("sale.order", [1], ["client_order_ref": "late"])
            let created = try long.create("sale.order", ["name": "S09999", "partner_id": 1])
            clock.advance(by: .seconds(8))
            try rig.sandbox.odoo.write("sale.order", [2], ["client_order_ref": "early"])
            let since = #"[["write_date",">=","2026-11-20 12:00:00"],["id","in",[1,2,\#(created)]]]"#
            try await #expect(rig.ids("sale.order", since) == [2])
            long.commit()
            try await #expect(rig.ids("sale.order", since) == [1, 2, created])
            // A watermark taken from what was seen before never finds it.
            let watermark = #"[["write_date",">=","2026-11-20 12:00:08"],["id","in",[1,2,\#(created)]]]"#
            try await #expect(rig.ids("sale.order", watermark) == [2])
            let records = rig.sandbox.odoo.records("sale.order")
            #expect(records[1]?["write_date"] == records[created]?["write_date"])
        }
    }

    @Test func aTransactionThatLostARaceIsRunAgainAndStampedAnew() async throws {
        try await SandboxRig.odoo { rig, clock in
            let slow = rig.sandbox.odoo.begin()
            try slow.write("sale.order", [1], ["client_order_ref": "slow"])
            clock.advance(by: .seconds(3))
            try rig.sandbox.odoo.write("sale.order", [1], ["client_order_ref": "quick"])
            clock.advance(by: .seconds(2))
            slow.commit()
            let record = try #require(rig.sandbox.odoo.records("sale.order")[1])
            #expect(record["client_order_ref"] == "slow")
            #expect(record["write_date"] == .moment(slow.begun + .seconds(5)))
        }
    }

    @Test func whatIsRawLeavesNoStamp() async throws {
        try await SandboxRig.odoo { rig, clock in
            let before = try #require(rig.sandbox.odoo.records("sale.order")[1])
            clock.advance(by: .seconds(60))
            try rig.sandbox.odoo.writeRaw("sale.order", [1], ["client_order_ref": "raw"])
            let after = try #require(rig.sandbox.odoo.records("sale.order")[1])
            #expect(after["client_order_ref"] == "raw")
            #expect(after["write_date"] == before["write_date"])
        }
    }

    @Test func whatFollowsFromAWriteIsStampedToo() async throws {
        try await SandboxRig.odoo { rig, clock in
            let odoo = rig.sandbox.odoo
            let lines = odoo.records("sale.order.line")
            let line = try #require(lines.keys.sorted().first { lines[$0]?["product_id"] != .empty })
            guard case .reference(let order)? = lines[line]?["order_id"] else { return #expect(Bool(false)) }
            let now = clock.advance(by: .seconds(1)).wall
            try odoo.write("sale.order.line", [line], ["price_unit": 2.5, "product_uom_qty": 4])
            #expect(odoo.records("sale.order.line")[line]?["price_subtotal"] == 10.0)
            #expect(odoo.records("sale.order")[order]?["write_date"] == .moment(now))
            let later = clock.advance(by: .seconds(1)).wall
            try odoo.write("sale.order", [order], ["state": "cancel"])
            #expect(odoo.records("sale.order.line")[line]?["state"] == "cancel")
            #expect(odoo.records("sale.order.line")[line]?["write_date"] == .moment(later))
            // A partner's name is shown by the order, which is not stamped for it.
            clock.advance(by: .seconds(1))
            guard case .reference(let partner)? = odoo.records("sale.order")[order]?["partner_id"] else { return }
            try odoo.write("res.partner", [partner], ["name": "Outro Nome"])
            #expect(odoo.records("sale.order")[order]?["write_date"] == .moment(later))
            let shown = try await rig.result("sale.order", "read", "[[\(order)]]", #"{"fields":["partner_id"]}"#)
            #expect(shown.text.contains(#"[\#(partner), "Outro Nome"]"#))
        }
    }
}
