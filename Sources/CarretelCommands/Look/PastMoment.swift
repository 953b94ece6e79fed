internal import CarretelCore

/// A moment in the past as people type it: `2h`, `7d`, `2026-11-20`, `2026-11-20T12:00:00Z`.
enum PastMoment: Equatable {
    case ago(Duration)
    case at(Timestamp)

    /// Reads a text; nil when it is none of these. A day begins at midnight UTC.
    init?(_ text: String) {
        if let moment = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") {
            self = .at(moment)
            return
        }
        let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ seconds[$0] }), let count = Int64(text.dropLast()), 0...100_000 ~= count
        else { return nil }
        self = .ago(.seconds(count * unit))
    }

    /// The moment itself.
    func moment(at now: Timestamp) -> Timestamp {
        switch self {
        case .ago(let duration): now + (.zero - duration)
        case .at(let moment): moment
        }
    }
}
