import CarretelCore
import Testing

@testable import CarretelProcessors

/// A record of an answer.
func record(_ json: String) throws -> OdooRecord {
    try #require(OdooRecord(try JSONValue(parsing: Array(json.utf8))))
}

/// The fields of a model: names of plain ones, and `name>model` for a many2one.
func odooFields(_ names: String) -> OdooFields {
    var fields: [String: OdooFields.Field] = [:]
    for name in names.split(separator: " ") {
        let parts = name.split(separator: ">")
        fields[String(parts[0])] = OdooFields.Field(
            type: parts.count == 2 ? "many2one" : "char",
            relation: parts.count == 2 ? String(parts[1]) : nil,
            isStored: true)
    }
    return OdooFields(fields)
}

/// A moment.
func moment(_ text: String) throws -> Timestamp { try Timestamp(parsingRFC3339: text) }

/// A domain as Odoo reads it.
func json(_ domain: OdooDomain) -> String { String(decoding: domain.json, as: UTF8.self) }

/// What a server knows, as of Odoo 17 without the Brazilian fields unless they are added.
struct KnownFields {
    var own: OdooFields
    var related: [String: OdooFields]

    static let product = odooFields("id default_code name write_date")

    static func sales(order: String = "", line: String = "") -> KnownFields {
        KnownFields(
            own: odooFields(
                "id state display_type order_id>sale.order product_id>product.product product_uom>uom.uom "
                    + "product_uom_qty qty_invoiced price_unit price_subtotal order_partner_id>res.partner "
                    + "company_id>res.company qty_delivered write_date " + line),
            related: [
                "order_id": odooFields(
                    "id name state date_order commitment_date client_order_ref partner_id>res.partner "
                        + "company_id>res.company write_date " + order),
                "product_id": product,
            ])
    }

    static func invoices(move: String = "") -> KnownFields {
        KnownFields(
            own: odooFields(
                "id display_type move_id>account.move product_id>product.product parent_state date quantity price_unit "
                    + "price_total partner_id>res.partner company_id>res.company write_date"),
            related: [
                "move_id": odooFields(
                    "id name state move_type invoice_date invoice_origin partner_id>res.partner write_date " + move),
                "product_id": product,
            ])
    }

    static let receipts = KnownFields(
        own: odooFields(
            "id state picking_id>stock.picking product_id>product.product quantity product_uom_qty date origin "
                + "location_dest_id>stock.location purchase_line_id>purchase.order.line company_id>res.company write_date"
        ),
        related: [
            "picking_id": odooFields("id name picking_type_code partner_id>res.partner origin date_done write_date"),
            "product_id": product,
        ])

    static func purchases(order: String = "") -> KnownFields {
        KnownFields(
            own: odooFields(
                "id state order_id>purchase.order product_id>product.product display_type product_qty qty_received "
                    + "price_unit price_subtotal date_planned partner_id>res.partner company_id>res.company write_date"),
            related: [
                "order_id": odooFields("id name state date_order partner_id>res.partner write_date " + order),
                "product_id": product,
            ])
    }

    /// A part as it is read from such a server.
    func plan(_ part: ServicePart) throws -> PartPlan { try PartPlan(part, own: own, related: related) }
}

/// Makes rows of one record.
struct RowProbe {
    let plan: PartPlan
    private var related: RelatedRecords

    init(_ part: ServicePart, _ known: KnownFields) throws {
        plan = try known.plan(part)
        related = RelatedRecords(plan)
    }

    /// What a many2one field leads to.
    mutating func know(_ field: String, _ records: String...) throws {
        let records = try records.map { try record($0) }
        related.keep(records, of: records.map(\.id), behind: field)
    }

    /// What becomes of a record.
    func make(_ json: String) throws -> RowMaker.Made {
        var maker = RowMaker(plan)
        return maker.make(try record(json), related)
    }

    /// The columns of the row that a record becomes.
    func columns(_ json: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: BusinessValue] {
        guard case .row(let row) = try make(json) else {
            Issue.record("ignored", sourceLocation: sourceLocation)
            return [:]
        }
        return Dictionary(uniqueKeysWithValues: zip(plan.part.table.columns.map(\.name), row.values))
    }

    /// Why a record becomes no row; nil for one that does.
    func reason(_ json: String) throws -> String? {
        guard case .ignored(let ignored) = try make(json) else { return nil }
        return ignored.reason
    }
}
