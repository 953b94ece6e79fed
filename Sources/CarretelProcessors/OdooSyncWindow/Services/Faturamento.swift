import CarretelCore

extension ServicePart {
    /// `faturamento`: lines of invoices to customers that sell a product.
    static let invoices = ServicePart(
        table: .invoices, model: "account.move.line",
        domain: [
            .required(DomainTerm("display_type", .equal, .text("product"))),
            .required(DomainTerm("product_id", .notEqual, .boolean(false))),
            .first([
                .any("move_id.l10n_br_tipo_pedido", of: OrderTypes.sales),
                .any("move_id.move_type", of: ["out_invoice", "out_refund"]),
            ]),
        ],
        stamps: [.required("write_date"), .required("move_id.write_date")],
        columns: [
            "numero_nf": .first([.number("move_id.l10n_br_numero_nota_fiscal"), .number("move_id.name")]),
            "cod_produto": .productCode("product_id"),
            "nome_produto": .productName("product_id"),
            "status_nf": .state("move_id.state|parent_state", .invoice),
            "tipo_pedido": .field("move_id.l10n_br_tipo_pedido"),
            "data_fatura": .first([.field("move_id.invoice_date"), .field("date")]),
            "qtd_produto_faturado": .field("quantity"),
            "preco_produto_faturado": .field("price_unit"),
            "valor_produto_faturado": .field("price_total"),
            "origem": .field("move_id.invoice_origin"),
            "cliente": .first([.label("partner_id"), .label("move_id.partner_id")]),
            "cliente_id": .first([.link("partner_id"), .link("move_id.partner_id")]),
            "produto_id": .link("product_id"),
            "fatura_id": .link("move_id"),
            "empresa_id": .link("company_id"),
        ],
        ignored: [IgnoreRule("sem_numero", .empty("numero_nf")), .noProduct, .noCode])
}
