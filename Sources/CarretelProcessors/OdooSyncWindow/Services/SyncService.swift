/// One service of the synchronisation: a name that jobs use, and the tables that it fills.
struct SyncService: Sendable {
    /// As in `parameters.services`.
    let name: String
    /// How far back every run looks at least, unless the configuration or the job says otherwise.
    let window: StandardWindow
    /// In the order in which they are read; most services have one.
    let parts: [ServicePart]
}

/// How far back a service looks, as its setting says it.
enum StandardWindow: Sendable, Hashable {
    case minutes(Int)
    case days(Int)

    /// The factor from the setting's unit to minutes.
    var minutesPerUnit: Int {
        switch self {
        case .minutes: 1
        case .days: 1_440
        }
    }

    /// The number in the setting's unit.
    var count: Int {
        switch self {
        case .minutes(let count), .days(let count): count
        }
    }

    /// `minutes` or `days`.
    var unit: String {
        switch self {
        case .minutes: "minutes"
        case .days: "days"
        }
    }
}
