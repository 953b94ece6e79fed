import CarretelCore

extension ServicePart {
    /// `entradas`: moves by which purchased goods came in.
    static let receipts = ServicePart(
        table: .receipts, model: "stock.move",
        domain: [
            .required(DomainTerm("picking_id.picking_type_code", .equal, .text("incoming"))),
            .required(DomainTerm("state", .equal, .text("done"))),
        ],
        stamps: [.required("write_date"), .required("picking_id.write_date")],
        columns: [
            "movimento_id": .recordID,
            "num_recebimento": .documentName("picking_id"),
            "cod_produto": .productCode("product_id"),
            "nome_produto": .productName("product_id"),
            "qtd_movimentacao": .field("quantity|quantity_done"),
            "data_movimentacao": .first([.field("picking_id.date_done"), .field("date")]),
            "origem": .first([.field("picking_id.origin"), .field("origin")]),
            "local_destino": .label("location_dest_id"),
            "fornecedor": .first([.label("picking_id.partner_id"), .label("partner_id")]),
            "fornecedor_id": .first([.link("picking_id.partner_id"), .link("partner_id")]),
            "pedido_linha_id": .link("purchase_line_id"),
            "produto_id": .link("product_id"),
            "recebimento_id": .link("picking_id"),
            "empresa_id": .link("company_id"),
        ],
        ignored: [
            IgnoreRule("devolucao", .contains("num_recebimento", "/DEV/")),
            IgnoreRule("sem_fornecedor", .empty("fornecedor_id")), .noProduct, .noCode,
            IgnoreRule("sem_quantidade", .notPositive("qtd_movimentacao")),
        ],
        extraFields: ["product_uom_qty", "product_uom_id|product_uom"])

    /// `estoque_saldos`: what lies in internal locations.
    static let stockOnHand = ServicePart(
        table: .stockOnHand, model: "stock.quant",
        domain: [.required(DomainTerm("location_id.usage", .equal, .text("internal")))],
        stamps: [.required("write_date")],
        columns: [
            "saldo_id": .recordID,
            "cod_produto": .productCode("product_id"),
            "qtd_saldo": .field("quantity"),
            "qtd_reservada": .field("reserved_quantity"),
            "local": .label("location_id"),
            "produto_id": .link("product_id"),
            "local_id": .link("location_id"),
            "empresa_id": .link("company_id"),
        ],
        ignored: [.noProduct, .noCode],
        extraFields: ["lot_id", "in_date"],
        // Quants of one product and place are merged by SQL (stock.quant, _merge_quants), which stamps nothing.
        isReadWhole: true)

    /// `estoque_saidas`: moves out of stock that are still to be done.
    static let plannedShipments = plannedMoves(
        .plannedShipments, DomainTerm("picking_id.picking_type_code", .equal, .text("outgoing")))

    /// `estoque_entradas`: moves into stock that are still to be done and belong to no purchase order.
    static let plannedReceipts = plannedMoves(
        .plannedReceipts, DomainTerm("picking_id.picking_type_code", .equal, .text("incoming")),
        .optional(DomainTerm("purchase_line_id", .equal, .boolean(false))))

    /// `estoque_compras`: what of confirmed purchase orders has not come yet.
    static let purchasesInTransit = ServicePart(
        table: .purchasesInTransit, model: "purchase.order.line",
        domain: [.optional(DomainTerm("display_type", .equal, .boolean(false)))],
        openDomain: [.required(.any("order_id.state", of: confirmed))],
        stamps: [.required("write_date"), .required("order_id.write_date"), .product],
        columns: [
            "linha_id": .recordID,
            "num_pedido": .documentName("order_id"),
            "cod_produto": .productCode("product_id"),
            "data_prevista": .field("date_planned"),
            "qtd_pendente": .difference("product_qty", "qty_received"),
            "produto_id": .link("product_id"),
            "empresa_id": .first([.link("company_id"), .link("order_id.company_id")]),
        ],
        ignored: [
            IgnoreRule("nao_confirmado", .isNone(of: confirmed, "order_id.state|state")), .noProduct, .noCode,
            IgnoreRule("sem_pendencia", .notPositive("qtd_pendente")),
        ])

    private static let confirmed = ["purchase", "done"]
    private static let over = ["done", "cancel", "draft"]

    private static func plannedMoves(
        _ table: BusinessTable, _ direction: DomainTerm, _ others: DomainCondition...
    ) -> ServicePart {
        ServicePart(
            table: table, model: "stock.move",
            domain: [.required(direction)] + others,
            openDomain: [.required(DomainTerm("state", .isNotIn, .list(over.map { .text($0) })))],
            stamps: [.required("write_date"), .required("picking_id.write_date"), .product],
            columns: [
                "movimento_id": .recordID,
                "cod_produto": .productCode("product_id"),
                "data_prevista": .field("date"),
                "qtd_prevista": .field("product_qty|product_uom_qty"),
                "status": .field("state"),
                "origem": .first([.field("origin"), .field("picking_id.origin")]),
                "produto_id": .link("product_id"),
                "empresa_id": .link("company_id"),
            ],
            ignored: [
                IgnoreRule("encerrado", .isOne(of: over, "state")), .noProduct, .noCode,
                IgnoreRule("sem_quantidade", .notPositive("qtd_prevista")),
            ])
    }
}
