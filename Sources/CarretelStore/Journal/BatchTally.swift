// The counters of one transaction, gathered in memory and written once at its end: a batch of a hundred jobs of one
// type costs a handful of upserts, not hundreds.

import CarretelCore

/// What one transaction does to the counters.
struct BatchTally {
    /// A row of `counts`.
    struct Place: Hashable {
        var state: Int
        /// -1 while not ended.
        var status: Int
        /// 0 when ended.
        var lane: Int64
        var type: Int64
    }

    /// A row of `hourly`.
    struct Hour: Hashable {
        var hour: Int64
        var type: Int64
        var kind: Int
        var bucket: Int
    }

    /// Moved by acceptances and by nothing else: one of the three witnesses that no job is lost.
    private(set) var received = 0
    /// How many more waiting or deferred jobs have an `expires_at`.
    private(set) var expiring = 0
    private(set) var counts: [Place: Int] = [:]
    private(set) var hourly: [Hour: Int] = [:]

    /// Counts an acceptance.
    mutating func countReceived() { received += 1 }

    /// A job comes into a state.
    mutating func enter(_ state: JobState, lane: Int64, type: Int64, expires: Bool) {
        counts[Place(state: state.rawValue, status: -1, lane: lane, type: type), default: 0] += 1
        if expires, state == .waiting || state == .deferred { expiring += 1 }
    }

    /// A job leaves a state.
    mutating func leave(_ state: JobState, lane: Int64, type: Int64, expires: Bool) {
        counts[Place(state: state.rawValue, status: -1, lane: lane, type: type), default: 0] -= 1
        if expires, state == .waiting || state == .deferred { expiring -= 1 }
    }

    /// A job ends.
    mutating func end(_ status: JobStatus, type: Int64, startedAt: Timestamp?, finishedAt: Timestamp) {
        let place = Place(state: JobState.ended.rawValue, status: status.code, lane: 0, type: type)
        counts[place, default: 0] += 1
        let hour = Self.hour(of: finishedAt)
        hourly[Hour(hour: hour, type: type, kind: HourlyKind.ends.rawValue, bucket: status.code), default: 0] += 1
        guard let startedAt else { return }
        let bucket = DurationBuckets.bucket(milliseconds: (finishedAt - startedAt).wholeMilliseconds)
        hourly[Hour(hour: hour, type: type, kind: HourlyKind.durations.rawValue, bucket: bucket), default: 0] += 1
    }

    /// A job has ended with warnings of these codes.
    mutating func warn(codes: Set<Int64>, type: Int64, finishedAt: Timestamp) {
        for code in codes {
            let hour = Self.hour(of: finishedAt)
            hourly[Hour(hour: hour, type: type, kind: HourlyKind.warnings.rawValue, bucket: Int(code)), default: 0] += 1
        }
    }

    /// An ended row is removed.
    mutating func purge(status: Int, type: Int64) {
        counts[Place(state: JobState.ended.rawValue, status: status, lane: 0, type: type), default: 0] -= 1
    }

    /// Hours since 1970.
    static func hour(of moment: Timestamp) -> Int64 {
        let microsecondsInHour: Int64 = 3_600_000_000
        return moment.microseconds >= 0
            ? moment.microseconds / microsecondsInHour
            : (moment.microseconds + 1) / microsecondsInHour - 1
    }
}
