internal import CarretelCore
internal import DequeModule

/// What running attempts have said so far that their jobs' results and progress files need.
struct AttemptBook {
    /// A job that has run this long shows its progress file even if it has said nothing.
    static let showAfter = Duration.milliseconds(250)

    private struct Entry {
        var number: JobNumber
        var attempt: Int
        var isShown = false
        /// Whether its progress file says when it will start.
        var isAnnounced = false
        var warnings: [Warning] = []
    }

    private var entries: [JobID: Entry] = [:]
    /// Attempts by the moment they began, to be shown when they have run long enough.
    private var unshown: Deque<(key: AttemptKey, showAt: MonotonicInstant)> = []

    mutating func assign(_ key: AttemptKey, number: JobNumber) {
        // Warnings of earlier attempts stay: the result lists those of all.
        let before = entries[key.job]
        entries[key.job] = Entry(
            number: number, attempt: key.attempt, isShown: before?.isShown ?? false,
            isAnnounced: before?.isAnnounced ?? false, warnings: before?.warnings ?? [])
    }

    /// Notes that a waiting job has a progress file from now on.
    ///
    /// - Returns: false for one that runs: it is past waiting.
    mutating func announce(_ job: JobID, number: JobNumber) -> Bool {
        guard entries[job]?.attempt ?? Self.noAttempt == Self.noAttempt else { return false }
        entries[job] = Entry(number: number, attempt: Self.noAttempt, isAnnounced: true)
        return true
    }

    /// The number of no attempt: they begin with 1.
    private static let noAttempt = 0

    mutating func begin(_ key: AttemptKey, at now: Now) {
        guard let entry = entries[key.job], !entry.isShown else { return }
        unshown.append((key, now.monotonic + Self.showAfter))
    }

    mutating func warn(_ key: AttemptKey, _ warning: Warning, limit: Int) {
        guard var entry = entries[key.job], entry.attempt == key.attempt else { return }
        if entry.warnings.count < limit - 1 {
            entry.warnings.append(warning)
        } else if entry.warnings.count == limit - 1 {
            entry.warnings.append(
                Warning(code: "warnings_cut", message: "There were more warnings than the \(limit) that are kept."))
        }
        entries[key.job] = entry
    }

    func warnings(of key: AttemptKey) -> [Warning] {
        entries[key.job]?.warnings ?? []
    }

    /// Notes that a job has a progress file from now on.
    ///
    /// - Returns: its number; nil for an attempt that is not in hand.
    mutating func markShown(_ key: AttemptKey) -> JobNumber? {
        guard var entry = entries[key.job], entry.attempt == key.attempt else { return nil }
        entry.isShown = true
        entries[key.job] = entry
        return entry.number
    }

    mutating func remove(_ key: AttemptKey) {
        guard let entry = entries[key.job], entry.attempt == key.attempt else { return }
        entries[key.job] = nil
    }

    /// Forgets a job.
    ///
    /// - Returns: whether it had been shown.
    mutating func removeAll(of job: JobID) -> Bool {
        entries.removeValue(forKey: job).map { $0.isShown || $0.isAnnounced } ?? false
    }

    /// The attempts that have run for ``showAfter`` and have shown nothing yet; each is named once.
    mutating func dueToBeShown(at now: Now) -> [AttemptKey] {
        var due: [AttemptKey] = []
        while let first = unshown.first, isOver(first.key) || first.showAt <= now.monotonic {
            unshown.removeFirst()
            if !isOver(first.key) { due.append(first.key) }
        }
        return due
    }

    /// When the next attempt is to be shown.
    var nextShow: MonotonicInstant? { unshown.first?.showAt }

    private func isOver(_ key: AttemptKey) -> Bool {
        guard let entry = entries[key.job] else { return true }
        return entry.attempt != key.attempt || entry.isShown
    }
}
