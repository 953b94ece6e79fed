package import CarretelCore
package import CarretelSystem

/// Says when which file of `incoming/` is to be looked at and what a look means, without I/O and with the clock handed
/// in. Bounded: a file that does not fit any more is found by a later scan.
package struct CandidateMachine: Sendable {
    /// What an event said of a file.
    package enum Hint: Sendable, Hashable {
        /// It came in whole by a rename: looked at at once.
        case renamedIn
        /// It is being written in place, or something about it changed: looked at after the linger.
        case changed
    }

    /// What a look at a file found.
    package enum Finding: Sendable, Hashable {
        /// Not there any more: taken back, renamed, or claimed.
        case gone
        /// It changed so short a time ago that its writer may still be at it.
        case young(age: Duration)
        case seen(FileSnapshot)
        /// It cannot become a job as it is; a person must know why.
        case unfit(reason: String)
        /// The look failed for a reason that is not the file's.
        case failed(SystemError)
    }

    /// What to do now.
    package enum Decision: Sendable, Hashable {
        /// Take it; what was seen of it goes along, because it is looked at once more afterwards.
        case claim(FinishWatch)
        /// It is looked at again later.
        case wait
        case leaveAlone(reason: String)
        case forget
    }

    private struct Candidate {
        var watch = FinishWatch()
        let firstSeen: MonotonicInstant
    }

    private let settings: IntakeSettings
    private var candidates: [FileName: Candidate] = [:]
    private var dueQueue = DueQueue<FileName>()
    /// Set when a file did not fit; a scan is to be made when there is room again.
    package private(set) var hasForgotten = false

    /// Knows no file.
    package init(settings: IntakeSettings) {
        self.settings = settings
    }

    /// How many files are kept in mind.
    package var count: Int { candidates.count }

    /// Whether the file is kept in mind, so that a scan may pass over it.
    package func contains(_ name: FileName) -> Bool { candidates[name] != nil }

    /// How the file looked last, when its content need not be read again.
    package func known(_ name: FileName) -> FileSnapshot? { candidates[name]?.watch.known }

    /// When the next file is to be looked at.
    package mutating func nextDue() -> MonotonicInstant? { dueQueue.earliest() }

    /// The file to be looked at now, if any. Its ``judge(_:_:now:)`` must follow.
    package mutating func popDue(at now: MonotonicInstant) -> FileName? { dueQueue.popDue(at: now) }

    /// There is room again for files that did not fit.
    ///
    /// - Returns: whether a scan is to be made for them; asked once.
    package mutating func takeRescanWish() -> Bool {
        guard hasForgotten, candidates.count <= settings.maxCandidates / 2 else { return false }
        hasForgotten = false
        return true
    }

    /// How long the file that waits longest is known.
    package func oldest(now: MonotonicInstant) -> Duration? {
        candidates.values.map(\.firstSeen).min().map { now - $0 }
    }

    /// An event told of a file.
    package mutating func hint(_ name: FileName, _ hint: Hint, now: MonotonicInstant) {
        guard keep(name, now) else { return }
        candidates[name]?.watch.restart()
        dueQueue.set(name, due: hint == .renamedIn ? now : now + settings.linger)
    }

    /// Judges a look at a file, whether an event or a scan led to it.
    package mutating func judge(_ name: FileName, _ finding: Finding, now: MonotonicInstant) -> Decision {
        switch finding {
        case .gone: return drop(name, .forget)
        case .unfit(let reason): return drop(name, .leaveAlone(reason: reason))
        case .failed: return wait(name, until: now + settings.steadyRetryDelay, now)
        case .young(let age):
            // A change in the future is a clock that was set back: it is as good as now.
            let rest = age < .zero ? settings.linger : settings.linger - age
            return wait(name, until: now + max(rest, .zero), now)
        case .seen(let snapshot):
            // Most files are finished at the first look and never stored.
            var watch = candidates[name]?.watch ?? FinishWatch()
            switch watch.judge(snapshot, now: now, settings: settings) {
            case .finished, .linked: return drop(name, .claim(watch))
            case .wait(let until):
                let decision = wait(name, until: until, now)
                candidates[name]?.watch = watch
                return decision
            }
        }
    }

    private mutating func wait(
        _ name: FileName, until due: MonotonicInstant, _ now: MonotonicInstant
    ) -> Decision {
        guard keep(name, now) else { return .forget }
        dueQueue.set(name, due: due)
        return .wait
    }

    private mutating func keep(_ name: FileName, _ now: MonotonicInstant) -> Bool {
        if candidates[name] != nil { return true }
        guard candidates.count < settings.maxCandidates else {
            hasForgotten = true
            return false
        }
        candidates[name] = Candidate(firstSeen: now)
        return true
    }

    private mutating func drop(_ name: FileName, _ decision: Decision) -> Decision {
        if candidates.removeValue(forKey: name) != nil { dueQueue.remove(name) }
        return decision
    }
}
