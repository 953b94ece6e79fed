package import CarretelCore
internal import CarretelSystem

/// Decides when one file is finished, look by look: the rules of docs/file-formats.md, without I/O.
///
/// - Nobody has it open for writing, and its object closes at its end (or can never become one): finished.
/// - It only lacks its end: finished, as truncated, when it stayed unchanged without a writer for a while.
/// - It has two names: finished, to be rejected, when it had them for a while.
/// - Leases tell nothing: the same, when it stayed unchanged for a while.
package struct FinishWatch: Sendable, Hashable {
    /// What to do with the file.
    package enum Decision: Sendable, Hashable {
        case finished
        /// It still has two names after the time for that: it may be changed behind Carretel's back.
        case linked
        case wait(until: MonotonicInstant)
    }

    private var step = 0
    private var last: FileSnapshot?
    private var unchangedSince: MonotonicInstant?
    private var linkedSince: MonotonicInstant?

    /// Nothing seen yet.
    package init() {}

    /// The last look whose content need not be read again if the file is still the same.
    package var known: FileSnapshot? { last?.content == .unread ? nil : last }

    /// Something happened to the file: it is looked at closely again.
    package mutating func restart() {
        step = 0
    }

    /// Judges another look.
    package mutating func judge(
        _ snapshot: FileSnapshot, now: MonotonicInstant, settings: IntakeSettings
    ) -> Decision {
        remember(snapshot, now)
        if snapshot.linkCount > 1 {
            return after(settings.linkedLimit, since: linkedSince ?? now, now, settings, then: .linked)
        }
        let since = unchangedSince ?? now
        switch (snapshot.lease, snapshot.content) {
        case (.writer, _), (_, .unread):
            return .wait(until: nextLook(now, settings))
        case (_, .truncated):
            return after(settings.truncatedLimit, since: since, now, settings, then: .finished)
        case (.noWriter, .complete), (.noWriter, .invalid):
            return .finished
        case (.unknown, .complete), (.unknown, .invalid):
            if snapshot.age >= settings.settledAge { return .finished }
            return after(settings.unchangedLimit, since: since, now, settings, then: .finished)
        }
    }

    private mutating func remember(_ snapshot: FileSnapshot, _ now: MonotonicInstant) {
        let isSame = last.map { $0.identity == snapshot.identity } ?? false
        if !isSame, last != nil { step = 0 }
        if !isSame || unchangedSince == nil { unchangedSince = now }
        if snapshot.lease == .writer { unchangedSince = nil }
        if snapshot.linkCount <= 1 { linkedSince = nil } else if linkedSince == nil { linkedSince = now }
        last = snapshot
    }

    private mutating func after(
        _ limit: Duration, since: MonotonicInstant, _ now: MonotonicInstant, _ settings: IntakeSettings,
        then decision: Decision
    ) -> Decision {
        let end = since + limit
        return end <= now ? decision : .wait(until: min(end, nextLook(now, settings)))
    }

    private mutating func nextLook(_ now: MonotonicInstant, _ settings: IntakeSettings) -> MonotonicInstant {
        let delays = settings.retryDelays
        guard step < delays.count else { return now + settings.steadyRetryDelay }
        step += 1
        return now + delays[step - 1]
    }
}
