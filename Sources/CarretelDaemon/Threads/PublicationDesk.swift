internal import CarretelCore
internal import DequeModule

/// Decides what the publisher does next: orders strictly one after the other, each result once it is also staged.
struct PublicationDesk {
    enum Step {
        case publish(EndedJob)
        case supersede(resultName: String, older: JobID?, newcomer: JobID)
    }

    private var orders: Deque<PublicationOrder> = []
    private var staged: [EndSequence: EndedJob] = [:]

    /// The last result handed out to be published.
    private(set) var lastPublished: EndSequence?

    mutating func order(_ order: PublicationOrder) {
        orders.append(order)
    }

    mutating func stage(_ job: EndedJob) {
        staged[job.sequence] = job
    }

    /// The next step that can be taken now; nil when the first order waits for its file.
    mutating func nextStep() -> Step? {
        switch orders.first {
        case nil:
            return nil
        case .supersede(let resultName, let older, let newcomer):
            orders.removeFirst()
            return .supersede(resultName: resultName, older: older, newcomer: newcomer)
        case .publish(let sequence):
            guard let job = staged.removeValue(forKey: sequence) else { return nil }
            orders.removeFirst()
            lastPublished = sequence
            return .publish(job)
        }
    }
}
