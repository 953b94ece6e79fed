import CarretelCore
import CarretelSandbox
import Testing

/// What 19 has otherwise than 17, and what settings leave out or add.
@Suite struct OdooVersionTests {
    @Test func theServerTellsItsVersion() async throws {
        for version in OdooVersion.allCases {
            try await SandboxRig.odoo(.playing(version)) { rig, _ in
                let answer = try await rig.service("common", "version", "[]")
                let number = try #require(answer["result"]?["server_version_info"]?.elements.first { _ in true })
                #expect(number.text == version.rawValue)
            }
        }
    }

    @Test func fieldsHaveTheNamesOfTheVersion() async throws {
        let names: [(model: String, in17: [String], in19: [String])] = [
            ("sale.order.line", ["product_uom", "tax_id"], ["product_uom_id", "tax_ids"]),
            ("purchase.order.line", ["product_uom", "taxes_id"], ["product_uom_id", "tax_ids"]),
            ("purchase.order", ["notes"], ["note", "locked"]), ("stock.move", ["name", "group_id"], []),
            ("stock.picking", ["group_id"], []), ("product.product", ["detailed_type"], ["is_storable"]),
            ("res.partner", ["mobile"], []),
        ]
        for version in OdooVersion.allCases {
            try await SandboxRig.odoo(.playing(version)) { rig, _ in
                for (model, in17, in19) in names {
                    let fields = try await rig.result(model, "fields_get", "[]", #"{"attributes":["type"]}"#)
                    for name in in17 { #expect((fields[name] != nil) == (version == .v17), "\(model).\(name)") }
                    for name in in19 { #expect((fields[name] != nil) == (version == .v19), "\(model).\(name)") }
                }
            }
        }
    }

    @Test func nothingIsDoneIn19() async throws {
        try await SandboxRig.odoo(.playing(.v17)) { rig, _ in
            try await #expect(!rig.ids("purchase.order", #"[["state","=","done"]]"#).isEmpty)
        }
        try await SandboxRig.odoo(.playing(.v19)) { rig, _ in
            try await #expect(rig.ids("purchase.order", #"[["state","=","done"]]"#).isEmpty)
            try await #expect(!rig.ids("purchase.order", #"[["locked","=",true]]"#).isEmpty)
            try await #expect(rig.ids("account.move", #"[["name","=","/"]]"#).isEmpty)
        }
    }

    @Test func aModelThatIsNotInstalledTakesItsFieldsWithIt() async throws {
        try await SandboxRig.odoo(.playing(.v17) { $0.withoutModels = ["purchase.request.line", "purchase.request"] }) {
            rig, _ in
            try await #expect(rig.exception("purchase.request", "search", "[[]]") == "odoo.exceptions.UserError")
            let fields = try await rig.result("purchase.order.line", "fields_get")
            #expect(fields["purchase_request_lines"] == nil)
            #expect(fields["order_id"] != nil)
            try await #expect(rig.ids("purchase.order.line", "[]").count == 90)
        }
    }

    @Test func theBrazilianFieldsAreThereWhenTheyAreAskedFor() async throws {
        for hasThem in [false, true] {
            try await SandboxRig.odoo(.playing(.v17) { $0.hasBrazilianFields = hasThem }) { rig, _ in
                let fields = try await rig.result("sale.order", "fields_get")
                #expect((fields["l10n_br_tipo_pedido"] != nil) == hasThem)
                if hasThem {
                    let sold = try await rig.ids("sale.order.line", #"[["order_id.l10n_br_tipo_pedido","=","venda"]]"#)
                    #expect(!sold.isEmpty && sold.count < rig.sandbox.odoo.ids("sale.order.line").count)
                }
            }
        }
    }

    /// A request under `/json/2`, its status and the name of the exception in its answer.
    static let bareCases: [(path: String, body: String, key: String, status: Int, name: String?)] = [
        ("sale.order/search_count", "{}", "sandbox-api-key", 200, nil),
        ("sale.order/search_count", "{}", "wrong", 401, "werkzeug.exceptions.Unauthorized"),
        ("sale.order/search_count", "{}", "sandbox-password", 401, "werkzeug.exceptions.Unauthorized"),
        ("sale.order/_private", "{}", "sandbox-api-key", 403, "odoo.exceptions.AccessError"),
        ("purchase.order/search_count", "{}", "clerk-api-key", 403, "odoo.exceptions.AccessError"),
        ("no.such/search_count", "{}", "sandbox-api-key", 404, "werkzeug.exceptions.NotFound"),
        ("sale.order/nope", "{}", "sandbox-api-key", 404, "werkzeug.exceptions.NotFound"),
        (
            "sale.order/write", #"{"ids":[99999],"vals":{}}"#, "sandbox-api-key", 404,
            "odoo.exceptions.MissingError"
        ),
        ("sale.order/read", #"{"ids":[99999]}"#, "sandbox-api-key", 200, nil),
        ("sale.order/search_read", #"{"fields":["nope"]}"#, "sandbox-api-key", 500, "builtins.ValueError"),
        ("sale.order/search_read", #"{"nope":1}"#, "sandbox-api-key", 500, "builtins.TypeError"),
        ("sale.order/search_read", "{", "sandbox-api-key", 400, nil),
    ]

    @Test(arguments: bareCases)
    func bareCallsHaveStatusesThatTell(
        path: String, body: String, key: String, status: Int, name: String?
    ) async throws {
        try await SandboxRig.odoo(.playing(.v19)) { rig, _ in
            let answer = try await rig.odooPost(
                "/json/2/\(path)", body, headers: "Authorization: bearer \(key)\r\nX-Odoo-Database: sandbox\r\n")
            #expect(answer.status == status, "\(answer.text.prefix(300))")
            #expect((answer.header("www-authenticate") != nil) == (status == 401))
            guard status != 400 else { return #expect(answer.header("content-type") == "text/html") }
            let json = try answer.json
            #expect(json["name"]?.string == name)
            guard name != nil else { return }
            #expect(json.members.map(\.name) == ["name", "message", "arguments", "context", "debug"])
        }
    }

    @Test func bareCallsGiveTheValueAlone() async throws {
        try await SandboxRig.odoo(.playing(.v19)) { rig, _ in
            let answer = try await rig.odooPost(
                "/json/2/sale.order/search_read",
                #"{"domain":[["id",">",2]],"fields":["name"],"limit":2,"order":"id"}"#,
                headers: "Authorization: bearer sandbox-api-key\r\n")
            #expect(answer.text == #"[{"id": 3, "name": "S00003"}, {"id": 4, "name": "S00004"}]"#)
            let wrongType = try await rig.post("/json/2/sale.order/search_read", "{}")
            #expect(wrongType.status == 415)
        }
    }
}
