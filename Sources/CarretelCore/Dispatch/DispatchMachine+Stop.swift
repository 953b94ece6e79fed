// The end of the daemon. Nothing new starts; what has not begun waits again at once; what runs has its grace, is then
// told to end, and is at last killed and recorded as interrupted. `stopped` is said when no attempt and no worker is
// left and the journal has answered everything.

extension DispatchMachine {
    mutating func stop(grace: Duration) {
        guard !isStopping else { return }
        isStopping = true
        for (number, attempt) in attempts.sorted(by: { $0.key < $1.key }) {
            if case .handed = attempt.stage { continue }
            putOffUnbegun(number)
        }
        for id in workers.keys.sorted() {
            updateWorker(id) { machine, worker in
                guard worker.phase == .ready || worker.phase == .starting else { return }
                for index in worker.handed.indices { machine.askBack(id, &worker, index) }
                machine.drain(id, &worker)
            }
        }
        agenda.set(.stop, clock.monotonic + max(grace, .zero))
        if isHastenedEarly { hasten() }
    }

    mutating func graceIsOver() {
        isGraceOver = true
        for id in workers.keys.sorted() {
            updateWorker(id) { machine, worker in
                guard worker.phase == .ready else { return }
                for index in worker.handed.indices {
                    switch worker.handed[index].stage {
                    case .running:
                        machine.askToEnd(id, &worker, index, .stopping)
                    case .sent, .recalled:
                        // Neither begun nor given back by now: its worker is stuck.
                        worker.handed[index].due = machine.clock.monotonic + machine.settings.cancelGrace
                    case .cancelling: break
                    }
                }
            }
        }
    }

    /// Asked a second time: no grace any more. A third time everything left is killed by force.
    ///
    /// The word to stop goes through the services in front of this one, so that a second signal right behind the first
    /// overtakes it. It then counts when that has come: who ends before it was asked to leaves the others running.
    mutating func hasten() {
        guard isStopping else {
            isHastenedEarly = true
            return
        }
        agenda.set(.stop, nil)
        if !isGraceOver { graceIsOver() }
        for id in workers.keys.sorted() {
            updateWorker(id) { machine, worker in
                switch worker.phase {
                case .ready: machine.terminate(id, &worker)
                case .starting, .retiring, .terminating, .killed: machine.killByForce(id, &worker)
                }
            }
        }
    }

    mutating func finishStop() {
        guard isStopping, !hasStopped, attempts.isEmpty, workers.isEmpty, arrivals.isEmpty, receiptsAwaited == 0,
            questions.awaited == 0
        else { return }
        hasStopped = true
        emit(.stopped)
    }
}
