import CarretelCore

/// Keeps places within their limits.
struct Retention {
    /// A place that refuses so often is left for another day.
    static let maxRefusals = 100
    /// The archive is larger than all else, and comes last: it gets so many shares of the time.
    private static let archiveShares = 6

    let work: Housework
    let places: [RetentionPlace]

    /// Works through the places.
    ///
    /// - Parameters:
    ///   - work: what to work with; its time is shared with the actions after this one.
    ///   - places: which, in their order.
    ///   - actionsAfter: how many actions come after this one; each is kept a share of the time.
    init(work: Housework, places: [RetentionPlace], actionsAfter: Int) {
        let shares = places.map(Self.shares(of:)).reduce(0, +)
        self.work = work.slice(Double(shares) / Double(max(1, shares + actionsAfter)))
        self.places = places
    }

    /// Gives each place its turn with its share of the time, and those that had not enough of it further ones while there
    /// is time; one that fails does not keep the others from being done.
    func run(_ report: inout ActionReport) async throws(FailureReason) {
        report.isComplete = false
        let ignoresAge = try isClockDoubted()
        var turns = places.map { RetentionTurn($0, work, ignoresAge: ignoresAge) }
        var failures: [FailureReason] = []
        repeat {
            for index in turns.indices where turns[index].isOpen && !work.attempt.isCancelled {
                let place = turns[index].place
                work.progress.tell(place.name, part: Double(index) / Double(turns.count))
                // Those that come later in this round need time, and so do those before that will come again.
                let open = turns.filter(\.isOpen).map { Self.shares(of: $0.place) }.reduce(0, +)
                do throws(FailureReason) {
                    try await turns[index].take(work.slice(Double(Self.shares(of: place)) / Double(open)))
                } catch {
                    if error != .cancelled { failures.append(error) }
                }
            }
        } while !work.isOver && turns.contains(where: \.isOpen)
        report.places = turns.map(\.report)
        report.isComplete = report.places.allSatisfy(\.isComplete)
        if let failure = failures.first { throw failure }
    }

    private static func shares(of place: RetentionPlace) -> Int { place == .files(.archive) ? archiveShares : 1 }

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
}

/// Keeps one place within its limits, in one or several turns.
protocol PlaceKeeper {
    /// Goes on where the turn before ended.
    ///
    /// - Parameters:
    ///   - work: what to work with, and until when.
    ///   - report: what was done so far.
    /// - Throws: policy `cancelled` when the time is over first, and what keeps the place from being kept.
    mutating func run(_ work: Housework, _ report: inout PlaceReport) async throws(FailureReason)
}

/// A place whose turn comes until it is within its limits.
struct RetentionTurn {
    let place: RetentionPlace
    private(set) var report: PlaceReport
    private var keeper: any PlaceKeeper

    init(_ place: RetentionPlace, _ work: Housework, ignoresAge: Bool) {
        var limits = work.settings.limits(of: place)
        let hasNone = limits.isEmpty
        if ignoresAge { limits.days = nil }
        self.place = place
        report = PlaceReport(place, limits)
        report.isComplete = limits.isEmpty
        if limits.isEmpty {
            report.skipped =
                hasNone ? "Nothing is limited here." : "Only age is limited here, and the clock is doubted."
        }
        switch place {
        case .files(let kept): keeper = FileRetention(kept, limits, work)
        case .table(let table): keeper = TableRetention(table)
        }
    }

    /// Whether another turn is of use.
    var isOpen: Bool { !report.isComplete && report.problem == nil }

    /// Works at the place until it is within its limits, or the time is over.
    mutating func take(_ work: Housework) async throws(FailureReason) {
        do throws(FailureReason) {
            try await keeper.run(work, &report)
            report.isComplete = true
        } catch {
            if error != .cancelled { report.problem = error.message }
            throw error
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
