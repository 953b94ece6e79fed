import CarretelCore

/// What a page turned out to be.
enum PageVerdict: Sendable, Hashable {
    /// The service order, with all that is required.
    case found(OrderRecord)
    /// The page of the service order, but `missing` fields have no value: built later by scripts, or changed.
    case incomplete(OrderRecord, missing: [String])
    case notFound
    case loggedOut
    case loginRefused
    case needsScript
    /// The page of another service order than was asked for, or one of which no condition holds: the portal has
    /// changed, or answers something new. One sentence.
    case unknown(String)
}

/// A service order as read off a page: cleaned, by the names of ours, in the order of the page.
struct OrderRecord: Sendable, Hashable {
    /// One field.
    struct Field: Sendable, Hashable {
        var name: String
        var value: String
    }

    var fields: [Field]

    /// The value of a field; nil when the page has none.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}
