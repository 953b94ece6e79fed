import CarretelCore

/// How freely a model answers.
enum ChatTemperature: Sendable, Hashable {
    /// The service's own; the request does not speak of it.
    case unsaid
    case thousandths(Int64)

    /// What it may be, after "must be".
    static let expectation = "a number from 0 to 2 with at most 3 places, or none"
    /// Three places are more than anybody can tell apart.
    static let shape = DecimalShape(places: 3, wholeDigits: 1)

    /// Reads `0.85` or `none`; nil for anything else.
    init?(_ text: String) {
        if text == "none" {
            self = .unsaid
        } else if let value = Self.shape.read(Array(text.utf8).span), 0...2_000 ~= value {
            self = .thousandths(value)
        } else {
            return nil
        }
    }
}
