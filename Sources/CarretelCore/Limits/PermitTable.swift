/// The shared limits of all workers, by permit key: who holds what, who waits, and until when a key is closed.
///
/// A key's rule is that of its part before the first `/`; without one it is held by one attempt at a time. Asked for:
///
///     closed by the error brake   → wait until it opens
///     a window of grants is full  → wait until it has room
///     as many hold it as may      → queued, first come first served; answered when one is released
///     else                        → granted
///
/// What must survive a restart is a key's grants within its windows and its errors; who holds it does not, because
/// holding ends with the worker. Moments are of the wall clock for that reason.
package struct PermitTable: Sendable {
    /// Who asks: one attempt in one worker.
    package struct Holder: Sendable, Hashable {
        package var worker: WorkerID
        package var attempt: AttemptKey

        /// Joins the two.
        package init(worker: WorkerID, attempt: AttemptKey) {
            self.worker = worker
            self.attempt = attempt
        }
    }

    /// What becomes of a wish.
    package enum Reply: Sendable, Hashable {
        case granted
        /// To be asked for again at that moment.
        case waitUntil(Timestamp)
        /// Answered later.
        case queued
    }

    /// An answer to one that was queued.
    package struct Decision: Sendable, Hashable {
        package var holder: Holder
        package var key: String
        package var reply: Reply
    }

    private let rules: [String: PermitRule]
    private let keyLimit: Int
    private var sweepCount: Int
    private var entries: [String: PermitEntry] = [:]
    private var changed: [String] = []

    /// Begins with the states of an earlier life; one that cannot be read counts as empty. Beyond `keyLimit` keys those
    /// that say nothing any more are forgotten.
    package init(rules: [String: PermitRule], keyLimit: Int, restored: [String: [UInt8]] = [:]) {
        self.rules = rules
        self.keyLimit = max(keyLimit, 1)
        sweepCount = self.keyLimit
        for (key, state) in restored {
            entries[key] = PermitEntry(rule: rule(of: key), state: state)
        }
    }

    /// How many keys are in memory.
    package var keyCount: Int { entries.count }

    /// Asks for a key.
    package mutating func ask(_ key: String, by holder: Holder, at now: Timestamp) -> Reply {
        if entries[key] == nil { makeRoom(at: now) }
        let rule = rule(of: key)
        let closing = entries[key]?.closedUntil
        let reply = entries[key, default: PermitEntry(rule: rule)].ask(holder, at: now)
        if reply == .granted && !rule.windows.isEmpty || entries[key]?.closedUntil != closing { changed.append(key) }
        return reply
    }

    /// Takes one grant of a key back.
    ///
    /// - Returns: the answers to those that can be answered by that; nil when it does not hold the key, so that a wish
    ///   still in the queue is not forgotten by a release that came too early.
    package mutating func release(
        _ key: String, by holder: Holder, outcome: PermitOutcome, at now: Timestamp
    ) -> [Decision]? {
        guard entries[key]?.release(holder) == true else { return nil }
        switch outcome {
        case .ok: break
        case .error: if entries[key]?.recordError(at: now) == true { changed.append(key) }
        case .closed(let moment):
            entries[key]?.close(until: moment, at: now)
            changed.append(key)
        }
        return serve(key, at: now)
    }

    /// Takes back all that an attempt holds or waits for under these keys.
    package mutating func leave(_ keys: [String], by holder: Holder, at now: Timestamp) -> [Decision] {
        var decisions: [Decision] = []
        for key in keys where entries[key]?.leave(holder) == true {
            decisions += serve(key, at: now)
        }
        return decisions
    }

    /// The states that changed since the last call and have to survive a restart; empty bytes where there is nothing
    /// to keep any more.
    package mutating func takeChanges() -> [(key: String, state: [UInt8])] {
        guard !changed.isEmpty else { return [] }
        let keys = Set(changed).sorted()
        changed.removeAll(keepingCapacity: true)
        return keys.map { ($0, entries[$0]?.state ?? []) }
    }

    /// The keys that the error brake keeps closed.
    package func closed(at now: Timestamp) -> [(key: String, until: Timestamp)] {
        entries.compactMap { key, entry in entry.closing(at: now).map { (key, $0) } }.sorted { $0.key < $1.key }
    }

    private func rule(of key: String) -> PermitRule {
        let prefix = key.prefix { $0 != "/" }
        return rules[String(prefix)] ?? PermitRule(concurrent: 1)
    }

    private mutating func serve(_ key: String, at now: Timestamp) -> [Decision] {
        guard let served = entries[key]?.serve(at: now) else { return [] }
        if served.contains(where: { $0.reply == .granted }), entries[key]?.rule.windows.isEmpty == false {
            changed.append(key)
        }
        if entries[key]?.isForgettable(at: now) == true, entries[key]?.isDurable == false { entries[key] = nil }
        return served.map { Decision(holder: $0.holder, key: key, reply: $0.reply) }
    }

    /// Forgets keys that say nothing any more, once there are too many; twice as many must come before the next sweep,
    /// so that it costs little per key even when none can go.
    private mutating func makeRoom(at now: Timestamp) {
        guard entries.count >= sweepCount else { return }
        for (key, entry) in entries where entry.isForgettable(at: now) {
            entries[key] = nil
            if entry.isDurable { changed.append(key) }
        }
        sweepCount = max(keyLimit, 2 * entries.count)
    }
}
