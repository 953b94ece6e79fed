/// Finds what somebody who misspelt a name most likely meant.
package enum NearestName {
    /// Longer names are not compared: the work grows with the square of the length.
    private static let maxLength = 64

    /// The candidate most like `name`, letter case, hyphens and underscores aside; nil when none is.
    ///
    /// Like are names within a third of their length in changed, missing, added or swapped letters; failing that, those
    /// of which one holds the other's letters in order, as `prio` and `priority` or `timeout` and `timeout_seconds`.
    package static func find(_ name: String, among candidates: [String]) -> String? {
        guard name.utf8.count <= maxLength else { return nil }
        let wanted = normalized(name)
        guard !wanted.isEmpty else { return nil }
        var best: (candidate: String, score: Int)?
        for candidate in candidates {
            guard let score = score(wanted, normalized(candidate)), score < best?.score ?? .max else { continue }
            best = (candidate, score)
        }
        return best?.candidate
    }

    private static func score(_ wanted: [UInt8], _ candidate: [UInt8]) -> Int? {
        guard 1...maxLength ~= candidate.count else { return nil }
        let distance = distance(wanted, candidate)
        if distance <= max(1, max(wanted.count, candidate.count) / 3) { return distance }
        let (short, long) = wanted.count < candidate.count ? (wanted, candidate) : (candidate, wanted)
        let isAbbreviation = short.count >= 4 && short.first == long.first && isSubsequence(short, of: long)
        let isPart = short.count >= 4 && long.suffix(short.count).elementsEqual(short)
        let sharedStart = zip(short, long).prefix { $0 == $1 }.count
        return isAbbreviation || isPart || sharedStart >= 5 ? maxLength + distance : nil
    }

    /// Lower case, letters and digits only.
    private static func normalized(_ name: String) -> [UInt8] {
        Array(name.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") && $0 != 0x20 })
    }

    private static func isSubsequence(_ short: [UInt8], of long: [UInt8]) -> Bool {
        var rest = short[...]
        for byte in long where byte == rest.first { rest.removeFirst() }
        return rest.isEmpty
    }

    /// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                var value = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    value = min(value, beforeLast[column - 2] + 1)
                }
                current.append(value)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
