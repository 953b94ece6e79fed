extension OdooModel {
    /// Requests, orders, and what links them.
    static let purchases: [OdooModel] = [order, orderLine, request, requestLine, allocation]

    private static let states: KeyValuePairs<String, String> = [
        "draft": "RFQ", "sent": "RFQ Sent", "to approve": "To Approve", "purchase": "Purchase Order",
        "done": "Locked", "cancel": "Cancelled",
    ]
    private static let requestStates: KeyValuePairs<String, String> = [
        "draft": "Draft", "to_approve": "To be approved", "approved": "Approved", "in_progress": "In progress",
        "done": "Done", "rejected": "Rejected",
    ]

    private static let order = OdooModel(
        "purchase.order", "Purchase Order", order: "priority desc, id desc",
        [
            .char("name", "Order Reference").required, .one("partner_id", "Vendor", "res.partner").required,
            .char("partner_ref", "Vendor Reference"), .choice("state", "Status", states),
            .boolean("locked", "Locked").since19, .choice("priority", "Priority", ["0": "Normal", "1": "Urgent"]),
            .moment("date_order", "Order Deadline").required, .moment("date_approve", "Confirmation Date"),
            .moment("date_planned", "Expected Arrival"), .moment("effective_date", "Arrival"),
            .choice(
                "receipt_status", "Receipt Status",
                ["pending": "Not Received", "partial": "Partially Received", "full": "Fully Received"]),
            .choice(
                "invoice_status", "Billing Status",
                ["no": "Nothing to Bill", "to invoice": "Waiting Bills", "invoiced": "Fully Billed"]),
            .money("amount_untaxed", "Untaxed Amount"), .money("amount_tax", "Taxes"),
            .money("amount_total", "Total"), .one("currency_id", "Currency", "res.currency").required,
            .one("company_id", "Company", "res.company").required,
            .many("order_line", "Order Lines", "purchase.order.line", by: "order_id"),
            .many("picking_ids", "Receptions", "stock.picking", by: "purchase_id"),
            .char("origin", "Source Document"), .one("user_id", "Buyer", "res.users"),
            .html("notes", "Terms and Conditions").named(in19: "note"),
            .choice("l10n_br_tipo_pedido", "Tipo de Pedido", brazilianKinds).brazilian,
        ])

    private static let orderLine = OdooModel(
        "purchase.order.line", "Purchase Order Line", order: "order_id, sequence, id",
        [
            .one("order_id", "Order Reference", "purchase.order").required, .integer("sequence", "Sequence"),
            .one("product_id", "Product", "product.product"), .text("name", "Description").required,
            .float("product_qty", "Quantity").required, .float("product_uom_qty", "Total Quantity"),
            .float("qty_received", "Received Qty"), .float("qty_invoiced", "Billed Qty"),
            .one("product_uom", "Unit of Measure", "uom.uom").named(in19: "product_uom_id"),
            .float("price_unit", "Unit Price").required,
            .many("taxes_id", "Taxes", "account.tax").named(in19: "tax_ids"), .money("price_subtotal", "Subtotal"),
            .money("price_total", "Total"), .moment("date_planned", "Expected Arrival"),
            .choice("state", "Status", states), .one("company_id", "Company", "res.company"),
            .one("partner_id", "Partner", "res.partner"),
            .choice("display_type", "Display Type", ["line_section": "Section", "line_note": "Note"]),
            .many("purchase_request_lines", "Purchase Request Lines", "purchase.request.line"),
        ])

    private static let request = OdooModel(
        "purchase.request", "Purchase Request", order: "id desc",
        [
            .char("name", "Request Reference").required, .choice("state", "Status", requestStates).required,
            .day("date_start", "Creation date"), .one("requested_by", "Requested By", "res.users").required,
            .one("assigned_to", "Approver", "res.users"), .text("description", "Description"),
            .char("origin", "Source Document"), .one("company_id", "Company", "res.company").required,
            .many("line_ids", "Products to Purchase", "purchase.request.line", by: "request_id"),
            .money("estimated_cost", "Total Estimated Cost"),
            .integer("purchase_count", "Purchases count").unstored,
        ])

    private static let requestLine = OdooModel(
        "purchase.request.line", "Purchase Request Line", order: "id desc",
        [
            .one("request_id", "Purchase Request", "purchase.request").required, .char("name", "Description"),
            .one("product_id", "Product", "product.product"), .float("product_qty", "Quantity"),
            .one("product_uom_id", "UoM", "uom.uom"), .day("date_required", "Request Date").required,
            .choice("request_state", "Request state", requestStates),
            .choice("purchase_state", "Purchase Status", states), .float("qty_in_progress", "Qty In Progress"),
            .float("qty_done", "Qty Done"), .float("pending_qty_to_receive", "Pending Qty to Receive"),
            .float("purchased_qty", "RFQ/PO Qty").unstored, .boolean("cancelled", "Cancelled"),
            .many("purchase_lines", "Purchase Order Lines", "purchase.order.line"),
            .money("estimated_cost", "Estimated Cost"), .one("company_id", "Company", "res.company"),
        ])

    private static let allocation = OdooModel(
        "purchase.request.allocation", "Purchase Request Allocation", order: "id", label: .plain,
        [
            .one("purchase_request_line_id", "Purchase Request Line", "purchase.request.line").required,
            .one("purchase_line_id", "Purchase Line", "purchase.order.line"),
            .one("stock_move_id", "Stock Move", "stock.move"),
            .one("product_id", "Product", "product.product").unstored,
            .float("requested_product_uom_qty", "Requested Quantity"),
            .float("allocated_product_qty", "Allocated Quantity"),
            .float("open_product_qty", "Open Quantity")
                .derived(.difference("requested_product_uom_qty", "allocated_product_qty")),
            .choice("purchase_state", "Status", states).unstored, .one("company_id", "Company", "res.company"),
        ])
}
