import CarretelCore

/// Keeps places within their limits.
struct Retention {
    /// A place that refuses so often is left for another day.
    private static let maxRefusals = 100
    /// How often progress is told of while a place is worked through.
    private static let tellEvery = 100

    let work: Housework
    let places: [RetentionPlace]

    /// Works through the places; one that fails does not keep the others from being done.
    func run(_ report: inout ActionReport) async throws(FailureReason) {
        var failures: [FailureReason] = []
        for (index, place) in places.enumerated() where !work.attempt.isCancelled {
            work.progress.tell(place.name, part: Double(index) / Double(places.count))
            var found = PlaceReport(place, work.settings.limits(of: place))
            do throws(FailureReason) {
                try await keep(place, &found)
            } catch {
                found.isComplete = false
                if error != .cancelled { failures.append(error) }
                found.skipped = error == .cancelled ? nil : error.message
            }
            report.places.append(found)
        }
        report.isComplete = report.places.count == places.count && report.places.allSatisfy(\.isComplete)
        if let failure = failures.first { throw failure }
    }

    private func keep(_ place: RetentionPlace, _ report: inout PlaceReport) async throws(FailureReason) {
        guard !report.limits.isEmpty else {
            report.skipped = "Nothing is limited here."
            return
        }
        switch place {
        case .files(let kept): try await FileRetention(work: work, place: kept).run(&report)
        case .table(let table): try await TableRetention(work: work, table: table).run(&report)
        }
    }

    /// Keeps a place of files within its limits.
    struct FileRetention {
        let work: Housework
        let place: KeptPlace

        /// Looks, removes what the look found, and looks again until nothing is to go.
        func run(_ report: inout PlaceReport) async throws(FailureReason) {
            let limits = report.limits
            let now = work.attempt.now.wall
            var request = LookRequest(before: limits.horizon(at: now))
            var pace = RemovalPace(perSecond: work.settings.deletesPerSecond)
            var tally: RetentionTally?
            while true {
                guard let view = try work.house.look(at: place, request, isCancelled: work.isCancelled) else {
                    throw .cancelled
                }
                if tally == nil {
                    report.lookedAt = view.count
                    report.leftAlone = view.leftAlone
                }
                var left = tally ?? RetentionTally(limits, now: now, count: view.count, bytes: view.bytes)
                for item in view.oldest {
                    guard !work.attempt.isCancelled else { throw .cancelled }
                    guard let cause = left.cause(toRemove: item) else { return }
                    let files = try remove(item, cause, &left, &report)
                    if report.removed % Retention.tellEvery == 0 {
                        work.progress.tell("\(place.rawValue): \(report.removed) gone", removed: report.removed)
                    }
                    await work.rest(after: files, &pace)
                }
                tally = left
                guard view.hasMore, let last = view.oldest.last else { return }
                request.after = last.rank
            }
        }

        /// - Returns: how many names went.
        private func remove(
            _ item: KeptItem, _ cause: RetentionCause, _ tally: inout RetentionTally, _ report: inout PlaceReport
        ) throws(FailureReason) -> Int {
            guard !work.isDryRun else {
                tally.remove(item)
                report.remove(item, files: 0, cause)
                return 0
            }
            do throws(FailureReason) {
                switch try work.house.remove(item, from: place) {
                case .removed(let files):
                    tally.remove(item)
                    report.remove(item, files: files, cause)
                    return files
                case .gone: tally.remove(item)
                case .inUse: report.inUse += 1
                }
            } catch {
                report.refused += 1
                if report.refused == 1 { work.attempt.warn(Warning(code: "not_removed", message: error.message)) }
                if report.refused >= Retention.maxRefusals { throw error }
            }
            return 0
        }
    }
}

/// Keeps a table of the journal within its limits.
struct TableRetention {
    let work: Housework
    let table: JournalTable

    /// Asks for one small step after the other.
    func run(_ report: inout PlaceReport) async throws(FailureReason) {
        let limits = report.limits
        let now = work.attempt.now.wall
        var purge = JournalPurge(
            table: table, before: limits.age.map { now + (.zero - max($0, limits.youngest)) },
            youngest: limits.youngest > .zero ? now + (.zero - limits.youngest) : nil, keep: limits.count,
            bytes: limits.bytes)
        guard !work.isDryRun else {
            report.removed = try work.house.preview(purge, now: now)
            return
        }
        let chores = JournalChores(work: work)
        while true {
            guard let step = try await chores.ask(.purge(purge)) else {
                report.skipped = JournalChores.refusal
                return
            }
            report.removed += step.rows
            report.bytes += step.bytes
            guard !step.isDone else { return }
            work.progress.tell("\(table.rawValue): \(report.removed) rows gone", removed: report.removed)
            purge.goOn(after: step)
        }
    }
}

/// Asks the journal for steps, with rests between them.
struct JournalChores {
    static let refusal = "There is no journal to be looked after here: a running daemon looks after its own."

    let work: Housework

    /// Has a step done, and rests after it unless it was the last.
    ///
    /// - Returns: what it came to; nil where there is no journal, which is a warning and no failure.
    /// - Throws: policy `cancelled`, and what else the port says.
    func ask(_ chore: JournalChore) async throws(FailureReason) -> ChoreReport? {
        guard !work.attempt.isCancelled else { throw .cancelled }
        let start = work.attempt.now.monotonic
        let step: ChoreReport
        do throws(FailureReason) {
            step = try await work.attempt.ask(chore)
        } catch {
            guard error.code == "chore_refused" else { throw error }
            work.attempt.warn(Warning(code: "chore_skipped", message: "\(chore.name) was skipped. \(error.message)"))
            return nil
        }
        guard !step.isDone else { return step }
        let pace = ChorePace(factor: work.settings.journalRestFactor)
        await work.attempt.wait(pace.rest(took: step.took, elapsed: work.attempt.now.monotonic - start))
        return step
    }
}

extension JournalChore {
    /// For people.
    fileprivate var name: String {
        switch self {
        case .purge(let purge): "Retention of \(purge.table.rawValue)"
        case .shrink: "vacuum"
        }
    }
}
