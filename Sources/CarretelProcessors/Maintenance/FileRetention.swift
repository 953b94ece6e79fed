import CarretelCore

/// Keeps a place of files within its limits.
struct FileRetention: PlaceKeeper {
    /// How often progress is told of while a place is worked through.
    private static let tellEvery = 100

    private let place: KeptPlace
    private let limits: RetentionLimits
    /// When retention began: one moment for all turns.
    private let now: Timestamp
    private var request: LookRequest
    private var pace: RemovalPace
    private var tally: RetentionTally?
    /// What of those before the present look is there still; those of the look itself are met again by the next turn.
    private var stayed = (inUse: 0, refused: 0)

    init(_ place: KeptPlace, _ limits: RetentionLimits, _ work: Housework) {
        self.place = place
        self.limits = limits
        now = work.attempt.now.wall
        request = LookRequest(before: limits.horizon(at: now))
        pace = RemovalPace(perSecond: work.settings.deletesPerSecond)
    }

    /// Looks, removes what the look found, and looks again until nothing is to go.
    mutating func run(_ work: Housework, _ report: inout PlaceReport) async throws(FailureReason) {
        (report.inUse, report.refused) = (stayed.inUse, stayed.refused)
        while true {
            guard let view = try work.house.look(at: place, request, isCancelled: work.isCancelled) else {
                throw .cancelled
            }
            if tally == nil {
                report.lookedAt = view.count
                report.leftAlone = view.leftAlone
            }
            var left = tally ?? RetentionTally(limits, now: now, count: view.count, bytes: view.bytes)
            defer { tally = left }
            for item in view.oldest {
                guard !work.isOver else { throw .cancelled }
                guard let cause = left.cause(toRemove: item) else { return }
                let files = try remove(item, cause, work, &left, &report)
                if report.removed % Self.tellEvery == 0 {
                    work.progress.tell("\(place.rawValue): \(report.removed) gone", removed: report.removed)
                }
                await work.rest(after: files, &pace)
            }
            guard view.hasMore, let last = view.oldest.last else { return }
            // As long as all that was given is gone, the next look begins where this one did and ends when it has
            // enough. Whatever stays has to be passed by, for which an order is needed.
            let areAllGone = !work.isDryRun && report.inUse + report.refused == stayed.inUse + stayed.refused
            if !areAllGone { request.after = last.rank }
            request.counts = !areAllGone
            stayed = (report.inUse, report.refused)
        }
    }

    /// - Returns: how many names went.
    private mutating func remove(
        _ item: KeptItem, _ cause: RetentionCause, _ work: Housework, _ tally: inout RetentionTally,
        _ report: inout PlaceReport
    ) throws(FailureReason) -> Int {
        do throws(FailureReason) {
            guard !work.isDryRun else {
                if try work.house.isNeeded(item, in: place) {
                    report.inUse += 1
                } else {
                    tally.remove(item)
                    report.remove(item, files: 0, cause)
                }
                // Nothing goes, so that the next turn must not meet it again.
                request.after = item.rank
                stayed = (report.inUse, report.refused)
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
