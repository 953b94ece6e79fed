import DequeModule

/// Sliding windows over starts or grants: at most N in any window, several such rules at once.
///
/// Only the latest max(N) moments are kept: the rule "N in a window" lets the next one go when the N-th latest lies a
/// whole window back. Moments are of the wall clock, because they survive a restart.
package struct SlidingWindow: Sendable {
    /// The rules.
    package let limits: [LaneDescriptor.StartLimit]
    private let capacity: Int
    private var moments: Deque<Timestamp>

    /// Begins with the moments of an earlier life, oldest first.
    package init(limits: [LaneDescriptor.StartLimit], moments: [Timestamp] = []) {
        self.limits = limits
        capacity = limits.reduce(0) { max($0, $1.count) }
        self.moments = Deque(moments.sorted().suffix(max(capacity, 0)))
    }

    /// The moments that still matter, oldest first: what has to survive a restart.
    package var kept: [Timestamp] { Array(moments) }

    /// When the next one may go, if that is later than now.
    ///
    /// A clock set back leaves moments in the future; then nothing is held up longer than one window from now.
    package func opening(at now: Timestamp) -> Timestamp? {
        var latest: Timestamp?
        for limit in limits {
            guard let opening = opening(of: limit, at: now), opening > now else { continue }
            latest = max(latest ?? opening, opening)
        }
        return latest
    }

    /// After the clock was set back: moments that lie ahead count as now, once and for all, so that what they hold up is
    /// over after one window.
    package mutating func settle(at now: Timestamp) {
        guard let last = moments.last, last > now else { return }
        for index in moments.indices where moments[index] > now { moments[index] = now }
    }

    /// Counts one that goes now.
    package mutating func record(_ moment: Timestamp) {
        guard capacity > 0 else { return }
        if moments.count >= capacity { moments.removeFirst() }
        moments.append(moment)
    }

    /// Counts one that goes as soon as it may.
    ///
    /// - Parameter now: the earliest moment.
    /// - Returns: when that is.
    package mutating func reserveNext(from now: Timestamp) -> Timestamp {
        // A rule of none at all opens never.
        guard limits.allSatisfy({ $0.count > 0 }) else { return opening(at: now) ?? now }
        var moment = max(now, moments.last ?? now)
        while let opening = opening(at: moment) { moment = opening }
        record(moment)
        return moment
    }

    /// Whether every moment kept lies so far back that forgetting all changes nothing.
    package func isSpent(at now: Timestamp) -> Bool {
        guard let last = moments.last else { return true }
        return limits.allSatisfy { last + $0.window <= now }
    }

    private func opening(of limit: LaneDescriptor.StartLimit, at now: Timestamp) -> Timestamp? {
        // A rule of none at all opens never; one window ahead keeps the question alive without a special case.
        guard limit.count > 0 else { return now + limit.window }
        guard moments.count >= limit.count else { return nil }
        return min(moments[moments.count - limit.count] + limit.window, now + limit.window)
    }
}
