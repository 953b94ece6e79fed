/// A form to log in with, as it stands on a page.
struct LoginForm: Sendable, Hashable {
    /// A member that is sent as it stands.
    struct Member: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// Where it is sent, as it stands there; empty for the page itself.
    var action: String
    /// Whether it is sent in a body; else it would put the password into an address.
    var isPost: Bool
    /// All its members but the two fields.
    var hidden: [Member]
    /// The name of the user's field.
    var username: String
    /// The name of the password's field.
    var password: String
}
