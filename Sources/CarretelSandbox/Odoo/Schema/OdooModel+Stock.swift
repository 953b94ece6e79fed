extension OdooModel {
    /// Places, transfers, moves and what lies where.
    static let stock: [OdooModel] = [location, picking, move, quant]

    private static let location = OdooModel(
        "stock.location", "Inventory Locations", order: "complete_name, id", label: .field("complete_name"),
        [
            .char("name", "Location Name").required, .char("complete_name", "Full Location Name"),
            .boolean("active", "Active"), .one("location_id", "Parent Location", "stock.location"),
            .choice(
                "usage", "Location Type",
                [
                    "supplier": "Vendor Location", "view": "View", "internal": "Internal Location",
                    "customer": "Customer Location", "inventory": "Inventory Loss", "transit": "Transit Location",
                ]
            ).required, .one("company_id", "Company", "res.company"),
        ])

    private static let picking = OdooModel(
        "stock.picking", "Transfer", order: "priority desc, scheduled_date, id desc",
        [
            .char("name", "Reference"),
            .choice(
                "state", "Status",
                [
                    "draft": "Draft", "waiting": "Waiting Another Operation", "confirmed": "Waiting",
                    "assigned": "Ready", "done": "Done", "cancel": "Cancelled",
                ]), .one("picking_type_id", "Operation Type", "stock.picking.type").required,
            .choice(
                "picking_type_code", "Type of Operation",
                ["incoming": "Receipt", "outgoing": "Delivery", "internal": "Internal Transfer"]
            ).unstored, .one("partner_id", "Contact", "res.partner"),
            .one("location_id", "Source Location", "stock.location").required,
            .one("location_dest_id", "Destination Location", "stock.location").required,
            .moment("scheduled_date", "Scheduled Date"), .moment("date_deadline", "Deadline"),
            .moment("date_done", "Date of Transfer"), .char("origin", "Source Document"),
            .one("backorder_id", "Back Order of", "stock.picking"),
            .choice("priority", "Priority", ["0": "Normal", "1": "Urgent"]),
            .one("group_id", "Procurement Group", "procurement.group").until17,
            .one("sale_id", "Sales Order", "sale.order"), .one("purchase_id", "Purchase Orders", "purchase.order"),
            .one("company_id", "Company", "res.company"),
            .many("move_ids", "Stock Moves", "stock.move", by: "picking_id"),
            .many("move_ids_without_package", "Stock moves not in package", "stock.move", by: "picking_id"),
        ])

    private static let move = OdooModel(
        "stock.move", "Stock Move", order: "sequence, id", label: .field("reference"),
        [
            .char("name", "Description").until17, .char("reference", "Reference"),
            .integer("sequence", "Sequence"),
            .choice(
                "state", "Status",
                [
                    "draft": "New", "waiting": "Waiting Another Move", "confirmed": "Waiting Availability",
                    "partially_available": "Partially Available", "assigned": "Available", "done": "Done",
                    "cancel": "Cancelled",
                ]), .one("product_id", "Product", "product.product").required,
            .float("product_uom_qty", "Demand").required, .float("quantity", "Quantity"),
            .one("product_uom", "UoM", "uom.uom").required, .one("picking_id", "Transfer", "stock.picking"),
            .one("location_id", "Source Location", "stock.location").required,
            .one("location_dest_id", "Destination Location", "stock.location").required,
            .one("group_id", "Procurement Group", "procurement.group").until17,
            .one("sale_line_id", "Sale Line", "sale.order.line"),
            .one("purchase_line_id", "Purchase Order Line", "purchase.order.line"),
            .moment("date", "Date Scheduled").required, .moment("date_deadline", "Deadline"),
            .char("origin", "Source Document"), .one("company_id", "Company", "res.company"),
        ])

    private static let quant = OdooModel(
        "stock.quant", "Quants", order: "id", label: .plain,
        [
            .one("product_id", "Product", "product.product").required,
            .one("location_id", "Location", "stock.location").required, .float("quantity", "Quantity"),
            .float("reserved_quantity", "Reserved Quantity").required,
            .float("available_quantity", "Available Quantity")
                .derived(.difference("quantity", "reserved_quantity")), .moment("in_date", "Incoming Date").required,
            .one("owner_id", "Owner", "res.partner"), .one("company_id", "Company", "res.company"),
        ])
}
