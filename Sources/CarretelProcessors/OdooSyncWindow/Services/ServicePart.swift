import CarretelCore

/// What fills one table of the business store: which records of which model, and how a row is made of one.
///
/// Paths are written as Odoo writes them: `product_id`, `order_id.name`. A path has at most two parts. Where a field has
/// other names in other versions, these stand beside it: `product_uom_qty|product_qty`; the first that the server has
/// is used.
struct ServicePart: Sendable {
    var table: BusinessTable
    /// The model whose records become rows.
    var model: String
    /// Which records it is about. What a record has of this does not change in its life.
    var domain: [DomainCondition]
    /// Which of those are wanted now. A record can leave these: a window is read without them, and ``ignored`` tells
    /// which of its records are wanted no longer.
    var openDomain: [DomainCondition] = []
    /// The moments of change by which a window finds a record.
    var stamps: [Stamp]
    /// How each column of the table is filled.
    var columns: [String: ColumnSource]
    /// Which records do not become rows; the first rule that holds names the reason.
    var ignored: [IgnoreRule]
    /// Fields that are only read for the raw record.
    var extraFields: [String] = []
    /// Whether every run reads all of it, because Odoo changes its records without a stamp.
    var isReadWhole = false
    /// The column whose negative values are warned of.
    var balanceColumn: String?
}

/// One term of a domain, or several of which the server decides.
enum DomainCondition: Sendable {
    /// The field has to be there; without it the service fails.
    case required(DomainTerm)
    /// Drops out where the server does not have the field.
    case optional(DomainTerm)
    /// The first whose field the server has; without any the service fails.
    case first([DomainTerm])
    /// Out of the configuration.
    case given(OdooDomain)
}

/// A comparison of a field.
struct DomainTerm: Sendable {
    var path: String
    var comparison: OdooOperator
    var value: OdooLiteral

    init(_ path: String, _ comparison: OdooOperator, _ value: OdooLiteral) {
        self.path = path
        self.comparison = comparison
        self.value = value
    }

    /// The field has one of these texts.
    static func any(_ path: String, of texts: [String]) -> DomainTerm {
        DomainTerm(path, .isIn, .list(texts.map { .text($0) }))
    }
}

/// A field that holds when something was changed.
struct Stamp: Sendable, Hashable {
    var path: String
    /// Whether the service goes on without it where the server does not have it.
    var isOptional: Bool

    static func required(_ path: String) -> Stamp { Stamp(path: path, isOptional: false) }
    static func optional(_ path: String) -> Stamp { Stamp(path: path, isOptional: true) }
}

/// Where the value of a column comes from. What the server does not have is empty.
indirect enum ColumnSource: Sendable, Hashable {
    case recordID
    /// A field, read as the column's kind says.
    case field(String)
    /// The id that a many2one field holds.
    case link(String)
    /// The text of a many2one field.
    case label(String)
    /// A field that is empty when it holds only `/`, as Odoo numbers documents that have no number yet.
    case number(String)
    /// The code in front of a product's label, `[CODE] Name`: for products that the user may not read.
    case labelCode(String)
    /// A state in the words of the readers.
    case state(String, StateNames)
    /// Ordered less invoiced; nothing when one of the states is `cancel`.
    case balance(ordered: String, invoiced: String, states: [String])
    /// One quantity less another.
    case difference(String, String)
    /// The first of these that is not empty.
    case first([ColumnSource])

    /// The paths that it reads.
    var paths: [String] {
        switch self {
        case .recordID: []
        case .field(let path), .link(let path), .label(let path), .number(let path), .labelCode(let path),
            .state(let path, _):
            [path]
        case .balance(let ordered, let invoiced, let states): [ordered, invoiced] + states
        case .difference(let whole, let part): [whole, part]
        case .first(let sources): sources.flatMap(\.paths)
        }
    }
}

/// Why a record does not become a row.
struct IgnoreRule: Sendable {
    /// What a record is looked at for.
    enum Test: Sendable {
        /// The column has no value.
        case empty(String)
        /// The column's number is 0, negative or missing.
        case notPositive(String)
        /// The column's text has this in it.
        case contains(String, String)
        /// The field has one of these texts.
        case isOne(of: [String], String)
        /// The field has a text, and it is none of these.
        case isNone(of: [String], String)
    }

    /// A stable word, counted in the output.
    var reason: String
    var test: Test

    init(_ reason: String, _ test: Test) {
        self.reason = reason
        self.test = test
    }
}
