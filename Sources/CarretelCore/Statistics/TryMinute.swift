/// What the tries of one minute came to: sixty of them are a window, however many tries there were.
package struct TryMinute: Sendable, Hashable {
    /// Whole minutes since 1970.
    package var minute: Int64
    package var tries: Int
    package var failures: Int
    /// The longest of them, or of attempts that stood still.
    package var slowest: Duration
    /// What the longest was about.
    package var slowestSubject: String

    /// Joins the members.
    package init(
        minute: Int64, tries: Int = 0, failures: Int = 0, slowest: Duration = .zero, slowestSubject: String = ""
    ) {
        self.minute = minute
        self.tries = tries
        self.failures = failures
        self.slowest = slowest
        self.slowestSubject = slowestSubject
    }

    /// The minute that a moment lies in.
    package static func minute(of moment: Timestamp) -> Int64 {
        let (quotient, rest) = moment.microseconds.quotientAndRemainder(dividingBy: 60_000_000)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// The moment at which a minute begins.
    static func start(of minute: Int64) -> Timestamp { Timestamp(microseconds: minute * 60_000_000) }

    mutating func add(isSuccess: Bool, duration: Duration, subject: String) {
        tries += 1
        if !isSuccess { failures += 1 }
        took(duration, subject: subject)
    }

    /// Takes in how long something took that need not be a try.
    mutating func took(_ duration: Duration, subject: String) {
        guard duration > slowest else { return }
        (slowest, slowestSubject) = (duration, subject)
    }
}
