import ArgumentParser
import CarretelCore
import CarretelSandbox

/// What the service-order portals hold and how they answer.
struct PortalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many service orders the portals have, numbered from 1.", valueName: "n"))
    var portalOrders = 5_000

    @Option(help: "Decides the content of every order.")
    var portalSeed: UInt64 = 1

    @Option(help: ArgumentHelp("Lets in this user.", valueName: "login:password"))
    var portalUser: String?

    @Option(help: ArgumentHelp("Makes each page of an order take at least so long.", valueName: "ms"))
    var portalLatency = 0

    @Option(
        help: ArgumentHelp(
            "How long the fields of the second tab come after the click, in the portal built by script.",
            valueName: "ms"))
    var portalDetailDelay = 50

    @Option(help: ArgumentHelp("How long a session lives after its login; 0 for ever.", valueName: "s"))
    var portalSessionSeconds = 0

    /// Takes the options over.
    func apply(to portal: inout PortalSettings) throws(FailureReason) {
        guard min(portalOrders, portalLatency, portalDetailDelay, portalSessionSeconds) >= 0 else {
            throw Self.failure("The count of orders, delays and the life of a session must not be negative.")
        }
        (portal.orders, portal.seed) = (portalOrders, portalSeed)
        portal.latency = .milliseconds(portalLatency)
        portal.detailDelay = .milliseconds(portalDetailDelay)
        portal.sessionLifetime = .seconds(portalSessionSeconds)
        guard let portalUser else { return }
        let parts = portalUser.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw Self.failure("A user of the portals is LOGIN:PASSWORD.") }
        (portal.username, portal.password) = (parts[0], parts[1])
    }

    private static func failure(_ message: String) -> FailureReason {
        FailureReason(.permanent, code: "usage", message: message)
    }
}
