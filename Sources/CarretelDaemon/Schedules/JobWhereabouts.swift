internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Finds out what became of a schedule's job: the files and the journal say, not what the scheduler remembers.
struct JobWhereabouts {
    /// What is found.
    enum Finding {
        /// It waits or runs.
        case underWay
        case ended(ScheduledRun.End)
        case nowhere
    }

    let layout: SpoolLayout

    /// Looks for a job in the order in which its file goes, so that it cannot slip past: `incoming/`, `active/`, the
    /// journal.
    ///
    /// - Parameters:
    ///   - name: its NAME.
    ///   - key: its idempotency key, which tells it from another job of that NAME.
    /// - Returns: where it is.
    /// - Throws: what the file system or the journal refused.
    func find(name: String, key: String) throws -> Finding {
        if try layout.incoming.statusIfPresent(of: FileName("\(name).json")) != nil { return .underWay }
        if let found = try journalled(name, key) { return found }
        // Claimed and not journalled yet, or so just now.
        if try isActive(name) { return .underWay }
        return try journalled(name, key) ?? .nowhere
    }

    private func journalled(_ name: String, _ key: String) throws -> Finding? {
        let history = try HistoryReader.open("\(layout.state.path)/\(Daemon.journalName)")
        guard let job = try history.show(.name(name)).first(where: { $0.key == key }) else { return nil }
        guard job.state == .ended else { return .underWay }
        return .ended(
            ScheduledRun.End(status: job.status, startedAt: job.startedAt, finishedAt: job.finishedAt))
    }

    private func isActive(_ name: String) throws(SystemError) -> Bool {
        var entries = try layout.active.entries()
        while let entry = try entries.next() {
            if ActiveFileName(entry.name)?.name == name { return true }
        }
        return false
    }
}
