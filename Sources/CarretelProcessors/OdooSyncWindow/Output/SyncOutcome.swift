import CarretelCore

/// Makes a job's outcome of what became of its services: the data files of changes, the output and how it ended.
struct SyncOutcome {
    let reports: [ServiceReport]
    let server: OdooServer
    let sync: any BusinessSync
    let attempt: any AttemptContext

    /// Succeeded; partial when a service failed; failed when all did, and then no changes are taken: another job gets
    /// them, because a failed one has no files.
    func make() throws(FailureReason) -> ProcessorOutcome {
        let failed = reports.filter { $0.status == .failed }
        if failed.count == reports.count, let reason = failed.compactMap(\.reason).decisive {
            return .failed(labelled(reason))
        }
        let counts = try self.counts()
        let files = try self.files()
        let output = SyncOutput(reports: reports, server: server, counts: counts).bytes
        try sync.keepChanges()
        guard let first = failed.first?.reason else { return .succeeded(output: output, files: files) }
        return .partial(output: output, files: files, reason: partial(first, failed))
    }

    /// By table, of the whole job.
    private func counts() throws(FailureReason) -> [String: BusinessCounts] {
        var counts: [String: BusinessCounts] = [:]
        for part in reports.flatMap(\.parts) where part.skipped == nil {
            counts[part.table.name] = try sync.counts(of: part.table)
        }
        return counts
    }

    /// The changes of every table that was read, also when it failed half-way: what was taken over is told.
    private func files() throws(FailureReason) -> [DataFile] {
        var files: [DataFile] = []
        for part in reports.flatMap(\.parts) where part.skipped == nil {
            var file = try ChangeFile(part.table, attempt)
            try sync.takeChanges(of: part.table) { (line) throws(FailureReason) in try file.add(line) }
            files.append(try file.finish())
        }
        return files
    }

    private func labelled(_ reason: FailureReason) -> FailureReason {
        var reason = reason
        let name = reports.first { $0.reason == reason }?.service.name ?? ""
        reason.message = "\(name): \(reason.message)"
        return reason
    }

    private func partial(_ first: FailureReason, _ failed: [ServiceReport]) -> FailureReason {
        let names = failed.map(\.service.name).joined(separator: ", ")
        return FailureReason(
            first.failureClass, code: "services_failed",
            message: "\(failed.count) of \(reports.count) services failed (\(names)). "
                + "\(failed[0].service.name): \(first.message)",
            hint: first.hint)
    }
}
