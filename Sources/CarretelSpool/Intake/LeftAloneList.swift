/// Which files are left alone and why, bounded, and renewed by every scan.
struct LeftAloneList {
    private struct Round {
        var reasons: [String: String] = [:]
        var count = 0

        mutating func add(_ name: String, _ reason: String, limit: Int) {
            if reasons[name] == nil {
                count += 1
                guard reasons.count < limit else { return }
            }
            reasons[name] = reason
        }
    }

    private let limit: Int
    private var shown = Round()
    private var next: Round?

    init(limit: Int) {
        self.limit = limit
    }

    /// How many there are; beyond the limit a file that two events told of counts twice until the next scan.
    var count: Int { shown.count }

    /// The first of them, by name.
    var files: [LeftAloneFile] {
        shown.reasons.sorted { $0.key < $1.key }.map { LeftAloneFile(name: $0.key, reason: $0.value) }
    }

    /// A scan begins: what it does not find any more is forgotten at its end.
    mutating func beginRound() {
        next = Round()
    }

    mutating func add(_ name: String, reason: String) {
        shown.add(name, reason, limit: limit)
        next?.add(name, reason, limit: limit)
    }

    /// A file was taken or is gone after all.
    mutating func remove(_ name: String) {
        if shown.reasons.removeValue(forKey: name) != nil { shown.count -= 1 }
        if next?.reasons.removeValue(forKey: name) != nil { next?.count -= 1 }
    }

    mutating func endRound() {
        if let next { shown = next }
        next = nil
    }
}
