// Ending a job because somebody wants it ended, wherever it is.

extension DispatchMachine {
    /// Ends a job; `state` is what the journal said a while ago, and in doubt it is asked again.
    mutating func cancelRequested(_ job: QueuedJob, _ state: JobState) {
        guard state != .ended, !cancelInMemory(job.number) else { return }
        if cancelsInHand.insert(job.number).inserted { ask(.lookUp(job.number)) }
    }

    mutating func lookedUp(_ number: JobNumber, _ job: QueuedJob?, _ state: JobState) {
        guard cancelsInHand.contains(number) else { return }
        if cancelInMemory(number) {
            cancelsInHand.remove(number)
        } else if questions.isStale(number) {
            // It moved on since the question and is not in memory now. Each round sees a later state, ended at last.
            ask(.lookUp(number))
        } else {
            cancelsInHand.remove(number)
            if let job { cancelInJournal(job, state) }
        }
    }

    /// Cancels a job in memory.
    ///
    /// - Returns: whether it was there.
    private mutating func cancelInMemory(_ number: JobNumber) -> Bool {
        if let attempt = attempts[number] {
            cancel(attempt, number)
        } else if let resident = residents[number] {
            withdraw(resident.job, isDeferred: resident.isDeferred)
            end(resident.job, unrunAs: .cancelled, .cancelledOnRequest)
        } else {
            return false
        }
        return true
    }

    private mutating func cancel(_ attempt: RunningAttempt, _ number: JobNumber) {
        guard case .handed(let id) = attempt.stage else {
            return endUnbegun(number, as: .cancelled, .cancelledOnRequest)
        }
        // Also where its limit or a stop asked first: what a person does not want is not tried again.
        attempts[number]?.cancel = .requested
        updateWorker(id) { machine, worker in
            guard worker.phase == .ready, let index = worker.handed.firstIndex(where: { $0.job == number }) else {
                return
            }
            switch worker.handed[index].stage {
            case .sent: machine.askBack(id, &worker, index)
            case .running: machine.askToEnd(id, &worker, index, .requested)
            case .recalled, .cancelling: break
            }
        }
    }

    /// Cancels a job that only the journal holds.
    private mutating func cancelInJournal(_ job: QueuedJob, _ state: JobState) {
        switch state {
        case .waiting: withdraw(job, isDeferred: false)
        case .deferred: withdraw(job, isDeferred: true)
        case .following: break
        // A running job is in memory, so this one cannot be; an ended one stays as it is.
        case .running, .ended: return
        }
        end(job, unrunAs: .cancelled, .cancelledOnRequest)
    }
}
