import CarretelCore

extension WorkerAttempt {
    func ask(_ chore: JournalChore) async throws(FailureReason) -> ChoreReport {
        let request = WorkerFrame.request(key, action: chore.action, arguments: chore.arguments)
        let json = await answers.answer { [send] in send(request) }
        try refuseIfCancelled()
        guard let json else { throw .cancelled }
        switch try ChoreAnswer(parsing: json) {
        case .done(let report): return report
        case .refused(let reason): throw reason
        }
    }
}
