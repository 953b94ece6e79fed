/// How long to wait before another attempt after a transient failure: full jitter, which spreads retries best.
///
/// With the standard settings (1 s, ×2, at most 10 minutes) the delay before attempt n+1 is drawn evenly from 0 up to
///
///     after attempt   1    2    3    4    5    6     7     8      9      10     11 …
///     at most (s)     1    2    4    8    16   32    64    128    256    512    600
package struct BackOff: Sendable, Hashable {
    /// The upper bound after the first attempt.
    package var base: Duration
    /// No delay is longer.
    package var ceiling: Duration
    /// With jitter the delay is drawn from 0 up to the bound; without it is the bound.
    package var isJittered: Bool

    /// Describes a back-off.
    package init(base: Duration, ceiling: Duration, isJittered: Bool = true) {
        self.base = base
        self.ceiling = ceiling
        self.isJittered = isJittered
    }

    /// Full jitter on 1 s · 2ⁿ up to 10 minutes (docs/architecture.md).
    package static let standard = BackOff(base: .seconds(1), ceiling: .seconds(600))

    /// The delay after `attempt` (from 1) failed.
    ///
    /// - Parameters:
    ///   - attempt: the number of the attempt that failed.
    ///   - generator: where the jitter comes from; tests pass a seeded one.
    /// - Returns: between zero and ``ceiling``.
    package func delay(afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        // The exponent is clamped before the shift, so that a large attempt number cannot overflow.
        let exponent = min(max(attempt - 1, 0), 40)
        let base = max(base.wholeMicroseconds, 0)
        let ceiling = max(ceiling.wholeMicroseconds, 0)
        let (product, overflow) = base.multipliedReportingOverflow(by: Int64(1) << Int64(exponent))
        let bound = overflow ? ceiling : min(product, ceiling)
        return .microseconds(isJittered ? Int64.random(in: 0...bound, using: &generator) : bound)
    }
}
