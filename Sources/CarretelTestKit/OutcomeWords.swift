package import CarretelCore

extension ProcessorOutcome {
    /// How an attempt ended, in short: `succeeded`, `partial`, `failed CODE`, `later CODE` or `cancelled`.
    package var words: String {
        switch self {
        case .succeeded: "succeeded"
        case .partial: "partial"
        case .failed(let reason, _): "failed \(reason.code)"
        case .later(_, _, let reason): "later \(reason.code)"
        case .cancelled: "cancelled"
        }
    }
}
