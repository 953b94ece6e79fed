internal import CarretelCore
internal import CarretelEngine
internal import CarretelStore
internal import CarretelSystem

/// The one thread that writes the journal: takes whatever requests are ready, commits them as one group, and hands
/// every reply to whom it concerns.
///
/// A result goes to the stager before the commit, so that its file is written and synced while the commit flushes; the
/// end goes to the publisher after it.
final class JournalThread: Sendable, JournalPort {
    private let queue = BatchQueue<JournalRequest>(capacity: .max)
    private let journal: Journal
    private let replies: @Sendable ([JournalReply]) -> Void
    private let stager: StagerThread
    private let publisher: PublisherThread
    private let copier: LogThread

    /// Writes through `journal`, which nobody else uses from now on.
    init(
        journal: Journal, stager: StagerThread, publisher: PublisherThread, copier: LogThread,
        replies: @escaping @Sendable ([JournalReply]) -> Void
    ) {
        self.journal = journal
        self.stager = stager
        self.publisher = publisher
        self.copier = copier
        self.replies = replies
    }

    func submit(_ requests: [JournalRequest]) {
        queue.push(contentsOf: requests)
    }

    /// Lets the thread end once everything asked for is written.
    func close() {
        queue.close()
    }

    /// The thread's body. Returns when the queue is closed and empty.
    ///
    /// - Throws: the first commit that failed, which is final.
    func run() throws {
        var rule = LogCopyRule(limit: journal.parts.settings.checkpointPages)
        var shrinking = ShrinkWatch()
        var hasForgotten = try journal.hasForgotten()
        while let batch = queue.takeAll() {
            let answers = try journal.commit(batch, staging: { [stager] in stager.submit($0) })
            if answers.contains(where: { shrinking.isOver(with: $0) }) { copier.cut() }
            if answers.contains(where: \.isOfChore) { rule.noteChore() }
            distribute(answers, &hasForgotten)
            if rule.isDue(pages: journal.logPages) { copier.copy() }
        }
    }

    private func distribute(_ answers: [JournalReply], _ hasForgotten: inout Bool) {
        var orders: [PublicationOrder] = []
        for answer in answers {
            switch answer {
            case .ended(let sequence):
                orders.append(.publish(sequence))
            case .accepted(let dossier, _, let older) where older != nil || hasForgotten:
                orders.append(.supersede(resultName: dossier.resultName, older: older, newcomer: dossier.id))
            case .chore(.done(let report), _):
                hasForgotten = hasForgotten || report.rows > 0
            default:
                continue
            }
        }
        publisher.submit(orders)
        replies(answers)
    }
}

extension JournalReply {
    /// Whether a step of maintenance was done.
    fileprivate var isOfChore: Bool { if case .chore = self { true } else { false } }
}
