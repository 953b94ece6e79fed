/// A user's name and password.
package struct Login: Sendable, Hashable {
    package var user: String
    package var password: Secret

    /// Joins both.
    package init(user: String, password: Secret) {
        self.user = user
        self.password = password
    }

    /// Name and password as the Basic scheme sends them (RFC 7617, section 2).
    package var basicToken: Secret {
        Secret(Base64.encode((user + ":" + password.reveal()).utf8))
    }
}
