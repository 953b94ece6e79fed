import CarretelCore

/// What a profile says about how the server is spoken to.
enum OdooPreference: String, Sendable, Hashable, CaseIterable {
    case auto, jsonrpc, json2
}

/// A way in.
enum OdooProtocol: String, Sendable, Hashable {
    /// `/jsonrpc`: Odoo 21 and before; goes with Odoo 22.
    case jsonrpc
    /// `/json/2`, by API key alone: Odoo 19 and later.
    case json2
}

/// The version of a server: 17.0, 18.2.
struct OdooVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    var major: Int
    var minor: Int

    /// The first version with `/json/2`.
    static let withJSON2 = OdooVersion(major: 19, minor: 0)

    static func < (left: OdooVersion, right: OdooVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    var description: String { "\(major).\(minor)" }
}

/// What is known of a server once it has let us in.
struct OdooServer: Sendable, Hashable {
    /// Nil where the server does not tell it: over `/json/2` without `/jsonrpc` beside it.
    var version: OdooVersion?
    var api: OdooProtocol
    /// The id of our user; nil where the server does not tell it.
    var uid: Int64?
    /// The name of its database; empty where nobody has named it and the server chooses.
    var database = ""
}
