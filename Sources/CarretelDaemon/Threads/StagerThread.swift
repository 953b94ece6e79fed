internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// The thread that writes and syncs results in `work/` while the journal commits their ends.
final class StagerThread: Sendable {
    /// How many results may be staged and not yet published; beyond it ends wait, and with them new starts.
    static let maxUnpublished = 4_096

    private let queue = BatchQueue<EndedJob>(capacity: maxUnpublished)
    private let room = Gate(capacity: maxUnpublished)
    private let stager: ResultStager
    private let publisher: PublisherThread

    init(stager: ResultStager, publisher: PublisherThread) {
        self.stager = stager
        self.publisher = publisher
    }

    /// Queues results; waits while too many are unpublished.
    func submit(_ jobs: [EndedJob]) {
        guard !jobs.isEmpty else { return }
        queue.push(contentsOf: jobs)
    }

    /// Told by the publisher how many are in their places.
    func release(_ count: Int) {
        room.leave(count)
    }

    func close() {
        queue.close()
    }

    /// The thread's body. Returns when the queue is closed and empty.
    ///
    /// - Throws: a failed write or sync, which is final.
    func run() throws {
        while let batch = queue.takeAll() {
            room.enter(batch.count)
            try stager.stage(batch)
            publisher.staged(batch)
        }
    }
}
