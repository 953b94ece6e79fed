import HeapModule

/// The order of a queue whose head is in memory and whose rest is only in the journal: a million waiting jobs cost the
/// memory of ``capacity`` of them.
///
/// Invariants:
///  1. Every spilled job sorts at or after ``horizon``, every job in the head before it. So the first of the head is the
///     first of the queue, and a newcomer before the horizon may enter the head while one after it must spill: a
///     spilled job could be in between.
///  2. ``count`` is exact: the head's and the spilled.
///  3. The least and the greatest entry of the heap are live. Entries removed elsewhere stay until they surface or
///     outnumber the live ones.
///
/// A load answers for a past moment. What was spilled since then is not in the answer, so what sorts at or after the
/// first such job stays spilled and is loaded again later.
struct SpillingQueue: Sendable {
    /// How many jobs the head holds at most.
    let capacity: Int
    /// The head is filled up again when it has fallen to this.
    let refillCount: Int
    /// How many jobs only the journal holds.
    private(set) var spilledCount: Int
    /// At or after it are all spilled jobs; ``QueueKey/highest`` when there are none.
    private(set) var horizon: QueueKey
    /// Whether an answer to a load is awaited.
    private(set) var isLoading = false

    private var heap = Heap<QueueKey>()
    private var live: [JobNumber: QueueKey] = [:]
    private var horizonSinceLoad = QueueKey.highest

    /// Begins with an empty head over `spilled` jobs that the journal holds; where these sort is not known before the
    /// first load.
    init(capacity: Int, refillCount: Int, spilled: Int) {
        self.capacity = max(capacity, 1)
        self.refillCount = min(max(refillCount, 0), self.capacity - 1)
        spilledCount = max(spilled, 0)
        horizon = spilledCount == 0 ? .highest : .lowest
    }

    /// How many jobs are in the queue, in memory or not.
    var count: Int { live.count + spilledCount }
    var isEmpty: Bool { live.isEmpty && spilledCount == 0 }
    /// How many jobs are in memory.
    var headCount: Int { live.count }
    /// The first of the queue; nil when it is empty or its first is not in memory.
    var first: QueueKey? { heap.min }
    /// Whether it is time to ask for more.
    var wantsLoad: Bool { spilledCount > 0 && !isLoading && live.count <= refillCount }

    func contains(_ number: JobNumber) -> Bool { live[number] != nil }

    /// The first jobs of the head, in order.
    func head(_ count: Int) -> ArraySlice<QueueKey> { live.values.sorted().prefix(count) }

    /// What became of a newcomer.
    enum Admission: Equatable {
        /// It is in the head.
        case kept
        /// It is in the head, and this one left it for the journal.
        case keptEvicting(JobNumber)
        /// Only the journal holds it.
        case spilled
    }

    /// Enters a job that the journal was told of.
    mutating func admit(_ key: QueueKey) -> Admission {
        guard key < horizon else {
            spill(key)
            return .spilled
        }
        insert(key)
        return evictOverflow().map { .keptEvicting($0) } ?? .kept
    }

    /// Takes the first job out of the head.
    mutating func popFirst() -> QueueKey? {
        guard let key = heap.popMin() else { return nil }
        live[key.number] = nil
        dropDeadExtremes()
        return key
    }

    /// Takes a job out of the head.
    ///
    /// - Returns: whether it was there.
    mutating func remove(_ number: JobNumber) -> Bool {
        guard live.removeValue(forKey: number) != nil else { return false }
        dropDeadExtremes()
        // Dead entries in the middle are swept when they outnumber the live ones, so removal stays O(log n) on average.
        if heap.count > 2 * live.count + 64 { heap = Heap(live.values) }
        return true
    }

    /// Counts out a job that only the journal holds.
    mutating func removeSpilled() {
        spilledCount = max(spilledCount - 1, 0)
        if spilledCount == 0 { horizon = .highest }
    }

    /// Marks a load as asked for.
    ///
    /// - Returns: how many jobs to ask for. Those of the head are among them, so it is the whole head.
    mutating func beginLoad() -> Int {
        isLoading = true
        horizonSinceLoad = .highest
        return capacity
    }

    /// Takes the answer to a load in.
    ///
    /// - Parameters:
    ///   - fresh: the jobs of the answer that are in this queue and not in its head, in order.
    ///   - last: where the answer ended; nil when it held the whole queue as it was then.
    /// - Returns: how many of `fresh`, from the first, are now in the head; and those that left it to make room, which
    ///   may be some of these.
    mutating func finishLoad(_ fresh: [QueueKey], last: QueueKey?) -> (kept: Int, evicted: [JobNumber]) {
        isLoading = false
        // Nothing spilled since, and all was in the answer: whatever the count said before, this is the truth.
        if last == nil, horizonSinceLoad == .highest { spilledCount = fresh.count }
        horizon = min(horizonSinceLoad, last ?? .highest)
        var kept = 0
        // The answer's own last job is known to be first of what follows, so it may enter too.
        while kept < fresh.count, fresh[kept] < horizonSinceLoad {
            insert(fresh[kept])
            kept += 1
        }
        spilledCount = max(spilledCount - kept, 0)
        if spilledCount == 0 {
            horizon = .highest
        } else if let greatest = heap.max, !(greatest < horizon) {
            // The last of the answer is in the head now, and all that is spilled comes after it.
            horizon = min(horizonSinceLoad, QueueKey.following(greatest))
        }
        var evicted: [JobNumber] = []
        while let number = evictOverflow() { evicted.append(number) }
        return (kept, evicted)
    }

    private mutating func insert(_ key: QueueKey) {
        guard live[key.number] == nil else { return }
        live[key.number] = key
        heap.insert(key)
    }

    private mutating func spill(_ key: QueueKey) {
        spilledCount += 1
        horizon = min(horizon, key)
        if isLoading { horizonSinceLoad = min(horizonSinceLoad, key) }
    }

    private mutating func evictOverflow() -> JobNumber? {
        guard live.count > capacity, let key = heap.popMax() else { return nil }
        live[key.number] = nil
        dropDeadExtremes()
        spill(key)
        return key.number
    }

    private mutating func dropDeadExtremes() {
        while let key = heap.min, live[key.number] != key { heap.removeMin() }
        while let key = heap.max, live[key.number] != key { heap.removeMax() }
    }
}
