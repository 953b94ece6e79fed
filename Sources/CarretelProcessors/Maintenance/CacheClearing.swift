import CarretelCore

/// Removes answers from the cache, all or those whose key has a text in it.
struct CacheClearing {
    /// So many keys are told.
    private static let maxKeys = 1_000

    let work: Housework
    let match: String?

    /// Removes one answer after the other, then what is damaged when all are meant.
    func run(_ report: inout ActionReport) async throws(FailureReason) {
        var place = PlaceReport(.files(.cache), RetentionLimits())
        place.isComplete = false
        defer { report.places = [place] }
        var pace = RemovalPace(perSecond: work.settings.deletesPerSecond)
        var request = LookRequest()
        repeat {
            guard let view = try work.house.look(at: .cache, request, isCancelled: work.isCancelled) else {
                throw .cancelled
            }
            if request.after == nil {
                place.lookedAt = view.count
                place.leftAlone = view.leftAlone
            }
            for item in view.oldest where match.map({ item.name.contains($0) }) ?? true {
                guard !work.isOver else { throw .cancelled }
                guard let files = try remove(item, &place) else { continue }
                place.remove(item, files: files)
                if report.keys.count < Self.maxKeys { report.keys.append(item.name) }
                work.progress.tell("\(place.removed) answers gone", removed: place.removed)
                await work.rest(after: files, &pace)
            }
            request.after = view.hasMore ? view.oldest.last?.rank : nil
        } while request.after != nil
        // What cannot be read has no key that a text could be in.
        if match == nil { try await removeDamaged(&place, &pace) }
        place.isComplete = true
    }

    /// - Returns: how many files went; nil when it was gone, or could not go.
    private func remove(_ item: KeptItem, _ place: inout PlaceReport) throws(FailureReason) -> Int? {
        guard !work.isDryRun else { return 0 }
        do throws(FailureReason) {
            guard case .removed(let files) = try work.house.remove(item, from: .cache) else { return nil }
            return files
        } catch {
            try place.refuse(error, work)
            return nil
        }
    }

    private func removeDamaged(_ place: inout PlaceReport, _ pace: inout RemovalPace) async throws(FailureReason) {
        let now = work.attempt.now.wall
        guard let damaged = try work.house.look(for: .cache, at: now, isCancelled: work.isCancelled) else {
            throw .cancelled
        }
        place.lookedAt = place.lookedAt.map { $0 + damaged.count }
        for item in damaged {
            guard !work.isOver else { throw .cancelled }
            guard !work.isDryRun else {
                place.remove(item, files: 0)
                continue
            }
            do throws(FailureReason) {
                guard case .removed(let files) = try work.house.remove(item, leftBy: .cache) else { continue }
                place.remove(item, files: files)
                await work.rest(after: files, &pace)
            } catch {
                try place.refuse(error, work)
            }
        }
    }
}
