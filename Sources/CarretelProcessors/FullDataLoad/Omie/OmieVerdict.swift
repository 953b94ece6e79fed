import CarretelCore

/// What one answer of Omie means for the request that it answers.
enum OmieVerdict: Sendable {
    case page(OmiePage)
    /// There is no such page: the list is empty, or it has fewer pages than was believed.
    case noSuchPage
    /// The same request may do better.
    case retry(FailureReason, after: Delay)
    /// A smaller page may do better.
    case broken(FailureReason)
    /// Nobody may call the method before that much time has passed: every call would prolong the block.
    case blocked(FailureReason, for: Duration)
    /// This request will never do better.
    case refused(FailureReason)
    /// No request of this account will.
    case denied(FailureReason)

    /// How long to wait before the same request is made again.
    enum Delay: Sendable, Hashable {
        /// The upstream named it.
        case named(Duration)
        /// The upstream named a time of day, in São Paulo.
        case clock(hour: Int, minute: Int, second: Int)
        /// By the number of the try that failed: 20 s, 40 s …
        case tooMany
        /// Another request of the method is still running: 9 s, then 61 s.
        case locked
        /// 1 s, 2 s …
        case short
        /// 2 s.
        case consumption
    }

    /// Whether Omie counts the answer as an error of the caller: ten of them block the method for half an hour.
    var isCounted: Bool {
        if case .page = self { return false }
        return true
    }
}

extension OmieVerdict.Delay {
    /// How long that is.
    ///
    /// - Parameters:
    ///   - tries: how many tries there were, from 1.
    ///   - now: the wall clock.
    /// - Returns: one second more than what was named, so that both clocks agree.
    func duration(afterTry tries: Int, at now: Timestamp) -> Duration {
        switch self {
        case .named(let duration): return duration + .seconds(1)
        case .clock(let hour, let minute, let second):
            let day: Int64 = 86_400_000_000
            let local = now.microseconds + Int64(Timestamp.saoPauloOffsetSeconds) * 1_000_000
            let ofDay = ((local % day) + day) % day
            let wanted = Int64(hour * 3_600 + minute * 60 + second + 1) * 1_000_000
            // A time that lies back a little has passed; one far back is tomorrow's.
            let ahead = wanted >= ofDay ? wanted - ofDay : wanted + day - ofDay
            return ahead > day / 2 ? .seconds(1) : .microseconds(max(ahead, 1_000_000))
        case .tooMany: return .seconds(20 * tries)
        case .locked: return .seconds(tries == 1 ? 9 : 61)
        case .short: return .seconds(1 << min(tries - 1, 4))
        case .consumption: return .seconds(2)
        }
    }
}
