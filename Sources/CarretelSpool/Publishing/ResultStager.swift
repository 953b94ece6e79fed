package import CarretelCore
package import CarretelSystem

/// Writes results into `work/` and makes them durable, while the journal commits the ends: the first half of
/// publication. Nobody outside sees anything yet.
package struct ResultStager: Sendable {
    /// Up to this many results are synced one by one; more share one sync of the file system, which costs no more
    /// than a few of them.
    static let syncSeparatelyLimit = 3

    private let layout: SpoolLayout

    /// Stages into this spool.
    package init(layout: SpoolLayout) {
        self.layout = layout
    }

    /// Writes and syncs the results of jobs that end together, with the folders of their data files. Staging again
    /// what was staged before is harmless. Related system calls: openat(2), write(2), fdatasync(2), syncfs(2).
    ///
    /// - Throws: a failed write or sync, which is final: the daemon stops rather than trust the disk.
    package func stage(_ jobs: [EndedJob]) throws(SystemError) {
        let separately = jobs.count <= Self.syncSeparatelyLimit
        for job in jobs {
            try write(job, synced: separately)
            if let folder = ownStaging(of: job), separately { try syncData(of: job, in: folder) }
        }
        if !separately { try layout.work.syncFileSystem() }
    }

    /// An earlier daemon may have put the data files in their place already; a reader may have taken them since.
    private func syncData(of job: EndedJob, in staging: String) throws(SystemError) {
        let published = "outgoing/results/\(ResultNames(resultName: job.resultName).data)"
        for folder in [staging, published] {
            do {
                return try layout.root.openDirectory(beneath: folder).sync()
            } catch {
                guard error.isNotFound else { throw error }
            }
        }
    }

    private func write(_ job: EndedJob, synced: Bool) throws(SystemError) {
        let name = ResultNames.staged(job.id)
        let file = try openNew(name)
        try file.writeAll(job.result)
        if synced { try file.syncData() }
        try file.close()
    }

    /// A file of that name is what an earlier daemon left half done, so it goes.
    private func openNew(_ name: FileName) throws(SystemError) -> OwnedDescriptor {
        do {
            return try layout.work.openFile(name, .create(mode: PublishedModes.file))
        } catch {
            guard error.isExisting else { throw error }
            try layout.work.unlink(name)
            return try layout.work.openFile(name, .create(mode: PublishedModes.file))
        }
    }

    /// The folder of the job's own data files; nil when it has none or shares those of its leader.
    private func ownStaging(of job: EndedJob) -> String? {
        guard !job.files.isEmpty, let staging = job.staging, staging.hasPrefix("work/") else { return nil }
        return staging
    }
}
