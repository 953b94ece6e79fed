// Jobs that share the run of another. A leader that ends gives its followers its answer, batch by batch. One that was
// cancelled or expired has no answer worth sharing: somebody did not want *that* job, and the others still want theirs.
// Then the oldest follower waits for a run of its own, and the rest follow it.

extension DispatchMachine {
    mutating func askForFollowers(of leader: JobNumber) {
        ask(.loadFollowers(of: leader, limit: max(settings.followerBatch, 1)))
    }

    mutating func followersLoaded(_ number: JobNumber, _ followers: [QueuedJob]) {
        guard let leader = endedLeaders[number] else { return }
        for follower in followers where !questions.isStale(follower.number) {
            let ending = Ending(
                answer: leader.answer, history: [], startedAt: nil, finishedAt: clock.wall, duplicateOf: leader.id,
                overlay: overlay(ofType: follower.type), resting: RestingPlace(of: leader.answer.status))
            writeEnd(of: follower.number, ending)
        }
        // A stop leaves the rest to the next start.
        if followers.count >= max(settings.followerBatch, 1), !isStopping {
            askForFollowers(of: number)
        } else {
            endedLeaders[number] = nil
        }
    }

    mutating func promoteFollower(of leader: JobNumber) { ask(.promoteFollower(of: leader)) }

    mutating func promoted(_ follower: QueuedJob?) {
        // One that was cancelled since has promoted the next itself.
        guard var job = follower, !questions.isStale(job.number) else { return }
        if let notBefore = job.dueAt, notBefore > clock.wall {
            let deferral = Deferral(
                until: notBefore, history: job.history, attemptsUsed: job.attemptsUsed,
                interruptions: job.interruptions, workerDeaths: job.workerDeaths)
            write(.deferred(job.number, deferral), changing: job.number)
            enterDeferred(job)
        } else {
            job.dueAt = nil
            enterWaiting(job)
        }
        enterExpiring(job)
    }
}
