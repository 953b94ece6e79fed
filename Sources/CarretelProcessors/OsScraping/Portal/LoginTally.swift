import CarretelCore

/// What logging in at one portal has come to, and when it is not tried again: a portal locks accounts after a few
/// logins too many.
struct LoginTally {
    /// So many logins in a row without an answer to anything after them are a refusal.
    static let maxFutile = 2
    /// So many logins of an attempt may remain without an answer.
    static let maxUnanswered = 2
    /// For so long after a refusal nobody logs in.
    static let pauseAfterRefusal = Duration.seconds(900)

    private var failures: [EngineName: Int] = [:]
    private var last: [EngineName: PortalFailure] = [:]
    private var refusal: (failure: PortalFailure, at: MonotonicInstant)?
    private var futile = 0
    private var unanswered: (attempt: AttemptKey, count: Int)?

    /// Counts, for ``known(_:_:since:at:)``.
    func failures(_ way: EngineName) -> Int { failures[way] ?? 0 }

    /// Why it is known that a login would fail, or must not be tried; nil to try.
    ///
    /// - Parameters:
    ///   - attempt: the attempt that asks.
    ///   - way: how.
    ///   - failures: the count when it began to wait.
    ///   - now: the clock.
    /// - Returns: what to answer it.
    func known(
        _ attempt: AttemptKey, _ way: EngineName, since failures: Int, at now: MonotonicInstant
    ) -> PortalFailure? {
        if let refusal, now - refusal.at < Self.pauseAfterRefusal { return refusal.failure }
        let isSpent = unanswered.map { $0.attempt == attempt && $0.count >= Self.maxUnanswered } ?? false
        return isSpent || self.failures(way) != failures ? last[way] : nil
    }

    /// A login has failed.
    mutating func failed(_ failure: PortalFailure, _ way: EngineName, at now: MonotonicInstant) {
        failures[way, default: 0] += 1
        last[way] = failure
        if failure.kind == .loginFailed { refusal = (failure, now) }
    }

    /// User and password were sent, and nothing was said to them.
    mutating func unanswered(_ attempt: AttemptKey) {
        unanswered = (attempt, (unanswered?.attempt == attempt ? unanswered?.count ?? 0 : 0) + 1)
    }

    /// The portal knew us when it answered.
    mutating func answered() {
        futile = 0
        unanswered = nil
    }

    /// A login seemed to go well, and nobody was logged in afterwards.
    ///
    /// - Returns: a refusal, when that was once too often.
    mutating func futile(at now: MonotonicInstant) -> PortalFailure? {
        futile += 1
        guard futile >= Self.maxFutile else { return nil }
        futile = 0
        let failure = PortalFailure.loginFailed("The portal let us log in twice, and logged us out again both times.")
        refusal = (failure, now)
        return failure
    }
}
