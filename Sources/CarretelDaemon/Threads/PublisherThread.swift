internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem
internal import Logging
internal import Synchronization

/// What the publisher does, in the order of the journal.
enum PublicationOrder: Sendable {
    case publish(EndSequence)
    /// Files of an ended job may bear the name; `older` is nil when the journal does not know whose.
    case supersede(resultName: String, older: JobID?, newcomer: JobID)
}

/// The thread that puts results in their places, in the order in which the journal ended their jobs.
///
/// A result is put in its place when both are true: its end is committed (an order for it came from the journal) and
/// its file is staged. Some time after the last one, or after ``syncEvery``, the folders are synced and the journal is
/// told that its copies may go.
final class PublisherThread: Sendable {
    /// After so many results the folders are synced even under load.
    static let syncEvery = 4_096
    /// On a quiet system they are synced this long after the last result.
    static let syncAfter = Duration.seconds(1)

    private enum Input: Sendable {
        case order(PublicationOrder)
        case staged(EndedJob)
    }

    private let queue = BatchQueue<Input>(capacity: .max)
    private let layout: SpoolLayout
    private let logger: Logger
    private let synced = Mutex<EndSequence?>(nil)
    /// Set once before the thread runs; both are other threads' queues.
    private let listeners = Mutex(Listeners())

    private struct Listeners {
        var released: @Sendable (Int) -> Void = { _ in }
        var durable: @Sendable (EndSequence) -> Void = { _ in }
        var published: @Sendable ([EndedJob]) -> Void = { _ in }
    }

    init(layout: SpoolLayout, logger: Logger) {
        self.layout = layout
        self.logger = logger
    }

    /// Says who is told what: how many results made room, up to where everything is durable, and which jobs are
    /// published.
    func listen(
        released: @escaping @Sendable (Int) -> Void, durable: @escaping @Sendable (EndSequence) -> Void,
        published: @escaping @Sendable ([EndedJob]) -> Void
    ) {
        listeners.withLock { $0 = Listeners(released: released, durable: durable, published: published) }
    }

    func submit(_ orders: [PublicationOrder]) {
        guard !orders.isEmpty else { return }
        queue.push(contentsOf: orders.map { .order($0) })
    }

    func staged(_ jobs: [EndedJob]) {
        queue.push(contentsOf: jobs.map { .staged($0) })
    }

    func close() {
        queue.close()
    }

    /// The thread's body. Returns when the queue is closed and everything is published and synced.
    ///
    /// - Throws: what the file system refused, which is final: unpublished jobs stay in `active/` for the next start.
    func run() throws {
        let listeners = listeners.withLock { $0 }
        var publisher = Publisher(layout: layout, logger: logger)
        var desk = PublicationDesk()
        var unsynced = 0
        var syncDue: MonotonicInstant?
        while let batch = queue.takeAll(until: syncDue) {
            for input in batch {
                switch input {
                case .order(let order): desk.order(order)
                case .staged(let job): desk.stage(job)
                }
            }
            let published = try carryOut(&desk, with: &publisher)
            unsynced += published.count
            if !published.isEmpty {
                listeners.released(published.count)
                listeners.published(published)
                syncDue = SystemClock.now().monotonic + Self.syncAfter
            }
            let isDue = syncDue.map { $0 <= SystemClock.now().monotonic } ?? false
            if unsynced >= Self.syncEvery || (unsynced > 0 && isDue) {
                try publisher.syncFolders()
                if let last = desk.lastPublished { listeners.durable(last) }
                unsynced = 0
                syncDue = nil
            }
        }
        if unsynced > 0 { try publisher.syncFolders() }
        synced.withLock { $0 = desk.lastPublished }
    }

    /// The last result of all, when the thread has ended in good order and everything is on disk.
    var lastSynced: EndSequence? { synced.withLock { $0 } }

    private func carryOut(_ desk: inout PublicationDesk, with publisher: inout Publisher) throws -> [EndedJob] {
        var published: [EndedJob] = []
        while let step = desk.nextStep() {
            switch step {
            case .publish(let job):
                try publisher.publish(job)
                published.append(job)
            case .supersede(let resultName, let older, let newcomer):
                try publisher.supersede(resultName: resultName, older: older, newcomer: newcomer)
            }
        }
        return published
    }
}
