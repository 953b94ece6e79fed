import CarretelCore

extension ServicePart {
    /// `carteira`: lines of sales orders, with what of them is still to be invoiced.
    static let backlog = ServicePart(
        table: .backlog, model: "sale.order.line",
        domain: [
            .required(.any("order_id.state|state", of: ["draft", "sent", "sale", "done", "cancel"])),
            // Sections and notes are lines too.
            .optional(DomainTerm("display_type", .equal, .boolean(false))),
            .optional(.any("order_id.l10n_br_tipo_pedido", of: OrderTypes.sales)),
        ],
        stamps: [.required("write_date"), .required("order_id.write_date"), .product],
        columns: [
            "num_pedido": .documentName("order_id"),
            "cod_produto": .productCode("product_id"),
            "nome_produto": .productName("product_id"),
            "status_pedido": .first([.state("order_id.state", .salesOrder), .state("state", .salesOrder)]),
            "tipo_pedido": .field("order_id.l10n_br_tipo_pedido"),
            "data_pedido": .field("order_id.date_order"),
            "data_entrega_pedido": .field("order_id.commitment_date"),
            "qtd_produto_pedido": .field("product_uom_qty"),
            "qtd_faturada": .field("qty_invoiced"),
            "qtd_saldo_produto_pedido": .balance(
                ordered: "product_uom_qty", invoiced: "qty_invoiced", states: ["order_id.state", "state"]),
            "preco_produto_pedido": .field("price_unit"),
            "valor_produto_pedido": .field("price_subtotal"),
            "pedido_cliente": .field("order_id.client_order_ref"),
            "cliente": .first([.label("order_partner_id"), .label("order_id.partner_id")]),
            "cliente_id": .first([.link("order_partner_id"), .link("order_id.partner_id")]),
            "produto_id": .link("product_id"),
            "pedido_id": .link("order_id"),
            "empresa_id": .first([.link("company_id"), .link("order_id.company_id")]),
        ],
        ignored: [IgnoreRule("sem_pedido", .empty("num_pedido")), .noProduct, .noCode],
        extraFields: ["product_uom_id|product_uom", "qty_delivered", "qty_saldo", "qty_cancelado"],
        balanceColumn: "qtd_saldo_produto_pedido")
}
