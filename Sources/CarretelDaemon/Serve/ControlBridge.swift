internal import CarretelCore
internal import CarretelEngine
internal import CarretelSpool
internal import CarretelSystem
internal import Synchronization

/// Carries requests of control files to the dispatcher and its answers back.
final class ControlBridge: Sendable {
    private struct State {
        var requests: [Int: ControlRequest] = [:]
        var next = 0
        var answer: (@Sendable (ControlRequest, ControlAnswer) -> Void)?
    }

    private let state = Mutex(State())

    /// Says who takes answers: intake, which is made after the bridge.
    func listen(_ answer: @escaping @Sendable (ControlRequest, ControlAnswer) -> Void) {
        state.withLock { $0.answer = answer }
    }

    /// What the dispatcher is to be told for a request; nil for one that intake answers itself.
    func input(for request: ControlRequest) -> DispatchInput? {
        guard case .cancel(let text) = request.verb else { return nil }
        let purpose = state.withLock { state in
            state.next += 1
            state.requests[state.next] = request
            return state.next
        }
        return .cancel(JobSelector(text), purpose: purpose)
    }

    /// Takes the dispatcher's answer.
    func answer(_ purpose: Int, _ answer: CancelAnswer) {
        guard let request = state.withLock({ $0.requests.removeValue(forKey: purpose) }) else { return }
        tell(request, ControlAnswer(answer, at: SystemClock.now().wall))
    }

    private func tell(_ request: ControlRequest, _ answer: ControlAnswer) {
        state.withLock { $0.answer }?(request, answer)
    }
}

extension JobSelector {
    /// Reads what a control file's name says: a whole id, else a NAME.
    init(_ text: String) {
        self = JobID(text: text).map { .id($0) } ?? .name(text)
    }
}

extension ControlAnswer {
    fileprivate init(_ answer: CancelAnswer, at moment: Timestamp) {
        switch answer {
        case .asked(let id):
            self.init(.done, "The job is being ended; its result will say so.", jobs: [id], at: moment)
        case .alreadyEnded(let id):
            self.init(.nothingToDo, "The job had already ended.", jobs: [id], at: moment)
        case .ambiguous(let ids):
            self.init(
                .ambiguous, "Several jobs that are not ended match; name one by its id.", jobs: ids, at: moment)
        case .unknown:
            self.init(.notFound, "There is no such job.", at: moment)
        }
    }
}
