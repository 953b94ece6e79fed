/// Why one order has no analysis: the `error` of its entry.
enum AnalysisFailure: Error, Equatable {
    case notInDataset(String)
    case nothingOpen
    case tooLarge

    var message: String {
        switch self {
        case .notInDataset(let dataset): "The dataset \(dataset) has no order of this number."
        case .nothingOpen: "The order has no line with an open quantity."
        case .tooLarge: "The order's quantities or values are too large to be added up exactly."
        }
    }
}
