import CarretelCore
import Synchronization

/// Places in memory, and what was removed from them.
final class ScriptedHouse: Housekeeping {
    struct State {
        var places: [KeptPlace: [KeptItem]] = [:]
        var leftovers: [Leftover: [KeptItem]] = [:]
        var findings: [HouseFinding] = []
        var removed: [String] = []
        var looks: [LookRequest] = []
        var inUse: Set<String> = []
        var refused: Set<String> = []
        /// What a dry run of a purge is told.
        var preview = ChoreReport(isDone: true)
        var surveys: [JournalTable: TableSurvey] = [:]
        var spareBytes: Int?
        var previews: [JournalPurge] = []
        /// What the last run has left of the clocks.
        var clockMark: ClockMark?
        /// Told how many things are gone by now.
        var whenRemoved: (@Sendable (Int) -> Void)?
        /// Told when it is asked whether somebody needs a thing.
        var whenAsked: (@Sendable () -> Void)?
        /// Told of a place that is looked at.
        var whenLooked: (@Sendable (KeptPlace) -> Void)?
    }

    let state = Mutex(State())

    init(_ places: [KeptPlace: [KeptItem]] = [:]) { state.withLock { $0.places = places } }

    func look(
        at place: KeptPlace, _ request: LookRequest, isCancelled: @escaping @Sendable () -> Bool
    ) -> KeptView? {
        state.withLock { $0.whenLooked }?(place)
        guard !isCancelled() else { return nil }
        return state.withLock { state in
            state.looks.append(request)
            let all = (state.places[place] ?? []).sorted { $0.rank < $1.rank }
            let part = all.filter { item in
                request.after.map { $0 < item.rank } ?? true && request.before.map { item.since < $0 } ?? true
            }
            return KeptView(
                oldest: Array(part.prefix(request.limit)), hasMore: part.count > request.limit, count: all.count,
                bytes: all.reduce(0) { $0 + $1.bytes }, leftAlone: 3)
        }
    }

    func remove(_ item: KeptItem, from place: KeptPlace) throws(FailureReason) -> Removal {
        let answer = state.withLock { state -> Removal? in
            if state.refused.contains(item.name) { return nil }
            if state.inUse.contains(item.name) { return .inUse }
            guard let index = state.places[place]?.firstIndex(of: item) else { return .gone }
            state.places[place]?.remove(at: index)
            state.removed.append(item.name)
            return .removed(files: 1)
        }
        let (count, told) = state.withLock { ($0.removed.count, $0.whenRemoved) }
        told?(count)
        guard let answer else { throw FailureReason(.transient, code: "storage_failed", message: "No.") }
        return answer
    }

    func look(
        for leftover: Leftover, at now: Timestamp, isCancelled: @escaping @Sendable () -> Bool
    ) -> [KeptItem]? { isCancelled() ? nil : state.withLock { $0.leftovers[leftover] ?? [] } }

    func remove(_ item: KeptItem, leftBy leftover: Leftover) -> Removal {
        state.withLock { $0.removed.append("\(leftover.rawValue)/\(item.name)") }
        return .removed(files: 2)
    }

    func check(isCancelled: @escaping @Sendable () -> Bool) -> [HouseFinding]? {
        isCancelled() ? nil : state.withLock { $0.findings }
    }

    func clockMark(at now: Now, keeps: Bool) -> ClockMark {
        state.withLock { state in
            let mark = ClockMark(at: now, bootID: "boot", after: state.clockMark)
            if keeps { state.clockMark = mark }
            return mark
        }
    }

    func isNeeded(_ item: KeptItem, in place: KeptPlace) -> Bool {
        state.withLock { $0.whenAsked }?()
        return state.withLock { $0.inUse.contains(item.name) }
    }

    func preview(_ purge: JournalPurge, now: Timestamp, isCancelled: @escaping @Sendable () -> Bool)
        -> ChoreReport?
    {
        state.withLock { state in
            state.previews.append(purge)
            return state.preview
        }
    }

    func survey(
        _ table: JournalTable, counts: Bool, isCancelled: @escaping @Sendable () -> Bool
    ) -> TableSurvey? { state.withLock { $0.surveys[table] ?? TableSurvey() } }

    func spareBytes() -> Int? { state.withLock { $0.spareBytes } }

    var removed: [String] { state.withLock { $0.removed } }
    func names(in place: KeptPlace) -> [String] { state.withLock { $0.places[place]?.map(\.name) ?? [] } }
}

extension JSONValue {
    /// The first element of an array.
    var firstElement: JSONValue? { elements.first { _ in true } }
}
