/// The moments of a rule that are due and have had no run.
struct MissedMoments {
    /// The first look back for a cron expression; doubled until enough are found.
    private static let firstLookBack = Duration.seconds(3_600)

    let rule: ScheduleRule

    /// The newest `limit` moments after `considered` whose time to be dropped has come, the oldest first.
    func ripe(after considered: Timestamp, at now: Timestamp, limit: Int) -> [Timestamp] {
        let due = newest(after: considered, upTo: now, limit: limit)
        // In their order: one that chance puts off keeps back those after it.
        return Array(due.prefix { rule.dropTime(of: $0) <= now })
    }

    /// The drop time of the first moment after `considered` that is later than `now`.
    func firstDrop(after considered: Timestamp, laterThan now: Timestamp) -> Timestamp? {
        // No moment before that can be dropped later than now.
        var due = start(max(considered, now + (.zero - rule.jitter)), after: considered)
        while let next = rule.recurrence.next(after: due) {
            let drop = rule.dropTime(of: next)
            if drop > now { return drop }
            due = next
        }
        return nil
    }

    private func newest(after considered: Timestamp, upTo now: Timestamp, limit: Int) -> [Timestamp] {
        var lookBack = Self.firstLookBack
        while true {
            let from = start(max(considered, now + (.zero - lookBack)), after: considered)
            let found = moments(after: from, upTo: now)
            if found.count >= limit || from <= considered { return Array(found.suffix(limit)) }
            lookBack = lookBack * 2
        }
    }

    private func moments(after moment: Timestamp, upTo now: Timestamp) -> [Timestamp] {
        var found: [Timestamp] = []
        var due = moment
        while let next = rule.recurrence.next(after: due), next <= now {
            found.append(next)
            due = next
        }
        return found
    }

    /// A moment from which the recurrence can be followed, `moment` or shortly before it: an interval is counted from
    /// the last one that was considered.
    private func start(_ moment: Timestamp, after considered: Timestamp) -> Timestamp {
        guard case .interval(let duration) = rule.recurrence else { return moment }
        let step = max(duration.wholeMicroseconds, 1)
        return considered + .microseconds((moment - considered).wholeMicroseconds / step * step)
    }
}
