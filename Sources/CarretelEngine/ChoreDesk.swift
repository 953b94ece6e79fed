internal import CarretelCore

/// The chores that attempts have asked for: one at a time goes to the journal, so that no commit is held up by more than
/// one, and each is answered in the order of asking.
struct ChoreDesk {
    /// How many may wait; an attempt asks for one after the other.
    static let waitingMax = 64

    /// A request as it came from a worker.
    struct Wish {
        var worker: WorkerID
        var key: AttemptKey
        var action: String
        var arguments: [UInt8]
    }

    /// A chore and who asked for it.
    struct Question {
        var worker: WorkerID
        var key: AttemptKey
        var chore: JournalChore
    }

    private let tenders: Set<String>
    private var waiting: [Question] = []
    /// What the journal is at.
    private var current: (asker: Int, question: Question)?
    private var lastAsker = 0

    /// Makes an empty desk.
    ///
    /// - Parameter tenders: the job types that may ask.
    init(tenders: Set<String>) {
        self.tenders = tenders
    }

    /// Takes a wish in.
    ///
    /// - Parameters:
    ///   - wish: what is asked for.
    ///   - type: the job type of the attempt; nil for one that is not in hand.
    /// - Returns: why it is refused; nil when it will be carried out.
    mutating func take(_ wish: Wish, ofType type: String?) -> FailureReason? {
        guard let type, tenders.contains(type) else {
            return FailureReason(
                .permanent, code: "chore_refused",
                message: "Jobs of type \(type ?? "(none that runs)") may not have the journal tended.",
                hint: "Drop a job of type maintenance.")
        }
        guard waiting.count < Self.waitingMax else {
            return FailureReason(
                .transient, code: "chores_waiting",
                message: "\(Self.waitingMax) chores wait for the journal already.", hint: "Ask again later.")
        }
        do throws(FailureReason) {
            waiting.append(
                Question(
                    worker: wish.worker, key: wish.key,
                    chore: try JournalChore(action: wish.action, arguments: wish.arguments)))
            return nil
        } catch {
            return error
        }
    }

    /// The next chore for the journal; nil while it is at one.
    mutating func next() -> (asker: Int, question: Question)? {
        guard current == nil, !waiting.isEmpty else { return nil }
        lastAsker += 1
        let next = (lastAsker, waiting.removeFirst())
        current = next
        return next
    }

    /// Notes that the journal has done its chore.
    ///
    /// - Returns: who asked for it.
    mutating func take(_ asker: Int) -> Question? {
        guard let current, current.asker == asker else { return nil }
        self.current = nil
        return current.question
    }
}
