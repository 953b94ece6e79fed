import CarretelCore

/// Tells how far a load is: pages of pages announced, and how long the rest will take at the pace so far.
struct LoadProgress {
    private let resources: [LoadResource]
    private let attempt: any AttemptContext
    private let startedAt: MonotonicInstant
    /// Pages read and wanted of each resource that is known.
    private var pages: [LoadResource: (done: Int, wanted: Int)] = [:]
    /// How many pages this attempt has read itself: only those say anything about the pace.
    private var ownPages = 0

    init(_ resources: [LoadResource], _ attempt: any AttemptContext) {
        self.resources = resources
        self.attempt = attempt
        startedAt = attempt.now.monotonic
    }

    /// A resource begins, or goes on from pages of an attempt before.
    mutating func begin(_ resource: LoadResource, _ cursor: PageCursor, wanted: Int?) {
        if let wanted { pages[resource] = (cursor.fetched, wanted) }
        report(resource, message: "\(resource.rawValue): asking for page \(cursor.nextPage).")
    }

    /// A page was read.
    mutating func read(_ resource: LoadResource, _ cursor: PageCursor, wanted: Int) {
        ownPages += 1
        pages[resource] = (cursor.fetched, wanted)
        let announced = cursor.announced ?? wanted
        let of = announced > wanted ? "\(wanted) (of \(announced) that there are)" : "\(wanted)"
        report(
            resource, message: "\(resource.rawValue): page \(cursor.fetched) of \(of), \(cursor.records) records.")
    }

    /// A resource is done or given up.
    mutating func end(_ loaded: LoadedResource) {
        // Of one that failed no more will come, and what was not read is not told as read.
        let read = loaded.reason == nil ? loaded.wanted ?? loaded.cursor.fetched : loaded.cursor.fetched
        pages[loaded.resource] = (read, read)
        report(loaded.resource, message: "\(loaded.resource.rawValue): \(loaded.status).")
    }

    private func report(_ resource: LoadResource, message: String) {
        let done = pages.values.reduce(0) { $0 + $1.done }
        let wanted = pages.values.reduce(0) { $0 + $1.wanted }
        // A resource whose pages are not known yet counts as much as any other.
        let share = resources.reduce(0.0) { sum, resource in
            guard let pages = pages[resource] else { return sum }
            return sum + (pages.wanted == 0 ? 1 : Double(pages.done) / Double(pages.wanted))
        }
        attempt.report(
            Progress(
                percent: (share / Double(resources.count) * 1_000).rounded() / 10, message: message, processed: done,
                total: wanted == 0 ? nil : wanted, current: resource.rawValue,
                etaSeconds: secondsLeft(pages: wanted - done)))
    }

    private func secondsLeft(pages: Int) -> Int? {
        guard ownPages > 0, pages >= 0 else { return nil }
        let elapsed = Int((attempt.now.monotonic - startedAt).wholeMilliseconds)
        return (elapsed * pages / ownPages + 999) / 1_000
    }
}
