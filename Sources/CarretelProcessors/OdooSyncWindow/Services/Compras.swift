import CarretelCore

extension ServicePart {
    /// `requisicoes`: lines of purchase requests (OCA's purchase_request).
    static let requisitions = ServicePart(
        table: .requisitions, model: "purchase.request.line",
        domain: [],
        stamps: [.required("write_date"), .required("request_id.write_date"), .product],
        columns: [
            "linha_id": .recordID,
            "num_requisicao": .documentName("request_id"),
            "cod_produto": .productCode("product_id"),
            "nome_produto": .productName("product_id"),
            "descricao": .first([.field("name"), .field("description")]),
            "status": .first([.state("request_id.state", .request), .state("request_state", .request)]),
            "status_compra": .state("purchase_state", .purchase),
            "qtd_produto_requisicao": .field("product_qty"),
            "data_requisicao": .first([.field("request_id.date_start"), .field("date_start")]),
            "data_necessidade": .field("date_required"),
            "solicitante": .first([.label("requested_by"), .label("request_id.requested_by")]),
            "responsavel": .first([.label("assigned_to"), .label("request_id.assigned_to")]),
            "origem": .first([.field("origin"), .field("request_id.origin")]),
            "produto_id": .link("product_id"),
            "requisicao_id": .link("request_id"),
            "empresa_id": .first([.link("company_id"), .link("request_id.company_id")]),
        ],
        ignored: [.noProduct, .noCode],
        extraFields: ["product_uom_id", "qty_in_progress", "qty_done", "cancelled"])

    /// `pedidos`: lines of purchase orders.
    static let purchases = ServicePart(
        table: .purchases, model: "purchase.order.line",
        domain: [.optional(DomainTerm("display_type", .equal, .boolean(false)))],
        stamps: [.required("write_date"), .required("order_id.write_date"), .product],
        columns: [
            "num_pedido": .documentName("order_id"),
            "cod_produto": .productCode("product_id"),
            "empresa_id": .first([.link("company_id"), .link("order_id.company_id")]),
            "nome_produto": .productName("product_id"),
            "status": .first([.state("order_id.state", .purchase), .state("state", .purchase)]),
            "tipo_pedido": .field("order_id.l10n_br_tipo_pedido"),
            "data_pedido": .field("order_id.date_order"),
            "data_prevista": .field("date_planned"),
            "qtd_produto_pedido": .field("product_qty"),
            "qtd_recebida": .field("qty_received"),
            "preco_produto_pedido": .field("price_unit"),
            "valor_produto_pedido": .field("price_subtotal"),
            "fornecedor": .first([.label("partner_id"), .label("order_id.partner_id")]),
            "fornecedor_id": .first([.link("partner_id"), .link("order_id.partner_id")]),
            "produto_id": .link("product_id"),
            "pedido_id": .link("order_id"),
        ],
        ignored: [
            IgnoreRule("sem_pedido", .empty("num_pedido")), .noProduct, .noCode,
            IgnoreRule("tipo_irrelevante", .isNone(of: OrderTypes.purchases, "order_id.l10n_br_tipo_pedido")),
        ],
        extraFields: ["product_uom_id|product_uom", "qty_invoiced"])

    /// `alocacoes`: which lines of purchase orders serve which lines of purchase requests.
    static let allocations = ServicePart(
        table: .allocations, model: "purchase.request.allocation",
        domain: [],
        stamps: [
            .required("write_date"), .optional("purchase_line_id.write_date"),
            .optional("purchase_request_line_id.write_date"),
        ],
        columns: [
            "alocacao_id": .recordID,
            "requisicao_linha_id": .link("purchase_request_line_id"),
            "pedido_linha_id": .link("purchase_line_id"),
            "movimento_id": .link("stock_move_id"),
            "cod_produto": .productCode("product_id"),
            "status_compra": .state("purchase_state", .purchase),
            "qtd_requisitada": .field("requested_product_uom_qty"),
            "qtd_alocada": .field("allocated_product_qty"),
            "qtd_aberta": .field("open_product_qty"),
            "produto_id": .link("product_id"),
            "empresa_id": .link("company_id"),
        ],
        ignored: [IgnoreRule("sem_requisicao", .empty("requisicao_linha_id")), .noProduct, .noCode])
}
