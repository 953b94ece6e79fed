import DequeModule

/// One key of a ``PermitTable``.
struct PermitEntry: Sendable {
    let rule: PermitRule
    private var holders: [PermitTable.Holder: Int] = [:]
    private var held = 0
    private var queue = Deque<PermitTable.Holder>()
    private var grants: SlidingWindow
    private var errors: Deque<Timestamp> = []
    private(set) var closedUntil: Timestamp?
    /// The longest that ``closedUntil`` may lie ahead: a clock set back must not keep the key closed for years.
    private var longestClosing: Duration

    /// A key that nobody ever asked for.
    init(rule: PermitRule) {
        self.rule = rule
        grants = SlidingWindow(limits: rule.windows)
        longestClosing = rule.brakeDuration
    }

    /// Whether anything of it has to survive a restart.
    var isDurable: Bool { !rule.windows.isEmpty || rule.brakeErrors > 0 || closedUntil != nil }

    /// Whether forgetting it changes nothing.
    func isForgettable(at now: Timestamp) -> Bool {
        guard held == 0, queue.isEmpty, closing(at: now) == nil, grants.isSpent(at: now) else { return false }
        guard let last = errors.last else { return true }
        return last + rule.brakeWindow <= now
    }

    /// When it opens again; nil when it is open.
    func closing(at now: Timestamp) -> Timestamp? {
        guard let closedUntil, closedUntil > now else { return nil }
        return min(closedUntil, now + longestClosing)
    }

    /// What an upstream names beyond this is not believed.
    private static let longestNamedClosing = Duration.seconds(86_400)

    /// Closes it until a moment that the upstream named, unless it is closed for longer.
    mutating func close(until moment: Timestamp, at now: Timestamp) {
        guard moment > now, moment > closing(at: now) ?? now else { return }
        closedUntil = min(moment, now + Self.longestNamedClosing)
        longestClosing = max(rule.brakeDuration, Self.longestNamedClosing)
    }

    /// After the clock was set back: lets no moment lie further ahead than it could by this clock, once and for all, or
    /// the bound would move along with the clock.
    private mutating func settle(at now: Timestamp) {
        if let closedUntil { self.closedUntil = min(closedUntil, now + longestClosing) }
        grants.settle(at: now)
    }

    mutating func ask(_ holder: PermitTable.Holder, at now: Timestamp) -> PermitTable.Reply {
        settle(at: now)
        if let moment = closing(at: now) ?? grants.opening(at: now) { return .waitUntil(moment) }
        guard held < capacity(at: now) else {
            queue.append(holder)
            return .queued
        }
        grant(holder, at: now)
        return .granted
    }

    /// How many may hold it: once there are errors that may close it, no more than may all fail until it is closed.
    private func capacity(at now: Timestamp) -> Int {
        let concurrent = max(rule.concurrent, 1)
        let recent = errors.count { $0 + rule.brakeWindow > now }
        guard rule.brakeErrors > 0, recent > 0 else { return concurrent }
        return max(min(concurrent, rule.brakeErrors - recent), 1)
    }

    /// Takes one grant back.
    ///
    /// - Returns: whether there was one.
    mutating func release(_ holder: PermitTable.Holder) -> Bool {
        guard let count = holders[holder] else { return false }
        holders[holder] = count == 1 ? nil : count - 1
        held -= 1
        return true
    }

    /// Takes back all grants and wishes of one.
    ///
    /// - Returns: whether there were any.
    mutating func leave(_ holder: PermitTable.Holder) -> Bool {
        let count = holders.removeValue(forKey: holder) ?? 0
        held -= count
        let queued = queue.count
        queue.removeAll { $0 == holder }
        return count > 0 || queue.count < queued
    }

    /// Counts an error and closes the key when there were too many.
    ///
    /// - Returns: whether that changed anything.
    mutating func recordError(at now: Timestamp) -> Bool {
        guard rule.brakeErrors > 0 else { return false }
        errors.append(now)
        while let first = errors.first, first + rule.brakeWindow <= now { errors.removeFirst() }
        if errors.count >= rule.brakeErrors {
            closedUntil = max(closing(at: now) ?? now, now + rule.brakeDuration)
            errors.removeAll()
        }
        return true
    }

    /// Answers those in the queue that can be answered.
    mutating func serve(at now: Timestamp) -> [(holder: PermitTable.Holder, reply: PermitTable.Reply)] {
        settle(at: now)
        var served: [(holder: PermitTable.Holder, reply: PermitTable.Reply)] = []
        while let holder = queue.first {
            if let moment = closing(at: now) ?? grants.opening(at: now) {
                served.append((holder, .waitUntil(moment)))
            } else if held < capacity(at: now) {
                grant(holder, at: now)
                served.append((holder, .granted))
            } else {
                break
            }
            queue.removeFirst()
        }
        return served
    }

    private mutating func grant(_ holder: PermitTable.Holder, at now: Timestamp) {
        holders[holder, default: 0] += 1
        held += 1
        grants.record(now)
    }
}

/// The part that survives a restart, as bytes: little-endian 64-bit integers, the first of which names the form.
///
///     1, closed until (microseconds; 0 when open), number of errors, the errors …, the grants …
extension PermitEntry {
    private static let form: Int64 = 1

    /// The bytes to keep.
    var state: [UInt8] {
        var words = [Self.form, closedUntil?.microseconds ?? 0, Int64(errors.count)]
        words += errors.map(\.microseconds)
        words += grants.kept.map(\.microseconds)
        return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * Int64($0))) } }
    }

    /// Reads kept bytes; what is not of the known form counts as empty, because a limit forgotten costs less than a
    /// daemon that does not start.
    init(rule: PermitRule, state: [UInt8]) {
        self.init(rule: rule)
        guard state.count.isMultiple(of: 8), state.count >= 24 else { return }
        let words = stride(from: 0, to: state.count, by: 8).map { start in
            state[start..<start + 8].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
        }
        let errorCount = words[2]
        guard words[0] == Self.form, errorCount >= 0, errorCount <= words.count - 3 else { return }
        let moments = words.dropFirst(3).map { Timestamp(microseconds: $0) }
        closedUntil = words[1] == 0 ? nil : Timestamp(microseconds: words[1])
        longestClosing = max(rule.brakeDuration, Self.longestNamedClosing)
        errors = Deque(moments.prefix(Int(errorCount)))
        grants = SlidingWindow(limits: rule.windows, moments: Array(moments.dropFirst(Int(errorCount))))
    }
}
