extension OdooModel {
    /// Invoices and their lines.
    static let accounting: [OdooModel] = [invoice, invoiceLine]

    private static let invoiceTypes: KeyValuePairs<String, String> = [
        "entry": "Journal Entry", "out_invoice": "Customer Invoice", "out_refund": "Customer Credit Note",
        "in_invoice": "Vendor Bill", "in_refund": "Vendor Credit Note", "out_receipt": "Sales Receipt",
        "in_receipt": "Purchase Receipt",
    ]
    private static let invoiceStates: KeyValuePairs<String, String> = [
        "draft": "Draft", "posted": "Posted", "cancel": "Cancelled",
    ]

    private static let invoice = OdooModel(
        "account.move", "Journal Entry", order: "date desc, name desc, id desc", label: .invoice,
        [
            .char("name", "Number"), .char("ref", "Reference"),
            .choice("move_type", "Type", invoiceTypes).required,
            .choice("state", "Status", invoiceStates).required,
            .choice(
                "payment_state", "Payment Status",
                [
                    "not_paid": "Not Paid", "in_payment": "In Payment", "paid": "Paid", "partial": "Partially Paid",
                    "reversed": "Reversed", "invoicing_legacy": "Invoicing App Legacy",
                ]), .day("invoice_date", "Invoice/Bill Date"), .day("invoice_date_due", "Due Date"),
            .day("date", "Date").required, .one("partner_id", "Partner", "res.partner"),
            .one("invoice_user_id", "Salesperson", "res.users"), .money("amount_untaxed", "Untaxed Amount"),
            .money("amount_tax", "Tax"), .money("amount_total", "Total"), .money("amount_residual", "Amount Due"),
            .one("currency_id", "Currency", "res.currency").required,
            .one("journal_id", "Journal", "account.journal").required,
            .one("company_id", "Company", "res.company"),
            .many("line_ids", "Journal Items", "account.move.line", by: "move_id"),
            .many("invoice_line_ids", "Invoice lines", "account.move.line").unstored,
            .char("invoice_origin", "Origin"),
            .choice("l10n_br_tipo_pedido", "Tipo de Pedido", brazilianKinds).brazilian,
            .char("l10n_br_numero_nota_fiscal", "Número da Nota Fiscal").brazilian,
        ])

    private static let invoiceLine = OdooModel(
        "account.move.line", "Journal Item", order: "date desc, move_id desc, id",
        [
            .one("move_id", "Journal Entry", "account.move").required, .char("name", "Label"),
            .char("move_name", "Number"), .one("account_id", "Account", "account.account"),
            .one("partner_id", "Partner", "res.partner"), .one("product_id", "Product", "product.product"),
            .float("quantity", "Quantity"), .one("product_uom_id", "Unit of Measure", "uom.uom"),
            .float("price_unit", "Unit Price"), .float("discount", "Discount (%)"),
            .money("price_subtotal", "Subtotal"), .money("price_total", "Total"), .money("balance", "Balance"),
            .money("debit", "Debit"), .money("credit", "Credit"), .day("date", "Date"),
            .day("date_maturity", "Due Date"),
            .choice(
                "display_type", "Display Type",
                [
                    "product": "Product", "cogs": "Cost of Goods Sold", "tax": "Tax", "rounding": "Rounding",
                    "payment_term": "Payment Term", "line_section": "Section", "line_note": "Note",
                ]), .boolean("reconciled", "Reconciled"),
            .choice("parent_state", "Status", invoiceStates), .one("company_id", "Company", "res.company"),
            .many("tax_ids", "Taxes", "account.tax"),
            .one("purchase_line_id", "Purchase Order Line", "purchase.order.line"),
            .many("sale_line_ids", "Sales Order Lines", "sale.order.line"),
            .float("l10n_br_total_nfe", "Total da NF-e").brazilian,
        ])
}
