import CarretelCore

/// The limits that Omie sets to an account and to an address, as permits of the daemon: they hold across workers
/// and restarts.
struct OmiePermits: Sendable {
    /// Requests of one method of one account.
    static let methodPrefix = "omie"
    /// All requests from this machine's address.
    static let totalPrefix = "omie-total"
    /// The brake bites before Omie's own block, which follows the tenth error.
    static let brakeErrors = 8
    static let brakeWindow = Duration.seconds(1_800)

    /// The rules.
    static func rules(_ settings: LoadSettings) -> [String: PermitRule] {
        [
            methodPrefix: PermitRule(
                concurrent: settings.simultaneous, windows: windows(settings.requestsPerMinuteOfMethod),
                brakeErrors: brakeErrors, brakeWindow: brakeWindow, brakeDuration: brakeWindow),
            totalPrefix: PermitRule(concurrent: 64, windows: windows(settings.requestsPerMinute)),
        ]
    }

    /// No window for a rate of 0, which is none.
    private static func windows(_ perMinute: Int) -> [LaneDescriptor.StartLimit] {
        perMinute == 0 ? [] : [LaneDescriptor.StartLimit(count: perMinute, window: .seconds(60))]
    }

    /// The method's lock, rate and error brake.
    let method: String
    /// The rate of all methods.
    let total: String

    /// The keys that a call needs.
    init(_ call: OmieCall, of account: OmieAccount) {
        method = "\(Self.methodPrefix)/\(account.identity)/\(call.method)"
        total = "\(Self.totalPrefix)/\(account.host)"
    }
}
