/// Where a job's tables come from.
enum DatasetOrigin {
    /// A dataset of its own.
    case dataset(DatasetReference)
    /// The business store, which a synchronisation fills.
    case store

    /// The `dataset` of jobs that read the business store; no folder is ever looked for under it.
    static let storeName = "store"

    /// How outputs and messages call it.
    var label: String {
        switch self {
        case .dataset(let reference): reference.label
        case .store: Self.storeName
        }
    }
}
