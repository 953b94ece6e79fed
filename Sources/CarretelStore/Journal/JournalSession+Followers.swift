// What becomes of the jobs that follow another when that one ends without an answer for them, and where duplicates find
// their leader's data files.

import CarretelCore

extension JournalSession {
    /// Lets the oldest follower of a job wait for a run of its own, and the others follow that one. What the leader held
    /// for those who come later passes to it.
    ///
    /// - Returns: the promoted job; nil when there was no follower.
    func promoteFollower(
        of leader: JobNumber, in batch: inout JournalBatch
    ) throws(StoreFailure) -> QueuedJob? {
        guard let oldest = try followers(of: leader, limit: 1).first else { return nil }
        let before = try unended(oldest.number)
        statements.promote.put(oldest.number)
        try statements.promote.run()
        statements.follow.put(oldest.number)
        statements.follow.put(leader)
        try statements.follow.run()
        statements.passShared.put(oldest.number)
        statements.passShared.put(leader)
        try statements.passShared.run()
        batch.tally.leave(.following, lane: before.lane, type: before.type, expires: before.expires)
        batch.tally.enter(.waiting, lane: before.lane, type: before.type, expires: before.expires)
        return oldest
    }

    /// The published data folder of a leader, relative to the spool: duplicates get links to its files.
    func dataFolder(ofLeader id: JobID) throws(StoreFailure) -> String? {
        statements.resultNameByID.put(id)
        return try statements.resultNameByID.first { row in
            let name = row.text(0) ?? ""
            let resultName = row.count(1) == 1 ? "\(name).\(id.text)" : name
            return "outgoing/results/\(resultName).data"
        }
    }
}
