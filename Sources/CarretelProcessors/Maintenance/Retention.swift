import CarretelCore

/// Keeps places within their limits.
struct Retention {
    /// A place that refuses so often is left for another day.
    static let maxRefusals = 100
    /// How often progress is told of while a place is worked through.
    private static let tellEvery = 100

    /// The archive is larger than all else, and comes last: it gets so many shares of the time that is left.
    private static let archiveShares = 6

    let work: Housework
    let places: [RetentionPlace]
    /// How many actions come after this one; each is kept a share of the time.
    let actionsAfter: Int

    /// Works through the places, each in its share of the time; one that fails, or has not enough of it, does not keep the
    /// others from being done.
    func run(_ report: inout ActionReport) async throws(FailureReason) {
        var failures: [FailureReason] = []
        report.isComplete = false
        let ignoresAge = try isClockDoubted()
        for (index, place) in places.enumerated() {
            var limits = work.settings.limits(of: place)
            if ignoresAge { limits.days = nil }
            var found = PlaceReport(place, limits)
            do throws(FailureReason) {
                guard !work.attempt.isCancelled else { throw .cancelled }
                work.progress.tell(place.name, part: Double(index) / Double(places.count))
                try await keep(place, work.slice(part(at: index)), &found)
            } catch {
                found.isComplete = false
                if error != .cancelled {
                    failures.append(error)
                    found.problem = error.message
                }
            }
            report.places.append(found)
        }
        report.isComplete = report.places.allSatisfy(\.isComplete)
        if let failure = failures.first { throw failure }
    }

    /// A wall clock that has jumped forward makes everything old, so nothing goes by its age then.
    private func isClockDoubted() throws(FailureReason) -> Bool {
        let mark = try work.house.clockMark(at: work.attempt.now, keeps: !work.isDryRun)
        guard let since = mark.doubtedSince else { return false }
        let (gap, time) = (HumanText.duration(ClockMark.longestGap), HumanText.duration(ClockMark.doubtTime))
        work.attempt.warn(
            Warning(
                code: "clock_jumped",
                message: "The clock had gone forward by more than \(gap) since the last run when it showed "
                    + "\(since.rfc3339Milliseconds). Limits on age are left out until it has gone on evenly for "
                    + "\(time), in case it is wrong. Number and size limits hold."))
        return true
    }

    /// Which part of the time that is left a place gets.
    private func part(at index: Int) -> Double {
        let shares = places[index...].map { $0 == .files(.archive) ? Self.archiveShares : 1 }
        return Double(shares[0]) / Double(shares.reduce(actionsAfter, +))
    }

    private func keep(
        _ place: RetentionPlace, _ work: Housework, _ report: inout PlaceReport
    ) async throws(FailureReason) {
        guard !report.limits.isEmpty else {
            report.skipped =
                work.settings.limits(of: place).isEmpty
                ? "Nothing is limited here." : "Only age is limited here, and the clock is doubted."
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
            var stayed = 0
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
                    guard !work.isOver else { throw .cancelled }
                    guard let cause = left.cause(toRemove: item) else { return }
                    let files = try remove(item, cause, &left, &report)
                    if report.removed % Retention.tellEvery == 0 {
                        work.progress.tell("\(place.rawValue): \(report.removed) gone", removed: report.removed)
                    }
                    await work.rest(after: files, &pace)
                }
                tally = left
                guard view.hasMore, let last = view.oldest.last else { return }
                // As long as all that was given is gone, the next look begins where this one did and ends when it has
                // enough. Whatever stays has to be passed by, for which an order is needed.
                let staying = report.inUse + report.refused
                let areAllGone = !work.isDryRun && staying == stayed
                if !areAllGone { request.after = last.rank }
                request.counts = !areAllGone
                stayed = staying
            }
        }

        /// - Returns: how many names went.
        private func remove(
            _ item: KeptItem, _ cause: RetentionCause, _ tally: inout RetentionTally, _ report: inout PlaceReport
        ) throws(FailureReason) -> Int {
            do throws(FailureReason) {
                guard !work.isDryRun else {
                    if try work.house.isNeeded(item, in: place) {
                        report.inUse += 1
                    } else {
                        tally.remove(item)
                        report.remove(item, files: 0, cause)
                    }
                    return 0
                }
                switch try work.house.remove(item, from: place) {
                case .removed(let files):
                    tally.remove(item)
                    report.remove(item, files: files, cause)
                    return files
                case .gone: tally.remove(item)
                case .inUse: report.inUse += 1
                }
            } catch {
                try report.refuse(error, work)
            }
            return 0
        }
    }
}

extension PlaceReport {
    /// Notes that a thing was not let go.
    ///
    /// - Throws: what the system says, when it says so too often.
    mutating func refuse(_ reason: FailureReason, _ work: Housework) throws(FailureReason) {
        refused += 1
        if refused == 1 { work.attempt.warn(Warning(code: "not_removed", message: reason.message)) }
        if refused >= Retention.maxRefusals { throw reason }
    }
}
