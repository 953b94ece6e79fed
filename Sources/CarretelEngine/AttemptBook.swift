internal import CarretelCore
internal import DequeModule

/// What attempts have said so far that their jobs' results and progress files need, of jobs that run, and of those that
/// wait again or were announced.
struct AttemptBook {
    /// A job that has run this long shows its progress file even if it has said nothing.
    static let showAfter = Duration.milliseconds(250)

    private struct Entry {
        /// Here too, because the shelf keeps none when it is full.
        var dossier: JobDossier
        /// ``AttemptBook/noAttempt`` while none runs.
        var attempt: Int
        /// Whether this attempt has a progress file.
        var isShown = false
        /// Whether the job has one that says why it waits.
        var isAnnounced = false
        var warnings: [Warning] = []

        var hasFile: Bool { isShown || isAnnounced }
    }

    /// The number of no attempt: they begin with 1.
    private static let noAttempt = 0

    private var entries: [JobID: Entry] = [:]
    /// Attempts by the moment they began, to be shown when they have run long enough.
    private var unshown: Deque<(key: AttemptKey, showAt: MonotonicInstant)> = []

    mutating func assign(_ key: AttemptKey, _ dossier: JobDossier) {
        // Warnings of earlier attempts stay: the result lists those of all.
        let before = entries[key.job]
        entries[key.job] = Entry(
            dossier: dossier, attempt: key.attempt, isShown: before?.isShown ?? false,
            isAnnounced: before?.isAnnounced ?? false, warnings: before?.warnings ?? [])
    }

    /// Notes that a waiting job has a progress file from now on.
    ///
    /// - Returns: false for one that runs: it is past waiting.
    mutating func announce(_ dossier: JobDossier) -> Bool {
        guard entries[dossier.id]?.attempt ?? Self.noAttempt == Self.noAttempt else { return false }
        let warnings = entries[dossier.id]?.warnings ?? []
        entries[dossier.id] = Entry(
            dossier: dossier, attempt: Self.noAttempt, isAnnounced: true, warnings: warnings)
        return true
    }

    /// The dossier of a job that is in the book. Looked for one by one, since it is only asked for where the shelf is full.
    func dossier(of number: JobNumber) -> JobDossier? {
        entries.values.first { $0.dossier.number == number }?.dossier
    }

    /// Whether a job is in the book.
    func holds(_ job: JobID) -> Bool { entries[job] != nil }

    /// Whether an attempt is the one that runs of its job.
    func isInHand(_ key: AttemptKey) -> Bool { entries[key.job]?.attempt == key.attempt }

    /// The job type of an attempt that runs.
    func type(of key: AttemptKey) -> String? { isInHand(key) ? entries[key.job]?.dossier.request?.type : nil }

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
    /// - Returns: its dossier; nil for an attempt that is not in hand.
    mutating func markShown(_ key: AttemptKey) -> JobDossier? {
        guard var entry = entries[key.job], entry.attempt == key.attempt else { return nil }
        entry.isShown = true
        entries[key.job] = entry
        return entry.dossier
    }

    /// Takes back an attempt that never began.
    mutating func withdraw(_ key: AttemptKey) {
        guard entries[key.job]?.attempt == key.attempt else { return }
        _ = rest(key.job)
    }

    /// Notes that a job does not run any more and has not ended. It stays in the book where something of it is to be kept.
    ///
    /// - Returns: whether it has a progress file.
    mutating func rest(_ job: JobID) -> Bool {
        guard var entry = entries[job] else { return false }
        entry.attempt = Self.noAttempt
        entry.isAnnounced = entry.hasFile
        entry.isShown = false
        entries[job] = entry.hasFile || !entry.warnings.isEmpty ? entry : nil
        return entry.hasFile
    }

    /// Forgets a job.
    ///
    /// - Returns: whether it has a progress file.
    mutating func removeAll(of job: JobID) -> Bool {
        entries.removeValue(forKey: job)?.hasFile ?? false
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
