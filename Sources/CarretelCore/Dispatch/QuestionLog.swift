import DequeModule

/// Tells which facts in the journal's answers are out of date.
///
/// The journal answers questions in order, each from what it says at the question's place between the writes. When the
/// answer comes, later writes may have changed some of the jobs in it. So every change of a job is stamped with the
/// number of the latest question then asked: an answer to question q is stale on a job stamped q or later. Stamps that
/// no awaited answer can meet are dropped, and without an awaited answer none are made, which bounds the log by what
/// happens during one round trip.
struct QuestionLog: Sendable {
    private var asked = 0
    private var answered = 0
    private var stamps: [JobNumber: Int] = [:]
    private var order = Deque<(number: JobNumber, stamp: Int)>()

    /// How many answers are awaited.
    var awaited: Int { asked - answered }

    /// Counts a question.
    mutating func ask() { asked += 1 }

    /// Notes that a write changed a job.
    mutating func touch(_ number: JobNumber) {
        guard asked > answered else { return }
        guard stamps.updateValue(asked, forKey: number) != asked else { return }
        order.append((number, asked))
    }

    /// Counts an answer; ``isStale(_:)`` speaks of it until the next one.
    mutating func answer() {
        answered += 1
        // A stamp of the question before this one cannot be met any more.
        while let first = order.first, first.stamp < answered {
            order.removeFirst()
            if stamps[first.number] == first.stamp { stamps[first.number] = nil }
        }
    }

    /// Whether the answer counted last is out of date on this job.
    func isStale(_ number: JobNumber) -> Bool {
        guard let stamp = stamps[number] else { return false }
        return stamp >= answered
    }
}
