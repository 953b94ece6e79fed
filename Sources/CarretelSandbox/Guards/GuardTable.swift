import CarretelCore
import DequeModule

/// Why a call is refused before anybody looks at what it asks for.
enum GuardRefusal: Sendable, Hashable {
    /// Too many errors; after so many whole seconds it may be tried again.
    case blocked(seconds: Int)
    case rateLimited
    /// The method is at work for this application already.
    case locked
    /// The same call was answered shortly before.
    case redundant(seconds: Int)
    case alreadyProcessed(until: Timestamp)
}

/// Whom the guards tell apart.
struct GuardKey: Sendable, Hashable {
    var application: String
    var method: String
}

/// The state of all guards: no clock, no lock, no wording, so that tests need not wait.
struct GuardTable: Sendable {
    private struct Entry {
        var underWay = 0
        var calls: RecentMoments
        var errors: RecentMoments
        var blockedUntil: MonotonicInstant?
        /// When calls under way or answered began or were answered, by fingerprint.
        var answers: [UInt64: Now] = [:]
    }

    private let settings: GuardSettings
    private var entries: [GuardKey: Entry] = [:]
    private var allCalls: RecentMoments

    /// Begins with no call seen.
    init(_ settings: GuardSettings) {
        self.settings = settings
        allCalls = RecentMoments(window: settings.rateWindow)
    }

    /// Lets a call in, or says why not. A call let in must ``leave(_:fingerprint:isError:at:)``.
    mutating func enter(_ key: GuardKey, fingerprint: UInt64, at now: Now) -> GuardRefusal? {
        var entry = entries[key] ?? newEntry
        defer { entries[key] = entry }
        if let until = entry.blockedUntil, now.monotonic < until {
            entry.blockedUntil = until + settings.blockGrowth
            return .blocked(seconds: Self.wholeSeconds(until - now.monotonic))
        }
        if isOverRate(&entry, at: now) { return .rateLimited }
        if settings.simultaneous > 0, entry.underWay >= settings.simultaneous {
            countError(&entry, at: now)
            return .locked
        }
        if let refusal = redundancy(entry, fingerprint, at: now) {
            countError(&entry, at: now)
            return refusal
        }
        entry.underWay += 1
        if settings.redundancy > .zero { entry.answers[fingerprint] = now }
        return nil
    }

    /// Takes note of the end of a call that was let in. One that failed may be repeated at once, and counts towards a
    /// block.
    mutating func leave(_ key: GuardKey, fingerprint: UInt64, isError: Bool, at now: Now) {
        var entry = entries[key] ?? newEntry
        entry.underWay = max(entry.underWay - 1, 0)
        if isError {
            entry.answers[fingerprint] = nil
            countError(&entry, at: now)
        } else if settings.redundancy > .zero {
            entry.answers[fingerprint] = now
            forgetOldAnswers(&entry, at: now)
        }
        entries[key] = entry
    }

    /// Counts an error of a call that never got as far as the guards.
    mutating func recordError(_ key: GuardKey, at now: Now) {
        var entry = entries[key] ?? newEntry
        countError(&entry, at: now)
        entries[key] = entry
    }

    private var newEntry: Entry {
        Entry(calls: RecentMoments(window: settings.rateWindow), errors: RecentMoments(window: settings.blockWindow))
    }

    private mutating func isOverRate(_ entry: inout Entry, at now: Now) -> Bool {
        let isOver =
            (settings.callsPerMethod > 0 && entry.calls.count(at: now.monotonic) >= settings.callsPerMethod)
            || (settings.callsInAll > 0 && allCalls.count(at: now.monotonic) >= settings.callsInAll)
        guard !isOver else { return true }
        if settings.callsPerMethod > 0 { entry.calls.record(now.monotonic) }
        if settings.callsInAll > 0 { allCalls.record(now.monotonic) }
        return false
    }

    private func redundancy(_ entry: Entry, _ fingerprint: UInt64, at now: Now) -> GuardRefusal? {
        guard settings.redundancy > .zero, let last = entry.answers[fingerprint] else { return nil }
        let opens = last.monotonic + settings.redundancy
        guard now.monotonic < opens else { return nil }
        return switch settings.redundancyWording {
        case .seconds: .redundant(seconds: Self.wholeSeconds(opens - now.monotonic))
        case .clock: .alreadyProcessed(until: last.wall + settings.redundancy)
        }
    }

    private func countError(_ entry: inout Entry, at now: Now) {
        guard settings.blockErrors > 0 else { return }
        entry.errors.record(now.monotonic)
        guard entry.errors.count(at: now.monotonic) >= settings.blockErrors else { return }
        entry.blockedUntil = now.monotonic + settings.blockDuration
        entry.errors = RecentMoments(window: settings.blockWindow)
    }

    /// Keeps the table from growing with every page ever read.
    private func forgetOldAnswers(_ entry: inout Entry, at now: Now) {
        guard entry.answers.count >= 4_096 else { return }
        entry.answers = entry.answers.filter { now.monotonic < $0.value.monotonic + settings.redundancy }
    }

    /// Rounded up, so that who waits that long is let in.
    private static func wholeSeconds(_ duration: Duration) -> Int {
        Int((duration.wholeMicroseconds + 999_999) / 1_000_000)
    }
}

/// The moments within the last window.
struct RecentMoments: Sendable {
    let window: Duration
    private var moments: Deque<MonotonicInstant> = []

    init(window: Duration) {
        self.window = window
    }

    /// How many there are.
    mutating func count(at now: MonotonicInstant) -> Int {
        while let first = moments.first, first + window <= now { moments.removeFirst() }
        return moments.count
    }

    /// Adds one.
    mutating func record(_ moment: MonotonicInstant) {
        moments.append(moment)
    }
}
