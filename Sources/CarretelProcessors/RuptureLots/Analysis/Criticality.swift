/// How bad an order's shortage is, worst first.
enum Criticality: String, CaseIterable, Comparable {
    case critical = "CRITICA"
    case high = "ALTA"
    case medium = "MEDIA"
    case low = "BAIXA"

    /// The class under which front ends colour it: red, yellow, blue and grey; nil, without a shortage, is green.
    static func colourClass(_ criticality: Criticality?) -> StaticString {
        switch criticality {
        case .critical: "danger"
        case .high: "warning"
        case .medium: "info"
        case .low: "secondary"
        case nil: "success"
        }
    }

    /// The worse one is the smaller one.
    static func < (left: Criticality, right: Criticality) -> Bool { left.rank < right.rank }

    /// 0 for the worst.
    var rank: Int {
        switch self {
        case .critical: 0
        case .high: 1
        case .medium: 2
        case .low: 3
        }
    }
}
