import CarretelCore
import Testing

@testable import CarretelProcessors

@Suite("The table of services") struct ServiceTableTests {
    private static let parts = SyncService.all.flatMap(\.parts)

    @Test("names every service once, the six of the replaced system first and in its order")
    func services() {
        #expect(
            SyncService.all.map(\.name) == [
                "faturamento", "carteira", "requisicoes", "pedidos", "alocacoes", "entradas", "estoque",
            ])
        #expect(SyncService.standard.map(\.name) == SyncService.all.map(\.name).dropLast())
    }

    @Test("fills every table of the store, each once")
    func tables() {
        #expect(Self.parts.map(\.table) == BusinessTable.all)
    }

    @Test("says of every column of a table where it comes from, and of no other", arguments: parts.map(\.table.name))
    func columns(_ table: String) throws {
        let part = try #require(Self.parts.first { $0.table.name == table })
        #expect(Set(part.columns.keys) == Set(part.table.columns.map(\.name)))
        for rule in part.ignored {
            switch rule.test {
            case .empty(let column), .notPositive(let column), .contains(let column, _):
                #expect(part.table.index(of: column) != nil, "\(column)")
            case .isOne, .isNone: break
            }
        }
        if let balance = part.balanceColumn { #expect(part.table.index(of: balance) != nil) }
    }

    @Test("ignores for reasons that are words of a kind")
    func reasons() {
        for reason in Self.parts.flatMap(\.ignored).map(\.reason) {
            #expect(reason.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil, "\(reason)")
        }
    }

    @Test("asks with the types of orders where the server knows them, and with the kinds of invoices where not")
    func orderTypes() throws {
        #expect(
            json(try KnownFields.invoices().plan(.invoices).openDomain)
                == #"["&","&",["display_type","=","product"],["product_id","!=",false],"#
                + #"["move_id.move_type","in",["out_invoice","out_refund"]]]"#)
        let brazilian = try KnownFields.invoices(move: "l10n_br_tipo_pedido l10n_br_numero_nota_fiscal").plan(.invoices)
        #expect(
            json(brazilian.openDomain).hasSuffix(
                #"["move_id.l10n_br_tipo_pedido","in",["venda","bonificacao","#
                    + #""industrializacao","exportacao","venda-industrializacao"]]]"#))
        #expect(!json(try KnownFields.sales().plan(.backlog).domain).contains("l10n_br"))
        #expect(json(try KnownFields.sales(order: "l10n_br_tipo_pedido").plan(.backlog).domain).contains("l10n_br"))
    }

    @Test("reads a window without the terms that a record may leave, so that it can be removed")
    func openDomain() throws {
        let plan = try KnownFields.purchases().plan(.purchasesInTransit)
        #expect(json(plan.domain) == #"[["display_type","=",false]]"#)
        #expect(
            json(plan.openDomain)
                == #"["&",["display_type","=",false],["order_id.state","in",["purchase","done"]]]"#)
    }

    @Test("reads what the server has of its wishes, under the names that it has them by")
    func renames() throws {
        let old = try KnownFields.sales().plan(.backlog)
        #expect(old.fields.contains("product_uom") && !old.fields.contains("qty_saldo"))
        let new = try KnownFields.sales(line: "product_uom_id>uom.uom qty_saldo").plan(.backlog)
        #expect(new.fields.contains("product_uom_id") && new.fields.contains("qty_saldo"))
        #expect(!new.fields.contains("product_uom"))
        #expect(old.relations["order_id"]?.model == "sale.order")
        #expect(old.relations["product_id"]?.fields == ["default_code", "name"])
    }

    @Test("names a field that the server lacks and a domain or a stamp needs")
    func missingField() {
        let known = KnownFields(own: odooFields("id write_date"), related: [:])
        let reason = #expect(throws: FailureReason.self) { _ = try known.plan(.backlog) }
        #expect(reason?.code == "odoo_field_missing" && reason?.failureClass == .permanent)
        #expect(reason?.message.contains("order_id.write_date of sale.order.line") == true)
        let invoices = #expect(throws: FailureReason.self) {
            _ = try KnownFields(
                own: KnownFields.invoices().own, related: ["move_id": odooFields("id name state write_date")]
            ).plan(.invoices)
        }
        #expect(invoices?.message.contains("move_id.l10n_br_tipo_pedido or move_id.move_type") == true)
    }

    @Test("refuses a stamp that is computed when it is read, because nothing can be found by it")
    func computedStamp() {
        let stamp = OdooFields.Field(type: "datetime", relation: nil, isStored: false)
        let known = KnownFields(own: OdooFields(["id": stamp, "write_date": stamp]), related: [:])
        let reason = #expect(throws: FailureReason.self) { _ = try known.plan(.stockOnHand) }
        #expect(reason?.code == "odoo_field_not_stored" && reason?.message.contains("write_date is computed") == true)
        #expect(reason?.hint?.contains("estoque_saldos_stamps") == true)
    }

    @Test("drops a stamp that may be missing")
    func optionalStamp() throws {
        let own = odooFields(
            "id purchase_request_line_id>purchase.request.line purchase_line_id>purchase.order.line "
                + "requested_product_uom_qty write_date")
        let known = KnownFields(own: own, related: ["purchase_line_id": odooFields("id write_date")])
        #expect(try known.plan(.allocations).stamps == ["write_date", "purchase_line_id.write_date"])
    }
}
