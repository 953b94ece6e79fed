import CarretelCore

/// Where a job says that its data is.
enum DatasetReference {
    /// A folder of the spool's datasets folder.
    case named(String)
    /// In the job file itself.
    case inline(InlineTables)

    /// How outputs and messages call it.
    var label: String {
        switch self {
        case .named(let name): name
        case .inline: "inline"
        }
    }
}
