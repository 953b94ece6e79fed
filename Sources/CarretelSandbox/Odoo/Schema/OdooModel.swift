/// A model as it is described, before version and settings pick what is there of it.
struct OdooModel: Sendable {
    /// What `display_name` is made of.
    enum Label: Sendable {
        /// A text field.
        case field(String)
        /// `[CODE] Name`.
        case product
        /// The number, or words for a draft that has none.
        case invoice
        /// `S00001 - [CODE] Name (Partner)`.
        case saleLine
        /// `sale.order,1`.
        case plain
    }

    let name: String
    /// What people call its records.
    let title: String
    /// The order of its records when none is asked for.
    var order = "id"
    var label = Label.field("name")
    var fields: [OdooField]

    init(_ name: String, _ title: String, order: String = "id", label: Label = .field("name"), _ fields: [OdooField]) {
        self.name = name
        self.title = title
        self.order = order
        self.label = label
        self.fields = fields
    }

    /// A model of which only names matter.
    static func names(_ name: String, _ title: String) -> OdooModel {
        OdooModel(name, title, [.char("name", "Name").required])
    }

    /// The fields that every model has.
    static let common: [OdooField] = [
        .integer("id", "ID").derived(.identity, isStored: true),
        .char("display_name", "Display Name").derived(.label),
        .moment("create_date", "Created on").derived(.createMoment, isStored: true),
        .moment("write_date", "Last Updated on").derived(.writeMoment, isStored: true),
        .one("create_uid", "Created by", "res.users"),
        .one("write_uid", "Last Updated by", "res.users"),
    ]

    /// Every model that is known.
    static let all = basics + sales + accounting + purchases + stock
}
