import DequeModule

/// Lets one arrival at a time through to the look-up for each sharing identity, in the order in which they came.
///
/// A look-up asked after an accept sees it, so of two arrivals with one identity the second must not ask before the
/// first is accepted. An arrival can have two identities and goes when it is first under both.
struct SharingLine: Sendable {
    private var lines: [ContentHash: Deque<ArrivalToken>] = [:]
    private var identities: [ArrivalToken: [ContentHash]] = [:]

    /// Puts an arrival at the end of its lines.
    ///
    /// - Returns: whether it may go at once.
    mutating func enter(_ token: ArrivalToken, _ wanted: [ContentHash]) -> Bool {
        identities[token] = wanted
        for identity in wanted { lines[identity, default: []].append(token) }
        return isFirst(token)
    }

    /// Takes one out that had gone through.
    ///
    /// - Returns: those that may go now.
    mutating func leave(_ token: ArrivalToken) -> [ArrivalToken] {
        var next: [ArrivalToken] = []
        for identity in identities.removeValue(forKey: token) ?? [] {
            lines[identity]?.removeFirst()
            guard let first = lines[identity]?.first else {
                lines[identity] = nil
                continue
            }
            if isFirst(first), !next.contains(first) { next.append(first) }
        }
        return next
    }

    private func isFirst(_ token: ArrivalToken) -> Bool {
        (identities[token] ?? []).allSatisfy { lines[$0]?.first == token }
    }
}
