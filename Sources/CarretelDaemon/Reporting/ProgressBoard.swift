internal import CarretelCore
internal import CarretelEngine
internal import CarretelSpool

/// What the progress files of the jobs that are shown say: news are merged here and written a few times a second.
struct ProgressBoard {
    /// One job that is shown.
    struct Entry {
        var dossier: JobDossier
        /// The latest; nil before the first.
        var attempt: Int?
        var progress = Progress()
        var state = State.running
        /// While it waits, when it will start.
        var forecast: StartForecast?
        /// Events that came and are not written, each one JSON object.
        var pending: [(event: [UInt8], at: Timestamp)] = []
        var isDirty = true
        var events: EventsFile?
        /// Whether the files under its name are known to be its own.
        var ownsFiles = false
        var lastSequence: Int?

        enum State {
            case running
            case put(ProgressState)
            /// Ended, and its result is in its place.
            case published(JobStatus)
        }

        /// Whether it waits, or was put off.
        var isResting: Bool {
            switch state {
            case .put(.waiting), .put(.deferred): true
            case .running, .put(.ended), .published: false
            }
        }

        /// Whether there is anything for its events file, which every job has that has run.
        var hasLines: Bool { !pending.isEmpty || !isResting }

        /// Whether nothing will follow.
        var isFinished: Bool {
            if case .published = state { true } else { false }
        }
    }

    private var entries: [JobNumber: Entry] = [:]
    private var dirty: [JobNumber] = []
    /// Ended jobs of which it will be told who they are, and whether their results are in their places already.
    private var awaited: [JobNumber: Bool] = [:]
    /// Of these, those that were, until they are told.
    private var publishedEarlier: Set<JobNumber> = []

    /// Whether a job is published whose last words are not written: they are not kept waiting.
    private(set) var hasFinished = false

    /// Whether anything is to be written.
    var isDirty: Bool { !dirty.isEmpty }

    /// The percentages of running jobs, for the live figures.
    var percents: [JobNumber: Progress] { entries.mapValues(\.progress) }

    /// Notes news of a job.
    ///
    /// - Returns: whether the job was shown before.
    mutating func show(_ job: JobDossier, attempt: Int, progress: Progress?, at moment: Timestamp) -> Bool {
        let known = entries[job.number]
        var entry = known ?? Entry(dossier: job, attempt: attempt)
        entry.attempt = attempt
        entry.state = .running
        entry.forecast = nil
        if let progress {
            if !progress.event.isEmpty { entry.pending.append((progress.event, moment)) }
            entry.progress.merge(progress)
        }
        mark(&entry, isNew: known == nil)
        return known != nil
    }

    /// Notes when a waiting job will start.
    ///
    /// - Returns: whether the job was shown before.
    mutating func announce(_ job: JobDossier, _ forecast: StartForecast) -> Bool {
        let known = entries[job.number]
        var entry = known ?? Entry(dossier: job, attempt: nil)
        entry.state = .put(.waiting)
        entry.forecast = forecast
        mark(&entry, isNew: known == nil)
        return known != nil
    }

    /// Notes that a job does not run any more.
    mutating func settle(_ job: JobDossier, state: ProgressState) {
        guard var entry = entries[job.number] else { return }
        entry.state = .put(state)
        entry.forecast = nil
        mark(&entry, isNew: false)
    }

    /// Notes that results are in their places.
    mutating func markPublished(_ numbers: [JobNumber]) {
        for number in numbers {
            if awaited[number] != nil { awaited[number] = true }
            guard var entry = entries[number], case .put(.ended(let status, _)) = entry.state else { continue }
            entry.state = .published(status)
            hasFinished = true
            mark(&entry, isNew: false)
        }
    }

    private mutating func mark(_ entry: inout Entry, isNew: Bool) {
        if isNew || !entry.isDirty { dirty.append(entry.dossier.number) }
        entry.isDirty = true
        entries[entry.dossier.number] = entry
    }

    /// The entries to be written; those that are finished are forgotten.
    mutating func takeDirty() -> [Entry] {
        var taken: [Entry] = []
        for number in dirty {
            guard var entry = entries[number] else { continue }
            taken.append(entry)
            if entry.isFinished {
                entries[number] = nil
            } else {
                entry.isDirty = false
                entry.pending = []
                entries[number] = entry
            }
        }
        dirty.removeAll(keepingCapacity: true)
        hasFinished = false
        return taken
    }

    /// Keeps a job's open events file, or none, once its files are written.
    mutating func remember(_ number: JobNumber, events: EventsFile?, lastSequence: Int? = nil) {
        entries[number]?.ownsFiles = true
        entries[number]?.events = events
        if let lastSequence { entries[number]?.lastSequence = lastSequence }
    }

    /// Waits for the name of a job that has ended.
    mutating func awaitSettling(of number: JobNumber) { awaited[number] = false }

    /// Ends that wait.
    ///
    /// - Returns: whether there was one.
    mutating func endsAwaiting(_ number: JobNumber) -> Bool {
        guard let isPublished = awaited.removeValue(forKey: number) else { return false }
        if isPublished { publishedEarlier.insert(number) }
        return true
    }

    /// Marks a job whose publication came before its name.
    mutating func markPublishedEarlier(_ number: JobNumber) {
        if publishedEarlier.remove(number) != nil { markPublished([number]) }
    }

    /// Whether a job is shown.
    func holds(_ number: JobNumber) -> Bool { entries[number] != nil }

    /// Takes over a job whose files an earlier daemon has written.
    mutating func enter(_ job: JobDossier) { entries[job.number] = Entry(dossier: job, attempt: nil, isDirty: false) }
}
