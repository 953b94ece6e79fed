/// What a run of maintenance leaves of the clocks, so that the next one sees whether the wall clock has jumped forward:
/// by a clock that is a year ahead, everything is old.
///
/// Time that passed on the monotonic clock of the same boot has passed. What the wall clock is ahead of that is believed up
/// to a limit, because nothing tells a machine that was off from a clock that jumped. Beyond it limits on age have to wait
/// until the clock has gone on evenly for some days, in which somebody can set it right.
package struct ClockMark: Sendable, Hashable {
    /// The longest time without a run that is believed: 45 days.
    package static let longestGap = Duration.seconds(45 * 86_400)
    /// How long the clock goes on evenly until it is believed again: 7 days.
    package static let doubtTime = Duration.seconds(7 * 86_400)

    package var wall: Timestamp
    package var monotonic: MonotonicInstant
    /// Of which boot the monotonic clock is.
    package var bootID: String
    /// Since when the wall clock is doubted, by itself; nil when it is believed.
    package var doubtedSince: Timestamp?

    /// Joins the members.
    package init(wall: Timestamp, monotonic: MonotonicInstant, bootID: String, doubtedSince: Timestamp? = nil) {
        self.wall = wall
        self.monotonic = monotonic
        self.bootID = bootID
        self.doubtedSince = doubtedSince
    }

    /// Reads the clocks in the light of what the last run has left.
    ///
    /// - Parameters:
    ///   - now: both clocks.
    ///   - bootID: of this boot.
    ///   - last: what was left; nil at the first run, which has nothing to compare with.
    package init(at now: Now, bootID: String, after last: ClockMark?) {
        self.init(wall: now.wall, monotonic: now.monotonic, bootID: bootID)
        guard let last else { return }
        let known = bootID == last.bootID ? now.monotonic - last.monotonic : .zero
        if now.wall - last.wall - known > Self.longestGap {
            doubtedSince = now.wall
        } else if let since = last.doubtedSince, now.wall >= since, now.wall - since < Self.doubtTime {
            doubtedSince = since
        }
    }
}
