/// Ends an attempt when so many service orders in a row had no answer: the portal is down, and asking on only wastes
/// tries.
struct ErrorBrake: Sendable {
    /// Nil for never.
    let limit: Int?
    private(set) var inARow = 0

    init(limit: Int?) { self.limit = limit }

    /// Whether it is time to stop.
    var isOn: Bool { limit.map { inARow >= $0 } ?? false }

    /// Counts one that had no answer for now.
    mutating func failed() { inARow += 1 }

    /// The portal has answered something.
    mutating func answered() { inARow = 0 }
}
