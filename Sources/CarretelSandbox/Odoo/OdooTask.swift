import CarretelCore

/// A request that was understood: what is to be done for it.
struct OdooTask: Sendable {
    /// What a task gives.
    struct Outcome: Sendable {
        /// nil for a method that returns nothing.
        var json: [UInt8]?
        var rows = 0
        var headers: [String] = []
    }

    /// The method, in log and plans: `sale.order.search_read`.
    var method: String
    var envelope: OdooEnvelope
    /// The model called, for the words of faults.
    var model = ""
    /// The limit asked for.
    var limit: Int?
    /// Whether it gives ids and nothing else, which costs a server far less than rows.
    var givesIDsAlone: Bool { method.hasSuffix(".search") }
    /// The same for the same call with the same parameters.
    var fingerprint: UInt64 = 0
    var work: @Sendable () throws(OdooRefusal) -> Outcome
}

/// What comes of a request.
enum OdooArrival: Sendable {
    case task(OdooTask)
    /// A page, for what is no call.
    case page(Reply)
}
