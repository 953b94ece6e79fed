import CarretelCore
import Testing

@testable import CarretelProcessors

@Suite("A row of a record") struct RowMakerTests {
    private static let line =
        #"{"id": 7, "order_id": [3, "S00003"], "product_id": [11, "[P1] Peça"], "state": "sale", "#
        + #""product_uom_qty": 10.0, "qty_invoiced": 4.5, "price_unit": 12.5, "price_subtotal": 125.0, "#
        + #""order_partner_id": [5, "Padaria"], "company_id": [1, "Loja"]}"#

    private func backlog() throws -> RowProbe {
        var probe = try RowProbe(.backlog, .sales())
        try probe.know(
            "order_id",
            #"{"id": 3, "name": "S00003", "state": "sale", "date_order": "2026-11-20 21:18:48", "#
                + #""commitment_date": false, "client_order_ref": false}"#)
        try probe.know("product_id", #"{"id": 11, "default_code": "P1", "name": "Peça de aço"}"#)
        return probe
    }

    @Test("of the backlog joins line, order and product, and balances it")
    func backlogRow() throws {
        let columns = try backlog().columns(Self.line)
        #expect(columns["num_pedido"] == .text("S00003"))
        #expect(columns["cod_produto"] == .text("P1") && columns["nome_produto"] == .text("Peça de aço"))
        #expect(columns["status_pedido"] == .text("Pedido de venda"))
        #expect(columns["data_pedido"] == .text("2026-11-20T21:18:48Z"))
        #expect(columns["data_entrega_pedido"] == .null && columns["pedido_cliente"] == .null)
        #expect(columns["tipo_pedido"] == .null, "this server has no such field")
        #expect(columns["qtd_produto_pedido"] == .integer(10_000) && columns["qtd_faturada"] == .integer(4_500))
        #expect(columns["qtd_saldo_produto_pedido"] == .integer(5_500))
        #expect(columns["preco_produto_pedido"] == .integer(1_250))
        #expect(columns["cliente"] == .text("Padaria") && columns["cliente_id"] == .integer(5))
        #expect(columns["empresa_id"] == .integer(1) && columns["pedido_id"] == .integer(3))
    }

    @Test("has nothing left to deliver when the order is cancelled")
    func cancelled() throws {
        let columns = try backlog().columns(Self.line.replacing(#""state": "sale""#, with: #""state": "cancel""#))
        #expect(columns["qtd_saldo_produto_pedido"] == .integer(0))
    }

    @Test("keeps a negative balance and warns of it, the first few by name")
    func negative() throws {
        let probe = try backlog()
        var related = RelatedRecords(probe.plan)
        related.keep([try record(#"{"id": 3, "name": "S00003"}"#)], of: [3], behind: "order_id")
        related.keep([try record(#"{"id": 11, "default_code": "P1"}"#)], of: [11], behind: "product_id")
        var maker = RowMaker(probe.plan)
        for _ in 0..<5 {
            _ = maker.make(try record(Self.line.replacing("4.5", with: "11.0")), related)
        }
        let warning = try #require(maker.findings.warnings(of: .backlog).first)
        #expect(warning.code == "SALDO_NEGATIVO")
        #expect(
            warning.message == "carteira: 5 lines have more invoiced than ordered: S00003 / P1, S00003 / P1, "
                + "S00003 / P1, ….")
        var findings = RowFindings()
        findings += maker.findings
        findings += maker.findings
        #expect(findings.negative == 10 && findings.firstNegative.count == RowFindings.namedLimit)
    }

    @Test("takes from labels what the user may not read")
    func hidden() throws {
        var probe = try RowProbe(.backlog, .sales())
        try probe.know("order_id")
        let columns = try probe.columns(Self.line)
        #expect(columns["num_pedido"] == .text("S00003"))
        #expect(columns["cod_produto"] == .text("P1") && columns["nome_produto"] == .text("[P1] Peça"))
        #expect(columns["status_pedido"] == .text("Pedido de venda"), "of the line itself")
        #expect(columns["data_pedido"] == .null)
    }

    @Test("does not come of a line without order, product or code")
    func ignoredLines() throws {
        let probe = try backlog()
        #expect(try probe.reason(Self.line.replacing(#"[3, "S00003"]"#, with: "false")) == "sem_pedido")
        #expect(try probe.reason(Self.line.replacing(#"[11, "[P1] Peça"]"#, with: "false")) == "sem_produto")
        #expect(try probe.reason(Self.line.replacing(#"[11, "[P1] Peça"]"#, with: #"[12, "Frete"]"#)) == "sem_codigo")
        #expect(try probe.reason(Self.line) == nil)
    }

    @Test("keeps the record as it was given, and its id")
    func raw() throws {
        guard case .row(let row) = try backlog().make(Self.line) else { return #expect(Bool(false)) }
        #expect(row.id == 7 && row.raw == Array(Self.line.utf8))
    }

    @Test("rounds numbers with more places than the column and counts them")
    func rounded() throws {
        var maker = RowMaker(try KnownFields.sales().plan(.backlog))
        let related = RelatedRecords(maker.plan)
        let made = maker.make(try record(Self.line.replacing("12.5,", with: "12.505,")), related)
        guard case .row(let row) = made else { return #expect(Bool(false)) }
        let index = try #require(BusinessTable.backlog.index(of: "preco_produto_pedido"))
        #expect(row.values[index] == .integer(1_250))
        #expect(maker.findings.warnings(of: .backlog).map(\.code) == ["values_rounded"])
    }

    @Test(
        "of an invoice has the first number that is one",
        arguments: [
            (#""l10n_br_numero_nota_fiscal": "000123", "name": "INV/1""#, "000123"),
            (#""l10n_br_numero_nota_fiscal": false, "name": "INV/1""#, "INV/1"),
            (#""l10n_br_numero_nota_fiscal": "/", "name": "INV/1""#, "INV/1"),
            (#""l10n_br_numero_nota_fiscal": false, "name": "/""#, nil),
            (#""l10n_br_numero_nota_fiscal": false, "name": false"#, nil),
        ])
    func invoiceNumber(_ fields: String, _ number: String?) throws {
        var probe = try RowProbe(.invoices, .invoices(move: "l10n_br_numero_nota_fiscal l10n_br_tipo_pedido"))
        try probe.know("move_id", #"{"id": 4, "state": "posted", "l10n_br_tipo_pedido": "venda", \#(fields)}"#)
        let line =
            #"{"id": 9, "move_id": [4, "x"], "product_id": [11, "[P1] Peça"], "quantity": 2.0, "price_total": 7.13}"#
        guard let number else {
            #expect(try probe.reason(line) == "sem_numero")
            return
        }
        let columns = try probe.columns(line)
        #expect(columns["numero_nf"] == .text(number))
        #expect(columns["status_nf"] == .text("Lançado") && columns["tipo_pedido"] == .text("venda"))
        #expect(columns["valor_produto_faturado"] == .integer(713))
    }

    @Test(
        "of a receipt does not come of returns, of pickings without supplier or of nothing moved",
        arguments: [
            (#""name": "CD/IN/1", "partner_id": [5, "F"]"#, "3.0", nil),
            (#""name": "CD/DEV/1", "partner_id": [5, "F"]"#, "3.0", "devolucao"),
            (#""name": "CD/IN/1", "partner_id": false"#, "3.0", "sem_fornecedor"),
            (#""name": "CD/IN/1", "partner_id": [5, "F"]"#, "0.0", "sem_quantidade"),
            (#""name": "CD/IN/1", "partner_id": [5, "F"]"#, "-1.0", "sem_quantidade"),
        ])
    func receipts(_ picking: String, _ quantity: String, _ reason: String?) throws {
        var probe = try RowProbe(.receipts, .receipts)
        try probe.know("picking_id", #"{"id": 2, \#(picking)}"#)
        let move =
            #"{"id": 1, "picking_id": [2, "x"], "product_id": [11, "[P1] Peça"], "quantity": \#(quantity), "state": "done"}"#
        #expect(try probe.reason(move) == reason)
    }

    @Test("of a purchase does not come of types that bring no goods; without a type it does")
    func purchaseTypes() throws {
        var probe = try RowProbe(.purchases, .purchases(order: "l10n_br_tipo_pedido"))
        try probe.know(
            "order_id", #"{"id": 1, "name": "P1", "l10n_br_tipo_pedido": "compra"}"#,
            #"{"id": 2, "name": "P2", "l10n_br_tipo_pedido": "servico"}"#,
            #"{"id": 3, "name": "P3", "l10n_br_tipo_pedido": false}"#)
        func reason(_ order: Int) throws -> String? {
            try probe.reason(#"{"id": 5, "order_id": [\#(order), "x"], "product_id": [1, "[P1] A"], "state": "draft"}"#)
        }
        #expect(try reason(1) == nil)
        #expect(try reason(2) == "tipo_irrelevante")
        #expect(try reason(3) == nil)
    }

    @Test("of a purchase in transit says what is pending, and is none when nothing is or the order is not confirmed")
    func inTransit() throws {
        var probe = try RowProbe(.purchasesInTransit, .purchases())
        try probe.know("order_id", #"{"id": 1, "name": "P1", "state": "purchase"}"#, #"{"id": 2, "state": "cancel"}"#)
        func line(_ order: Int, _ received: String) -> String {
            #"{"id": 5, "order_id": [\#(order), "P\#(order)"], "product_id": [1, "[P1] A"], "product_qty": 3.0, "#
                + #""qty_received": \#(received)}"#
        }
        #expect(try probe.columns(line(1, "1.25"))["qtd_pendente"] == .integer(1_750))
        #expect(try probe.reason(line(1, "3.0")) == "sem_pendencia")
        #expect(try probe.reason(line(2, "0.0")) == "nao_confirmado")
    }

    @Test("has its states in the words of the readers, and Odoo's own for others")
    func states() {
        let names = [StateNames.salesOrder, .invoice, .request, .purchase].map { names in
            ["draft", "cancel", "done", "blue"].map { names.name(of: $0) }
        }
        #expect(names[0] == ["Cotação", "Cancelado", "Pedido de venda", "blue"])
        #expect(names[1] == ["Provisório", "Cancelado", "Lançado", "blue"])
        #expect(names[2] == ["Rascunho", "cancel", "Concluída", "blue"])
        #expect(names[3] == ["Rascunho", "Cancelado", "Concluído", "blue"])
        #expect(StateNames.invoice.name(of: nil) == "Lançado" && StateNames.salesOrder.name(of: nil) == nil)
    }

    @Test("asks once for what it leads to, and not again for what is hidden")
    func related() throws {
        let plan = try KnownFields.sales().plan(.backlog)
        var related = RelatedRecords(plan)
        let line = try record(Self.line)
        #expect(related.unknown(for: [line, line]).map(\.field) == ["order_id", "product_id"])
        related.keep([try record(#"{"id": 3}"#)], of: [3], behind: "order_id")
        related.keep([], of: [11], behind: "product_id")
        #expect(related.unknown(for: [line]).isEmpty)
        #expect(related.record(3, behind: "order_id") != nil && related.record(11, behind: "product_id") == nil)
    }
}
