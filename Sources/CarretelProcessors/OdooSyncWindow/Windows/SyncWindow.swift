import CarretelCore

/// The stretch of upstream time that one reading covers: from, inclusive, up to an end, exclusive, on whole seconds. Only
/// `>=` and `<` on whole seconds mean the same in every version of Odoo.
struct SyncWindow: Sendable, Hashable {
    /// Nil for a first load: everything there is.
    var from: Timestamp?
    var to: Timestamp

    /// What a run without `from` and `to` covers.
    ///
    /// - Parameters:
    ///   - mark: up to when the table holds everything; nil for one that was never filled.
    ///   - serverNow: the upstream's clock.
    ///   - rule: how far it looks back, and what it leaves for the next run.
    /// - Returns: from the mark less the overlap, or from further back where the rule says so.
    static func regular(mark: Timestamp?, serverNow: Timestamp, rule: WindowRule) -> SyncWindow {
        let end = rule.end(at: serverNow)
        guard let mark else { return SyncWindow(from: nil, to: end) }
        let start = min(mark - rule.overlap, serverNow - rule.length).flooredToSecond
        return SyncWindow(from: min(start, end), to: end)
    }

    /// What a run with `from`, and perhaps `to`, covers. What changes now may still be on its way, so the end is never
    /// later than that of a regular window.
    static func exact(from: Timestamp, to: Timestamp?, serverNow: Timestamp, rule: WindowRule) -> SyncWindow {
        let end = rule.end(at: serverNow)
        return SyncWindow(from: from, to: max(from, min(to ?? end, end)))
    }

    /// Whether nothing can lie in it.
    var isEmpty: Bool { from.map { $0 >= to } ?? false }

    /// Where the mark goes once all of the window was taken over; nil where it stays, because it is further already or
    /// because there would be a gap before the window.
    func mark(after mark: Timestamp?) -> Timestamp? {
        guard let mark else { return from == nil ? to : nil }
        guard from.map({ $0 <= mark }) ?? true, to > mark else { return nil }
        return to
    }

    /// The records that changed in it: any of the stamps lies in it.
    func domain(_ stamps: [String]) -> OdooDomain {
        guard let from else { return .everything }
        return .any(
            stamps.map { stamp in
                .all([.term(stamp, .atLeast, .moment(from)), .term(stamp, .less, .moment(to))])
            })
    }
}

/// How windows are cut.
struct WindowRule: Sendable, Hashable {
    /// Every window goes back at least so far from now.
    var length: Duration
    /// What is younger is left for the next run: a transaction that takes long commits with an old stamp.
    var lag: Duration
    /// How far before the mark a window begins.
    var overlap: Duration

    /// Where a window ends.
    func end(at serverNow: Timestamp) -> Timestamp { (serverNow - lag).flooredToSecond }
}

extension Timestamp {
    /// The moment `duration` earlier.
    static func - (moment: Timestamp, duration: Duration) -> Timestamp { moment + (.zero - duration) }

    /// The moment without its part of a second.
    var flooredToSecond: Timestamp {
        let rest = microseconds % 1_000_000
        return Timestamp(microseconds: microseconds - (rest < 0 ? rest + 1_000_000 : rest))
    }

    /// Whether it has no part of a second.
    var isWholeSecond: Bool { microseconds % 1_000_000 == 0 }
}
