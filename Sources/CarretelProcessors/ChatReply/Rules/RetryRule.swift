import CarretelCore

/// Whether and when a request is made again: the rules of OpenAI's own libraries (openai-python, `_base_client.py`),
/// within a limit on the whole answer and with a quota that is used up never asked again.
struct RetryRule: Sendable {
    /// What follows a request that brought no reply.
    enum Decision: Sendable, Hashable {
        case retry(after: Duration)
        case giveUp
    }

    /// The delay before the first retry when the service names none, and the longest.
    private static let firstDelay = 0.5
    private static let longestDelay = 8.0
    /// How much of it chance may take away.
    private static let jitter = 0.25

    /// How many retries there may be.
    let retries: Int

    /// Decides.
    ///
    /// - Parameters:
    ///   - setback: what came of the request.
    ///   - done: how many retries there were before.
    ///   - left: of the time for the whole answer.
    ///   - random: for the jitter.
    /// - Returns: a delay after which some time is left.
    func decision(
        on setback: Setback, done: Int, left: Duration, using random: inout some RandomNumberGenerator
    ) -> Decision {
        guard setback.reason != .quotaExhausted, setback.pace.wait != .tooLong, done < retries,
            setback.pace.shouldRetry ?? setback.mayPass
        else { return .giveUp }
        let delay: Duration =
            if case .named(let delay) = setback.pace.wait { delay } else { Self.backOff(done, using: &random) }
        return delay < left ? .retry(after: delay) : .giveUp
    }

    /// `min(0.5·2^k, 8)·(1 − 0.25·U)` seconds.
    private static func backOff(_ done: Int, using random: inout some RandomNumberGenerator) -> Duration {
        let bound = min(firstDelay * Double(1 << min(max(done, 0), 10)), longestDelay)
        let seconds = bound * (1 - jitter * Double.random(in: 0..<1, using: &random))
        return .microseconds(Int64(seconds * 1_000_000))
    }
}
