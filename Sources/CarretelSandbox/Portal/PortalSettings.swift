/// What the two service-order portals hold and how they answer.
package struct PortalSettings: Sendable {
    /// The service orders are numbered from 1 to this.
    package var orders = 5_000
    /// Decides the content of every order: the same seed and number, the same bytes.
    package var seed: UInt64 = 1
    /// Who may log in.
    package var username = PortalSettings.defaultUsername
    package var password = PortalSettings.defaultPassword
    /// How long the page of an order, or a search for it, takes at least.
    package var latency = Duration.zero
    /// How long the fields of the second tab come after the click, in the portal built by script.
    package var detailDelay = Duration.milliseconds(50)
    /// How long a session lives after its login; zero for ever.
    package var sessionLifetime = Duration.zero

    /// The user that is known when none is named.
    package static let defaultUsername = "operador"
    package static let defaultPassword = "sandbox-portal"

    /// Describes portals of 5,000 orders.
    package init() {}
}
