extension OdooModel {
    /// Sale orders and their lines.
    static let sales: [OdooModel] = [saleOrder, saleLine]

    static let saleStates: KeyValuePairs<String, String> = [
        "draft": "Quotation", "sent": "Quotation Sent", "sale": "Sales Order", "cancel": "Cancelled",
    ]
    private static let invoicing: KeyValuePairs<String, String> = [
        "upselling": "Upselling Opportunity", "invoiced": "Fully Invoiced", "to invoice": "To Invoice",
        "no": "Nothing to Invoice",
    ]
    /// The kinds of orders of the Brazilian localisation.
    static let brazilianKinds: KeyValuePairs<String, String> = [
        "venda": "Venda", "bonificacao": "Bonificação", "industrializacao": "Industrialização",
        "exportacao": "Exportação", "venda-industrializacao": "Venda de industrialização", "compra": "Compra",
        "importacao": "Importação", "devolucao": "Devolução", "transferencia": "Transferência",
    ]

    private static let saleOrder = OdooModel(
        "sale.order", "Sales Order", order: "date_order desc, id desc",
        [
            .char("name", "Order Reference").required, .one("partner_id", "Customer", "res.partner").required,
            .one("user_id", "Salesperson", "res.users"), .one("team_id", "Sales Team", "crm.team"),
            .moment("date_order", "Order Date").required, .moment("commitment_date", "Delivery Date"),
            .moment("effective_date", "Effective Date"), .choice("state", "Status", saleStates),
            .boolean("locked", "Locked"), .choice("invoice_status", "Invoice Status", invoicing),
            .choice(
                "delivery_status", "Delivery Status",
                ["pending": "Not Delivered", "partial": "Partially Delivered", "full": "Fully Delivered"]),
            .money("amount_untaxed", "Untaxed Amount"), .money("amount_tax", "Taxes"),
            .money("amount_total", "Total"), .one("currency_id", "Currency", "res.currency"),
            .char("client_order_ref", "Customer Reference"), .char("origin", "Source Document"),
            .one("company_id", "Company", "res.company").required,
            .one("warehouse_id", "Warehouse", "stock.warehouse"),
            .many("order_line", "Order Lines", "sale.order.line", by: "order_id"),
            .many("picking_ids", "Transfers", "stock.picking", by: "sale_id"),
            .many("invoice_ids", "Invoices", "account.move").unstored, .many("tag_ids", "Tags", "crm.tag"),
            .html("note", "Terms and conditions"),
            .choice("l10n_br_tipo_pedido", "Tipo de Pedido", brazilianKinds).brazilian,
        ])

    private static let saleLine = OdooModel(
        "sale.order.line", "Sales Order Line", order: "order_id, sequence, id", label: .saleLine,
        [
            .one("order_id", "Order Reference", "sale.order").required, .integer("sequence", "Sequence"),
            .one("product_id", "Product", "product.product"), .text("name", "Description").required,
            .float("product_uom_qty", "Quantity").required, .float("qty_delivered", "Delivery Quantity"),
            .float("qty_invoiced", "Invoiced Quantity"), .float("qty_to_invoice", "Quantity To Invoice"),
            .one("product_uom", "Unit of Measure", "uom.uom").named(in19: "product_uom_id"),
            .float("price_unit", "Unit Price").required, .float("discount", "Discount (%)"),
            .many("tax_id", "Taxes", "account.tax").named(in19: "tax_ids"), .money("price_subtotal", "Subtotal"),
            .money("price_total", "Total"), .choice("state", "Order Status", saleStates),
            .choice("invoice_status", "Invoice Status", invoicing),
            .choice("display_type", "Display Type", ["line_section": "Section", "line_note": "Note"]),
            .one("order_partner_id", "Customer", "res.partner"), .one("salesman_id", "Salesperson", "res.users"),
            .one("company_id", "Company", "res.company"), .one("currency_id", "Currency", "res.currency"),
            .many("move_ids", "Stock Moves", "stock.move", by: "sale_line_id"),
            .float("qty_saldo", "Saldo").brazilian, .float("qty_cancelado", "Cancelado").brazilian,
            .float("l10n_br_icms_valor", "Valor do ICMS").brazilian,
            .float("l10n_br_icmsst_valor", "Valor do ICMS ST").brazilian,
            .float("l10n_br_pis_valor", "Valor do PIS").brazilian,
            .float("l10n_br_cofins_valor", "Valor da COFINS").brazilian,
        ])
}
