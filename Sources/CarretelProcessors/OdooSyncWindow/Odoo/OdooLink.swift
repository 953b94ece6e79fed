import CarretelCore

/// The way in that was found: what a call needs beside what it asks for.
struct OdooLink: Sendable, Hashable {
    var server: OdooServer
    /// Empty when the server is to choose.
    var database: String
}

/// Decides which way in is taken; pure, so that it can be a table of tests.
enum OdooChoice: Sendable, Hashable {
    case jsonrpc
    /// Ask `/json/2` whether it is there; `/jsonrpc` is the way when it is not.
    case json2OrJSONRPC
    /// Ask `/json/2` whether it is there; there is no other way.
    case json2
    /// No way, and why.
    case none(FailureReason)

    /// What is known of `/jsonrpc`.
    enum RPC: Sendable, Hashable {
        /// It tells its version, or nothing that can be read as one.
        case answers(OdooVersion?)
        /// There is none.
        case gone
        /// Nobody asked.
        case unasked
    }

    /// Chooses.
    ///
    /// - Parameters:
    ///   - preference: what the profile says.
    ///   - hasKey: whether there is an API key.
    ///   - rpc: what is known of `/jsonrpc`.
    /// - Returns: the way in.
    static func choose(_ preference: OdooPreference, hasKey: Bool, rpc: RPC) -> OdooChoice {
        switch (preference, rpc) {
        case (.json2, _): hasKey ? .json2 : .none(.keyMissing("The profile wants the protocol json2"))
        case (.jsonrpc, .gone):
            .none(.noWayIn("The server has no /jsonrpc (any more); let the profile's protocol be auto."))
        case (_, .gone): hasKey ? .json2 : .none(.keyMissing("The server has no /jsonrpc (any more)"))
        case (.auto, .answers(let version?)) where hasKey && version >= .withJSON2: .json2OrJSONRPC
        case (_, .answers), (_, .unasked): .jsonrpc
        }
    }
}

extension FailureReason {
    /// There is no way into the server at all.
    static func noWayIn(_ message: String) -> FailureReason {
        FailureReason(
            .permanent, code: "odoo_no_way_in", message: message,
            hint: "See that the profile's url is Odoo's own address, and its protocol one that the server has.")
    }

    fileprivate static func keyMissing(_ why: String) -> FailureReason {
        FailureReason(
            .permanent, code: "profile_incomplete", message: "\(why), and /json/2 needs an API key.",
            pointer: "/parameters/profile",
            hint: "Set ODOO_API_KEY or ODOO_API_KEY_FILE, or profiles.NAME.odoo.api_key_file in the configuration.")
    }
}
