package import CarretelCore

/// Which Odoo is played.
package enum OdooVersion: String, Sendable, Hashable, CaseIterable {
    case v17 = "17"
    case v19 = "19"
}

/// How many records of each kind the database begins with.
package struct OdooSizes: Sendable, Hashable {
    package var partners = 60
    package var products = 80
    /// Sale orders.
    package var orders = 60
    package var linesPerOrder = 4
    package var invoices = 40
    package var linesPerInvoice = 3
    /// Purchase orders.
    package var purchases = 30
    package var linesPerPurchase = 3
    /// Purchase requests.
    package var requests = 25
    package var linesPerRequest = 2
    package var allocations = 30
    package var pickings = 40
    package var movesPerPicking = 2
    package var quants = 80

    /// A few hundred lines in all.
    package init() {}
}

/// What the Odoo sandbox holds and how it answers.
package struct OdooSettings: Sendable {
    /// The version played.
    package var version = OdooVersion.v17
    /// The one database there is.
    package var database = OdooSettings.defaultDatabase
    /// Who is let in.
    package var users = [OdooUser.full, .ruled, .limited]
    /// What it begins with.
    package var sizes = OdooSizes()
    /// Decides the content of every record.
    package var seed: UInt64 = 1
    /// Over how many days before ``lastMoment`` the records were written.
    package var days = 270
    /// When the last of them were written; nil for the moment of the start.
    package var lastMoment: Timestamp?
    /// Models that are not installed, with all fields that lead to them: `purchase.request`.
    package var withoutModels: Set<String> = []
    /// Whether the custom fields of a Brazilian localisation are there: `l10n_br_tipo_pedido`, `qty_saldo`, …
    package var hasBrazilianFields = false
    /// The languages that are installed besides `en_US`.
    package var languages = ["pt_BR"]
    /// How long a session lives.
    package var sessionLifetime = Duration.seconds(7 * 86_400)
    /// How long each request takes at least.
    package var latency = Duration.zero
    /// How much each row of the answer adds to it.
    package var latencyPerRow = Duration.zero
    /// How many requests are worked on at once, the others wait in line; 0 is no bound.
    package var workers = 0
    /// Whether each answer ends its connection, as Odoo's own server does; a proxy in front keeps it.
    package var closesConnections = true

    /// The database, when none is named.
    package static let defaultDatabase = "sandbox"

    /// Describes a small database.
    package init() {}
}
