import CarretelCore

/// A way to service orders.
protocol PortalEngine: Sendable {
    /// Asks for one service order, once but for the renewal of a session that the portal had ended.
    func read(_ os: String) async -> OrderReading
}

/// The ways there are.
enum EngineName: String, Sendable, Hashable, CaseIterable {
    case http
    case browser
}

/// What the portal says of a service order.
enum OrderAnswer: Sendable, Hashable {
    case found(OrderRecord)
    case notFound
}

/// What became of asking.
struct OrderReading: Sendable, Hashable {
    var result: Result<OrderAnswer, PortalFailure>
    /// Which engine had the last word.
    var engine: EngineName

    init(_ result: Result<OrderAnswer, PortalFailure>, by engine: EngineName) {
        self.result = result
        self.engine = engine
    }

    /// Whether the portal has said something of the service order.
    var isAnswer: Bool {
        if case .success = result { true } else { false }
    }
}
