import CarretelCore

/// What an operator sets for `full-data-load`: keys `types.full-data-load.…` of the configuration.
struct LoadSettings: Sendable {
    /// The declared settings (docs/full-data-load.md).
    static let schema = ParameterSchema([
        ParameterField(
            "simultaneous", .integer(1...4), "How many requests of one method may run at once.", default: "1"),
        ParameterField(
            "requests_per_minute_method", .integer(0...100_000),
            "How many requests of one method may start in any minute; 0 is no limit.", default: "240"),
        ParameterField(
            "requests_per_minute", .integer(0...100_000),
            "How many requests of one account may start in any minute; 0 is no limit.", default: "960"),
        ParameterField(
            "cache_minutes_service_orders", .integer(0...100_000), "How long loaded service orders serve again.",
            default: "15"),
        ParameterField(
            "cache_minutes_clients", .integer(0...100_000), "How long loaded clients serve again.", default: "1440"),
        ParameterField(
            "cache_minutes_sellers", .integer(0...100_000), "How long loaded sellers serve again.", default: "1440"),
    ])

    let simultaneous: Int
    let requestsPerMinuteOfMethod: Int
    let requestsPerMinute: Int
    private let cacheMinutes: [LoadResource: Int]

    /// Reads settings that are valid by ``schema``; what is not set has its default.
    init(_ settings: JSONValue) {
        func number(_ name: String, _ value: Int) -> Int { settings[name]?.int64.map { Int($0) } ?? value }
        simultaneous = number("simultaneous", 1)
        requestsPerMinuteOfMethod = number("requests_per_minute_method", 240)
        requestsPerMinute = number("requests_per_minute", 960)
        cacheMinutes = [
            .serviceOrders: number("cache_minutes_service_orders", 15),
            .clients: number("cache_minutes_clients", 1_440),
            .sellers: number("cache_minutes_sellers", 1_440),
        ]
    }

    /// How old a cached answer of a resource may be.
    func cacheLifetime(of resource: LoadResource) -> Duration { .seconds(60 * (cacheMinutes[resource] ?? 0)) }
}
