/// Somebody who may log in, and what is kept from them.
package struct OdooUser: Sendable, Hashable {
    /// The id in `res.users`.
    package var id: Int64
    package var name: String
    package var login: String
    package var password: String
    /// The key that may stand in the place of the password, but not to open a session.
    package var apiKey: String
    /// The companies whose records can be seen; empty for all.
    package var companies: [Int64] = []
    /// Record rules: only records that meet the domain, written in JSON, are seen of a model.
    package var rules: [String: String] = [:]
    /// Models of which nothing may be read.
    package var hiddenModels: Set<String> = []
    /// Fields that are not there for this user, by model.
    package var hiddenFields: [String: Set<String>] = [:]

    /// Describes a user from whom nothing is kept.
    package init(id: Int64, name: String, login: String, password: String, apiKey: String) {
        self.id = id
        self.name = name
        self.login = login
        self.password = password
        self.apiKey = apiKey
    }

    /// Sees all.
    package static let full = OdooUser(
        id: 2, name: "Marina Prado", login: "sync", password: "sandbox-password", apiKey: "sandbox-api-key")

    /// A seller who sees their own orders and what hangs on them, and is told of no other.
    package static var ruled: OdooUser {
        var user = OdooUser(
            id: 6, name: "Otávio Reis", login: "seller", password: "seller-password", apiKey: "seller-api-key")
        user.rules = [
            "sale.order": #"[["user_id","=",6]]"#, "sale.order.line": #"[["order_id.user_id","=",6]]"#,
            "account.move": #"[["invoice_user_id","=",6]]"#,
            "account.move.line": #"[["move_id.invoice_user_id","=",6]]"#,
        ]
        return user
    }

    /// A clerk of one company who may not read purchases, and some fields.
    package static var limited: OdooUser {
        var user = OdooUser(
            id: 7, name: "Célia Barros", login: "clerk", password: "clerk-password", apiKey: "clerk-api-key")
        user.companies = [1]
        user.hiddenModels = ["purchase.order", "purchase.order.line"]
        user.hiddenFields = [
            "product.product": ["standard_price"], "product.template": ["standard_price"],
            "res.partner": ["vat", "supplier_rank"],
        ]
        return user
    }
}
