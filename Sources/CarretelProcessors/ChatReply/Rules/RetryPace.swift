import CarretelCore

/// What an answer's headers say about trying again.
struct RetryPace: Sendable, Hashable {
    /// How long to wait.
    enum Wait: Sendable, Hashable {
        /// Nothing that counts: not named, not positive, or no time at all.
        case unnamed
        case named(Duration)
        /// So long that it is not worth waiting for.
        case tooLong
    }

    /// The longest wait that counts.
    static let longest = Duration.seconds(120)

    var wait = Wait.unnamed
    /// What `x-should-retry` says; nil when it says nothing.
    var shouldRetry: Bool?

    /// Headers that say nothing.
    init(wait: Wait = .unnamed, shouldRetry: Bool? = nil) {
        self.wait = wait
        self.shouldRetry = shouldRetry
    }

    /// Reads headers: `retry-after-ms` before `retry-after`, which has seconds or a date.
    ///
    /// - Parameters:
    ///   - headers: of an answer.
    ///   - now: for dates.
    init(_ headers: HTTPHeaders, at now: Timestamp) {
        switch headers["x-should-retry"] {
        case "true": shouldRetry = true
        case "false": shouldRetry = false
        default: shouldRetry = nil
        }
        if let milliseconds = headers["retry-after-ms"].flatMap(Self.number) {
            wait = Self.wait(seconds: milliseconds / 1_000)
        } else if let text = headers["retry-after"] {
            if let seconds = Self.number(text) {
                wait = Self.wait(seconds: seconds)
            } else if let date = Timestamp(httpDate: text) {
                wait = Self.wait(seconds: Double((date - now).wholeMicroseconds) / 1_000_000)
            }
        }
    }

    private static func wait(seconds: Double) -> Wait {
        guard seconds.isFinite, seconds > 0 else { return .unnamed }
        let longest = Double(longest.wholeMicroseconds) / 1_000_000
        guard seconds <= longest else { return .tooLong }
        return .named(.microseconds(max(1, Int64((seconds * 1_000_000).rounded()))))
    }

    /// A decimal number; not what else Swift reads as one: hexadecimal, `inf` and `nan`.
    private static func number(_ text: String) -> Double? {
        let isPlain = text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "+-.eE".utf8.contains($0) }
        return isPlain ? Double(text) : nil
    }
}
