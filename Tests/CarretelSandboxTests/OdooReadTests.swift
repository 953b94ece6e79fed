import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// What reading gives: values by type, domains, orders, limits.
@Suite struct OdooReadTests {
    @Test func valuesHaveTheFormsOfTheirTypes() async throws {
        try await SandboxRig.odoo { rig, _ in
            let odoo = rig.sandbox.odoo
            let order = try odoo.create(
                "sale.order",
                [
                    "name": "S07001", "partner_id": 1, "amount_total": 2_001, "locked": true,
                    "commitment_date": "2026-12-01 08:30:00", "tag_ids": .references([2, 1]),
                ])
            let line = try odoo.create(
                "sale.order.line",
                [
                    "order_id": .reference(order), "name": "Ação \"à mão\"\n—", "product_uom_qty": 1.25,
                    "price_unit": 1.1,
                ])
            try odoo.write("res.partner", [1], ["name": "Café & Cia"])
            let shown = try await rig.result(
                "sale.order", "search_read", #"[[["id","=",\#(order)]]]"#,
                #"{"fields":["name","partner_id","amount_total","locked","commitment_date","effective_date","order_line","tag_ids","client_order_ref","picking_ids"]}"#
            )
            #expect(
                shown.text
                    == #"[{"id": \#(order), "name": "S07001", "partner_id": [1, "Café & Cia"], "amount_total": 1.59, "#
                    + #""locked": true, "commitment_date": "2026-12-01 08:30:00", "effective_date": false, "#
                    + #""order_line": [\#(line)], "tag_ids": [2, 1], "client_order_ref": false, "picking_ids": []}]"#)
            let text = try await rig.result(
                "sale.order.line", "read", "[[\(line)]]",
                #"{"fields":["name","order_id","product_uom_qty","discount"],"load":""}"#)
            #expect(
                text.text
                    == #"[{"id": \#(line), "name": "Ação \"à mão\"\n—", "order_id": \#(order), "#
                    + #""product_uom_qty": 1.25, "discount": 0.0}]"#)
        }
    }

    @Test func everythingIsReadWhenNothingIsNamed() async throws {
        try await SandboxRig.odoo { rig, _ in
            let rows = try await rig.result("sale.order", "search_read", "[[]]", #"{"fields":[],"limit":0}"#)
            #expect(rows.count == 60)
            let fields = try await rig.result("sale.order", "fields_get")
            #expect(rows.elements.first { _ in true }?.count == fields.count)
        }
    }

    /// Domains and the same said in Swift, over the lines of the start.
    @Test func domainsFindWhatTheySay() async throws {
        try await SandboxRig.odoo { rig, _ in
            let lines = rig.sandbox.odoo.records("sale.order.line")
            let orders = rig.sandbox.odoo.records("sale.order")
            func quantity(_ line: [String: OdooValue]) -> Double {
                if case .float(let number)? = line["product_uom_qty"] { number } else { 0 }
            }
            func order(_ line: [String: OdooValue]) -> [String: OdooValue] {
                if case .reference(let id)? = line["order_id"] { orders[id] ?? [:] } else { [:] }
            }
            let cases: [(String, ([String: OdooValue]) -> Bool)] = [
                (#"["product_uom_qty",">",30]"#, { quantity($0) > 30 }),
                (#"["product_id","=",false]"#, { $0["product_id"] == .empty }),
                (#"["product_id","!=",false]"#, { $0["product_id"] != .empty }),
                (
                    #"["product_id","in",[1,2,3]]"#,
                    { [.reference(1), .reference(2), .reference(3)].contains($0["product_id"]) }
                ),
                (#"["product_id","not in",[1,2]]"#, { ![.reference(1), .reference(2)].contains($0["product_id"]) }),
                (#"["order_id.state","in",["draft","sent"]]"#, { ["draft", "sent"].contains(order($0)["state"]) }),
                (#"["order_id.state","!=","sale"]"#, { order($0)["state"] != "sale" }),
                (#"["display_type","=","line_note"]"#, { $0["display_type"] == "line_note" }),
                (
                    #""|",["state","=","draft"],"&",["state","=","sale"],["product_uom_qty","<=",5]"#,
                    { $0["state"] == "draft" || $0["state"] == "sale" && quantity($0) <= 5 }
                ),
                (
                    #""!",["state","=","sale"],["product_uom_qty",">=",10]"#,
                    { $0["state"] != "sale" && quantity($0) >= 10 }
                ),
                (
                    #"["order_id.order_line.display_type","=","line_note"]"#,
                    { line in
                        lines.values.contains {
                            $0["order_id"] == line["order_id"] && $0["display_type"] == "line_note"
                        }
                    }
                ),
            ]
            for (domain, isMeant) in cases {
                let found = try await rig.ids("sale.order.line", "[\(domain)]")
                #expect(found == lines.filter { isMeant($0.value) }.keys.sorted(), "\(domain)")
                #expect(!found.isEmpty && found.count < lines.count, "\(domain)")
            }
        }
    }

    @Test func textIsFoundByPatterns() async throws {
        try await SandboxRig.odoo { rig, _ in
            try rig.sandbox.odoo.write("res.partner", [1], ["name": "Zebra Ltda", "active": true])
            try rig.sandbox.odoo.write("res.partner", [2], ["name": "ZEBRA SA", "active": true])
            for (term, ids) in [
                (#"["name","like","Zebra"]"#, [1]), (#"["name","ilike","zebra"]"#, [1, 2]),
                (#"["name","=like","Z%a"]"#, [1]), (#"["name","=ilike","zebra __"]"#, [2]),
                (#"["name","=","ZEBRA SA"]"#, [2]), (#"["name","ilike","não há"]"#, []),
            ] {
                try await #expect(rig.ids("res.partner", "[\(term)]") == ids.map(Int64.init), "\(term)")
            }
        }
    }

    @Test func archivedRecordsAreLeftOutUnlessTheyAreAskedFor() async throws {
        try await SandboxRig.odoo { rig, clock in
            try rig.sandbox.odoo.write("product.product", [5], ["active": true])
            clock.advance(by: .seconds(9))
            try rig.sandbox.odoo.archive("product.product", [5])
            try await #expect(rig.ids("product.product", #"[["id","=",5]]"#) == [])
            let all = #"{"context":{"active_test":false}}"#
            try await #expect(rig.ids("product.product", #"[["id","=",5]]"#, all) == [5])
            try await #expect(rig.ids("product.product", #"[["id","=",5],["active","in",[true,false]]]"#) == [5])
            try await #expect(rig.ids("product.product", #"[["write_date",">=","2026-11-20 12:00:09"]]"#, all) == [5])
        }
    }

    @Test func orderLimitAndOffsetCutWhatIsFound() async throws {
        try await SandboxRig.odoo { rig, _ in
            let everything = try await rig.ids("sale.order", "[]")
            let backwards = try await rig.ids("sale.order", "[]", #"{"order":"id desc","limit":3,"offset":2}"#)
            #expect(backwards == Array(everything.reversed().dropFirst(2).prefix(3)))
            for none in ["0", "false", "null", "\"\(everything.count)\""] {
                try await #expect(rig.ids("sale.order", "[]", #"{"order":"id","limit":\#(none)}"#) == everything)
            }
            let stamps = rig.sandbox.odoo.records("sale.order").mapValues { $0["write_date"] }
            let byStamp = try await rig.ids("sale.order", "[]", #"{"order":"write_date desc, id"}"#)
            let expected = everything.sorted {
                guard case .moment(let left)? = stamps[$0], case .moment(let right)? = stamps[$1] else { return false }
                return left == right ? $0 < $1 : left > right
            }
            #expect(byStamp == expected)
            // What is empty comes last, as PostgreSQL has it.
            let references = try await rig.result(
                "sale.order", "search_read", "[[]]", #"{"fields":["client_order_ref"],"order":"client_order_ref"}"#)
            let isEmpty = references.elements.map { $0["client_order_ref"]?.boolean == false }
            #expect(isEmpty.first == false && isEmpty.last == true)
            try await #expect(rig.result("sale.order", "search_count", "[[]]").int64 == Int64(everything.count))
        }
    }

    @Test func deletedRecordsVanishWithoutAWord() async throws {
        try await SandboxRig.odoo { rig, _ in
            try rig.sandbox.odoo.delete("sale.order", [4])
            let rows = try await rig.result("sale.order", "read", "[[3,4]]", #"{"fields":["name"]}"#)
            #expect(rows.elements.compactMap { $0["id"]?.int64 } == [3])
            try await #expect(rig.result("sale.order", "read", "[[4]]").text == "[]")
            try await #expect(rig.ids("sale.order.line", #"[["order_id","=",4]]"#) == [])
        }
    }

    @Test func recordsFollowFromTheSeed() async throws {
        var texts: [String] = []
        for seed in [3, 3, 4] as [UInt64] {
            try await SandboxRig.odoo(.playing(.v17) { $0.seed = seed }) { rig, _ in
                texts.append(try await rig.result("sale.order.line", "search_read", "[[]]").text)
            }
        }
        #expect(texts[0] == texts[1])
        #expect(texts[0] != texts[2])
    }

    @Test func theStartHasTheOdditiesOfRealDatabases() async throws {
        try await SandboxRig.odoo(
            .playing(.v17) { ($0.sizes.orders, $0.sizes.invoices, $0.sizes.products) = (400, 60, 200) }
        ) {
            rig, _ in
            let odoo = rig.sandbox.odoo
            #expect(odoo.records("account.move").values.contains { $0["state"] == "draft" && $0["name"] == "/" })
            #expect(odoo.records("product.product").values.contains { $0["default_code"] == .empty })
            #expect(odoo.records("product.product").values.contains { $0["active"] == false })
            let lines = odoo.records("sale.order.line").values
            #expect(lines.contains { $0["display_type"] == "line_section" && $0["product_id"] == .empty })
            #expect(Set(odoo.records("sale.order").values.map { $0["state"] }).count == 4)
            #expect(Set(odoo.records("sale.order").values.map { $0["company_id"] }).count == 3)
            let pairs = lines.filter { $0["product_id"] != .empty }.map { [$0["order_id"], $0["product_id"]] }
            #expect(Set(pairs).count < pairs.count)
            let stamps = odoo.records("sale.order").values.map { $0["write_date"] }
            #expect(Set(stamps).count < stamps.count)
        }
    }
}
