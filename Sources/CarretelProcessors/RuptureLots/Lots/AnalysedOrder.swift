import CarretelCore

/// One order with what could be said of it, before it is written down.
struct AnalysedOrder {
    var analysis: Result<OrderAnalysis, AnalysisFailure>
    /// How long that took.
    var duration: Duration
}
