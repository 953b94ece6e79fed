extension OdooModel {
    /// Partners, products, and what is only ever named.
    static let basics: [OdooModel] = [
        OdooModel(
            "res.company", "Companies",
            [
                .char("name", "Company Name").required, .one("partner_id", "Partner", "res.partner"),
                .one("currency_id", "Currency", "res.currency").required,
            ]),
        OdooModel(
            "res.users", "User",
            [
                .char("name", "Name").required, .char("login", "Login").required, .boolean("active", "Active"),
                .one("partner_id", "Related Partner", "res.partner"), .one("company_id", "Company", "res.company"),
            ]),
        OdooModel(
            "res.lang", "Languages",
            [
                .char("name", "Name").required, .char("code", "Locale Code").required, .boolean("active", "Active"),
            ]),
        partner, product, template,
        OdooModel(
            "product.category", "Product Category",
            [
                .char("name", "Name").required, .char("complete_name", "Complete Name"),
                .one("parent_id", "Parent Category", "product.category"),
            ]),
        names("res.currency", "Currency"), names("res.country", "Country"),
        OdooModel(
            "res.country.state", "Country state",
            [
                .char("name", "State Name").required, .char("code", "State Code").required,
                .one("country_id", "Country", "res.country"),
            ]),
        names("uom.uom", "Product Unit of Measure"), names("account.tax", "Tax"), names("crm.team", "Sales Team"),
        names("crm.tag", "CRM Tag"), names("account.journal", "Journal"), names("account.account", "Account"),
        names("stock.warehouse", "Warehouse"), names("stock.picking.type", "Picking Type"),
        names("procurement.group", "Procurement Group"),
    ]

    private static let partner = OdooModel(
        "res.partner", "Contact", order: "name, id",
        [
            .char("name", "Name"), .char("vat", "Identification Number"), .char("email", "Email"),
            .char("phone", "Phone"), .char("mobile", "Mobile").until17, .char("street", "Street"),
            .char("city", "City"), .char("zip", "Zip"), .one("state_id", "State", "res.country.state"),
            .one("country_id", "Country", "res.country"),
            .choice("company_type", "Company Type", ["person": "Individual", "company": "Company"]).unstored,
            .boolean("is_company", "Is a Company"), .one("parent_id", "Related Company", "res.partner"),
            .char("ref", "Reference"), .boolean("active", "Active"), .one("company_id", "Company", "res.company"),
            .integer("customer_rank", "Customer Rank"), .integer("supplier_rank", "Supplier Rank"),
        ])

    private static let types: KeyValuePairs<String, String> = [
        "consu": "Consumable", "service": "Service", "product": "Storable Product",
    ]

    private static let productFields: [OdooField] = [
        .char("name", "Name").required, .char("default_code", "Internal Reference"), .char("barcode", "Barcode"),
        .boolean("active", "Active"), .choice("detailed_type", "Product Type", types).until17,
        .choice("type", "Type", types).until17,
        .choice("type19", "Product Type", ["consu": "Goods", "service": "Service", "combo": "Combo"])
            .named(in19: "type").since19,
        .boolean("is_storable", "Track Inventory").since19, .float("list_price", "Sales Price"),
        .float("standard_price", "Cost").unstored, .float("qty_available", "Quantity On Hand").unstored,
        .float("virtual_available", "Forecasted Quantity").unstored,
        .one("uom_id", "Unit of Measure", "uom.uom").required,
        .one("uom_po_id", "Purchase UoM", "uom.uom").until17,
        .one("categ_id", "Product Category", "product.category").required,
        .one("company_id", "Company", "res.company"), .float("weight", "Weight"), .boolean("sale_ok", "Sales"),
        .boolean("purchase_ok", "Purchase"),
    ]

    private static let product = OdooModel(
        "product.product", "Product Variant", order: "default_code, name, id", label: .product,
        productFields + [.one("product_tmpl_id", "Product Template", "product.template").required])

    private static let template = OdooModel(
        "product.template", "Product", order: "name, id", label: .product,
        productFields + [
            .many("product_variant_ids", "Products", "product.product", by: "product_tmpl_id")
        ])
}
