import ArgumentParser
import CarretelCore
import CarretelSandbox

/// What the Odoo database holds and how it answers.
struct OdooOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The version of Odoo: 17 or 19.", valueName: "version"))
    var odooVersion = "17"

    @Option(help: ArgumentHelp("The name of the database.", valueName: "name"))
    var odooDatabase = OdooSettings.defaultDatabase

    @Option(
        help: ArgumentHelp(
            """
            How many records there are: partners, products, orders, order-lines, invoices, invoice-lines, purchases, \
            purchase-lines, requests, request-lines, allocations, pickings, moves, quants; lines and moves are for each.
            """, valueName: "kind=n,…"))
    var odooSizes: String?

    @Option(help: "Decides the content of every record.")
    var odooSeed: UInt64 = 1

    @Option(help: ArgumentHelp("Over how many days before the start the records were written.", valueName: "n"))
    var odooDays = 270

    @Option(help: ArgumentHelp("Makes each request take at least so long.", valueName: "ms"))
    var odooLatency = 0

    @Option(help: ArgumentHelp("Makes each request take so much longer for a row.", valueName: "µs"))
    var odooLatencyPerRow = 0

    @Option(help: ArgumentHelp("How many requests are worked on at once; 0 is no bound.", valueName: "n"))
    var odooWorkers = 0

    @Option(help: ArgumentHelp("Lets in this user alone, from whom nothing is kept.", valueName: "login:password:key"))
    var odooUser: String?

    @Option(help: ArgumentHelp("A model that is not installed; may be repeated.", valueName: "model"))
    var odooWithout: [String] = []

    @Flag(help: "Adds the custom fields of a Brazilian localisation.")
    var odooBrazilian = false

    @Flag(help: "Keeps connections open, as a proxy in front of Odoo does.")
    var odooKeepAlive = false

    /// Takes the options over.
    func apply(to odoo: inout OdooSettings) throws(FailureReason) {
        guard let version = OdooVersion(rawValue: odooVersion) else {
            throw Self.failure("There is no Odoo \(odooVersion) here, but 17 and 19.")
        }
        guard min(odooLatency, odooLatencyPerRow, odooWorkers) >= 0, odooDays > 0 else {
            throw Self.failure("Latencies and workers must not be negative, days must be above 0.")
        }
        (odoo.version, odoo.database, odoo.seed, odoo.days) = (version, odooDatabase, odooSeed, odooDays)
        odoo.latency = .milliseconds(odooLatency)
        odoo.latencyPerRow = .microseconds(odooLatencyPerRow)
        odoo.workers = odooWorkers
        odoo.withoutModels = Set(odooWithout)
        odoo.hasBrazilianFields = odooBrazilian
        odoo.closesConnections = !odooKeepAlive
        for text in odooSizes?.split(separator: ",") ?? [] { try Self.set(text, in: &odoo.sizes) }
        guard let odooUser else { return }
        let parts = odooUser.split(separator: ":", maxSplits: 2).map(String.init)
        guard parts.count == 3 else { throw Self.failure("A user is LOGIN:PASSWORD:KEY.") }
        odoo.users = [OdooUser(id: 2, name: parts[0], login: parts[0], password: parts[1], apiKey: parts[2])]
    }

    private static let kinds: [String: any WritableKeyPath<OdooSizes, Int> & Sendable] = [
        "partners": \.partners, "products": \.products, "orders": \.orders, "order-lines": \.linesPerOrder,
        "invoices": \.invoices, "invoice-lines": \.linesPerInvoice, "purchases": \.purchases,
        "purchase-lines": \.linesPerPurchase, "requests": \.requests, "request-lines": \.linesPerRequest,
        "allocations": \.allocations, "pickings": \.pickings, "moves": \.movesPerPicking, "quants": \.quants,
    ]

    private static func set(_ text: Substring, in sizes: inout OdooSizes) throws(FailureReason) {
        let pair = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard pair.count == 2, let kind = kinds[pair[0]], let count = Int(pair[1]), count >= 0 else {
            let known = kinds.keys.sorted().joined(separator: ", ")
            throw failure("\"\(text)\" is not KIND=NUMBER with one of \(known).")
        }
        sizes[keyPath: kind] = count
    }

    private static func failure(_ message: String) -> FailureReason {
        FailureReason(.permanent, code: "usage", message: message)
    }
}
