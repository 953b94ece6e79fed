/// The methods of models that are played.
enum OdooMethod: String, Sendable, CaseIterable {
    case searchRead = "search_read"
    case search
    case searchCount = "search_count"
    case read
    case fieldsGet = "fields_get"
    case write, create, unlink
    case contextGet = "context_get"
    case hasAccess = "has_access"
    case checkAccessRights = "check_access_rights"

    /// The names of its parameters, in their order.
    var parameters: [String] {
        switch self {
        case .searchRead: ["domain", "fields", "offset", "limit", "order", "load"]
        case .search: ["domain", "offset", "limit", "order"]
        case .searchCount: ["domain", "limit"]
        case .read: ["ids", "fields", "load"]
        case .fieldsGet: ["allfields", "attributes"]
        case .write: ["ids", "vals"]
        case .create: ["vals_list"]
        case .unlink: ["ids"]
        case .contextGet: []
        case .hasAccess: ["operation"]
        case .checkAccessRights: ["operation", "raise_exception"]
        }
    }

    /// Whether it is called on records.
    var takesRecords: Bool { self == .read || self == .write || self == .unlink }

    /// The parameter that must be there.
    var needed: String? {
        switch self {
        case .search: "domain"
        case .write: "vals"
        case .create: "vals_list"
        case .hasAccess, .checkAccessRights: "operation"
        default: nil
        }
    }

    /// The method of a name on a model.
    ///
    /// - Throws: `AccessError` for a private one, `AttributeError` for one that there is not.
    static func named(_ name: String, on model: String, version: OdooVersion) throws(OdooRefusal) -> OdooMethod {
        guard !name.hasPrefix("_") else {
            throw .access("Private methods (such as '\(model).\(name)') cannot be called remotely.")
        }
        guard let method = OdooMethod(rawValue: name), method != .contextGet || model == "res.users",
            method != .hasAccess || version == .v19, method != .checkAccessRights || version == .v17
        else {
            throw version == .v17
                ? .attribute("type object '\(model)' has no attribute '\(name)'")
                : .attribute("The method '\(model).\(name)' does not exist")
        }
        return method
    }
}
