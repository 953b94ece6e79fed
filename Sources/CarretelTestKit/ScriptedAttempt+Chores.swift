package import CarretelCore
import Synchronization

extension ScriptedAttempt {
    /// Gives the attempt a journal that answers chores with these reports, one after the other; a chore beyond them fails as
    /// transient `unexpected_chore`. Without this there is no journal, and every chore is refused.
    package func answerChores(_ reports: [ChoreReport]) { state.withLock { $0.choreAnswers = reports } }

    /// The chores that were asked for, in order, those that were refused too.
    package var chores: [JournalChore] { state.withLock { $0.chores } }

    /// Answers as the test has said; the time that a step took passes on the clock.
    package func ask(_ chore: JournalChore) async throws(FailureReason) -> ChoreReport {
        guard !isCancelled else { throw .cancelled }
        let hasJournal = state.withLock { state in
            state.chores.append(chore)
            return state.choreAnswers != nil
        }
        guard hasJournal else {
            throw FailureReason(
                .permanent, code: "chore_refused", message: "There is no journal to be looked after here.")
        }
        let answer = state.withLock { state -> ChoreReport? in
            guard state.choreAnswers?.isEmpty == false else { return nil }
            return state.choreAnswers?.removeFirst()
        }
        guard let answer else {
            throw FailureReason(
                .transient, code: "unexpected_chore", message: "The test has no answer to another chore.")
        }
        clock.advance(by: answer.took)
        return answer
    }
}
