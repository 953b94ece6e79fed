package import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Synchronization

/// Looks after the files of a spool, in the process of a worker: the daemon removes nothing itself. Nothing is opened
/// before it is asked for.
package final class SpoolHousekeeping: Housekeeping {
    private let spool: String
    private let stateDirectory: String?
    private let cache: any CacheKeeper
    private let parts = Mutex(Parts())

    private struct Parts {
        var layout: SpoolLayout?
        var journal: HistoryReader?
    }

    /// Names a spool.
    ///
    /// - Parameters:
    ///   - spool: its folder.
    ///   - stateDirectory: where databases are, when not in the spool's own `state/`.
    ///   - cache: looks after the answers.
    package init(spool: String, stateDirectory: String?, cache: any CacheKeeper) {
        self.spool = spool
        self.stateDirectory = stateDirectory
        self.cache = cache
    }

    package func look(
        at place: KeptPlace, _ request: LookRequest, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> KeptView? {
        guard place != .cache else { return try lookAtCache(request, isCancelled) }
        return try stored("\(place.rawValue) cannot be looked at") {
            try PlaceLooker(layout: open(), isCancelled: isCancelled).look(at: place, request)
        }
    }

    package func remove(_ item: KeptItem, from place: KeptPlace) throws(FailureReason) -> Removal {
        guard place != .cache else {
            guard let key = CacheKey(text: item.name) else { return .gone }
            return try cache.remove(key, loadedAt: item.since).map { .removed(files: $0) } ?? .gone
        }
        return try stored("\(item.name) of \(place.rawValue) cannot be removed") {
            let layout = try open()
            return try PlaceRemover(layout: layout, reader: reader(for: place, layout)).remove(item, from: place)
        }
    }

    package func isNeeded(_ item: KeptItem, in place: KeptPlace) throws(FailureReason) -> Bool {
        guard place != .cache else { return false }
        return try stored("\(item.name) of \(place.rawValue) cannot be looked at") {
            let layout = try open()
            return try PlaceRemover(layout: layout, reader: reader(for: place, layout)).isNeeded(item, in: place)
        }
    }

    package func clockMark(at now: Now, keeps: Bool) throws(FailureReason) -> ClockMark {
        try stored("The clocks of the last run cannot be compared") {
            let file = ClockMarkFile(state: try open().state)
            let mark = ClockMark(at: now, bootID: try BootID.read(), after: try file.read())
            if keeps { try file.write(mark) }
            return mark
        }
    }

    package func look(
        for leftover: Leftover, at now: Timestamp, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> [KeptItem]? {
        guard leftover != .cache else {
            return try cache.leftovers(isCancelled: isCancelled)?.map {
                KeptItem(name: $0.name, since: now, bytes: $0.bytes)
            }
        }
        return try stored("What was left behind as \(leftover.rawValue) cannot be looked for") {
            try withFinder(at: now, isCancelled) { try $0.look(for: leftover) } ?? []
        }
    }

    package func remove(_ item: KeptItem, leftBy leftover: Leftover) throws(FailureReason) -> Removal {
        guard leftover != .cache else { return try cache.removeLeftover(item.name) ? .removed(files: 1) : .gone }
        return try stored("\(item.name), left behind as \(leftover.rawValue), cannot be removed") {
            try withFinder(at: SystemClock.now().wall, { false }) { try $0.remove(item, leftBy: leftover) } ?? .gone
        }
    }

    package func check(isCancelled: @escaping @Sendable () -> Bool) throws(FailureReason) -> [HouseFinding]? {
        try stored("Files and journal cannot be compared") {
            try Fsck(layout: open(), isCancelled: isCancelled).checkInPieces()?.houseFindings
        }
    }

    package func preview(
        _ purge: JournalPurge, now: Timestamp, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> ChoreReport? {
        try stored("The journal cannot be read") {
            guard let reader = try journal(open()) else { return ChoreReport(isDone: true) }
            return try reader.preview(purge, now: now, isCancelled: isCancelled)
        }
    }

    package func survey(
        _ table: JournalTable, counts: Bool, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> TableSurvey? {
        try stored("The journal cannot be read") {
            guard let reader = try journal(open()) else { return TableSurvey(rows: 0) }
            return try reader.survey(table, counts: counts, isCancelled: isCancelled)
        }
    }

    package func spareBytes() throws(FailureReason) -> Int? {
        try stored("The journal cannot be read") { try journal(open())?.spareBytes() }
    }

    // MARK: - Parts

    private func lookAtCache(
        _ request: LookRequest, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> KeptView? {
        var found = OldestItems(request)
        var isEnded = false
        let strangers = try cache.eachAnswer { answer in
            found.add(KeptItem(name: answer.key.text, since: answer.loadedAt, bytes: answer.bytes))
            isEnded = isCancelled()
            return !isEnded
        }
        for _ in 0..<strangers { found.leaveAlone() }
        return isEnded ? nil : found.finish()
    }

    private func withFinder<Answer>(
        at now: Timestamp, _ isCancelled: @escaping @Sendable () -> Bool, _ body: (LeftoverFinder) throws -> Answer
    ) throws -> Answer? {
        let layout = try open()
        guard let reader = try journal(layout) else { return nil }
        return try body(LeftoverFinder(layout: layout, reader: reader, now: now, isCancelled: isCancelled))
    }

    private func open() throws -> SpoolLayout {
        if let layout = parts.withLock({ $0.layout }) { return layout }
        let opened = try SpoolLayout.open(at: spool, stateDirectory: stateDirectory)
        parts.withLock { $0.layout = opened }
        return opened
    }

    private func reader(for place: KeptPlace, _ layout: SpoolLayout) throws -> HistoryReader? {
        [.results, .superseded, .progress].contains(place) ? try journal(layout) : nil
    }

    /// Nil for a spool that was never served.
    private func journal(_ layout: SpoolLayout) throws -> HistoryReader? {
        if let journal = parts.withLock({ $0.journal }) { return journal }
        do throws(StoreFailure) {
            let journal = try HistoryReader.open("\(layout.state.path)/\(Daemon.journalName)")
            parts.withLock { $0.journal = journal }
            return journal
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    private func stored<Answer>(_ what: String, _ body: () throws -> Answer) throws(FailureReason) -> Answer {
        do {
            return try body()
        } catch let reason as FailureReason {
            throw reason
        } catch {
            throw FailureReason(
                .transient, code: "storage_failed", message: "\(TerminalText.escape(what)): \(error).")
        }
    }
}
