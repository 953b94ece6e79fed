internal import CarretelCore

/// Collects the oldest of what a look comes across, in bounded memory however much there is.
struct OldestItems {
    let request: LookRequest
    private var items: [KeptItem] = []
    private(set) var view = KeptView()

    init(_ request: LookRequest) {
        self.request = request
    }

    /// Takes a thing that was found.
    mutating func add(_ item: KeptItem) {
        view.count += 1
        view.bytes += item.bytes
        if let after = request.after, item.rank <= after { return }
        if let before = request.before, item.since >= before { return }
        items.append(item)
        // Twice the limit, so that sorting costs each item a few comparisons and no more.
        if items.count >= 2 * request.limit { cut() }
    }

    /// Whether what comes later, and is no older, makes no difference any more.
    var isEnough: Bool { !request.counts && items.count > request.limit }

    /// Counts an entry that is not Carretel's.
    mutating func leaveAlone() { view.leftAlone += 1 }

    /// What the look came to.
    mutating func finish() -> KeptView {
        cut()
        view.oldest = items
        return view
    }

    private mutating func cut() {
        items.sort { $0.rank < $1.rank }
        guard items.count > request.limit else { return }
        view.hasMore = true
        items.removeLast(items.count - request.limit)
    }
}
