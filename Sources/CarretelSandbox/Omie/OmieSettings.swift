package import CarretelCore

/// What the Omie sandbox holds and how it answers.
package struct OmieSettings: Sendable {
    /// How many records of each resource there are.
    package var serviceOrders = 500
    package var clients = 1_000
    package var sellers = 50
    /// Decides the content of every record: the same seed, the same bytes.
    package var seed: UInt64 = 1
    /// The day on which the first records were included.
    package var firstDay = CivilDate(dayNumber: 20_454)
    /// Over how many days the inclusions are spread.
    package var days = 270
    /// The most records that a page of service orders has, whatever is asked for.
    package var largestServiceOrderPage = 100
    /// The same of all other lists.
    package var largestPage = 500
    /// The secret of each application, by its key.
    package var applications = [OmieSettings.defaultKey: OmieSettings.defaultSecret]
    /// How long each call takes at least.
    package var latency = Duration.zero
    /// What is refused because of how it is called.
    package var guards = GuardSettings()

    /// The application that is known when none is named.
    package static let defaultKey = "100000000001"
    package static let defaultSecret = "sandbox-secret"

    /// Describes a small account.
    package init() {}
}
