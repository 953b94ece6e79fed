package import CarretelCore
package import CarretelSystem
package import Logging

/// Puts staged results in their places: the second half of publication, after the journal has the end.
///
/// The order makes every step repeatable: data files, then the result, then the job file leaves `active/`. A job whose
/// file is still in `active/` may not be published yet; one whose file is gone is.
package struct Publisher {
    private let layout: SpoolLayout
    private let logger: Logger
    private var archive: ArchiveFolder

    /// Publishes into this spool.
    package init(layout: SpoolLayout, logger: Logger) {
        self.layout = layout
        self.logger = logger
        archive = ArchiveFolder(parent: layout.archive, mode: PublishedModes.archiveFolder)
    }

    /// Publishes one job. Related system call: renameat2(2) with RENAME_NOREPLACE.
    ///
    /// - Throws: what the file system refused; the job then stays in `active/` for the next start.
    package mutating func publish(_ job: EndedJob) throws(SystemError) {
        let names = ResultNames(resultName: job.resultName)
        if !job.files.isEmpty { try placeData(of: job, as: names.data) }
        try place(ResultNames.staged(job.id), of: job, names: names)
        try retire(id: job.id, name: job.name, to: job.resting, finishedAt: job.finishedAt)
    }

    /// Moves every file under a name that a newcomer bears, and which is not the newcomer's, to `outgoing/superseded/`.
    /// Nothing happens where they were taken.
    ///
    /// The files say whose they are, result and progress each for what stands beside it, and for all when the other was
    /// taken. Then the journal's word counts, then nothing is known.
    ///
    /// - Parameters:
    ///   - resultName: the name.
    ///   - older: whose the files are by the journal; nil when it has forgotten.
    ///   - newcomer: who bears the name now. There may be progress already, but data only beside a result.
    /// - Throws: what the file system refused.
    package func supersede(resultName: String, older: JobID?, newcomer: JobID) throws(SystemError) {
        try Superseding(layout: layout).makeWay(resultName: resultName, older: older, newcomer: newcomer)
    }

    /// Makes the names of all that was published durable, so that the journal's copies may go.
    package mutating func syncFolders() throws(SystemError) {
        try layout.results.sync()
        try layout.active.sync()
        try layout.failed.sync()
        try layout.rejected.sync()
        try archive.sync()
    }

    private func place(_ staged: FileName, of job: EndedJob, names: ResultNames) throws(SystemError) {
        do {
            guard try layout.work.renameIfPresent(staged, to: layout.results, as: names.result) else {
                // An earlier daemon got as far as this.
                return
            }
        } catch {
            guard error.isExisting else { throw error }
            try makeRoom(for: job, names: names)
            _ = try layout.work.renameIfPresent(staged, to: layout.results, as: names.result)
        }
    }

    /// Somebody's file bears the result's name: this job's own from before a restart, which is replaced by the same
    /// bytes, or an older job's, which moves away whole.
    private func makeRoom(for job: EndedJob, names: ResultNames) throws(SystemError) {
        let superseding = Superseding(layout: layout)
        if let older = try superseding.owner(of: names.result), older == job.id {
            try layout.results.unlink(names.result)
            return
        }
        logger.notice(
            "An older result had the name and was moved to superseded",
            metadata: ["job.id": "\(job.id.text)", "result": "\(job.resultName)"])
        // Progress and events under the name are this job's by now.
        try superseding.moveResult(
            resultName: job.resultName, id: try superseding.owner(of: names.result), withData: job.files.isEmpty)
    }

    private func placeData(of job: EndedJob, as name: FileName) throws(SystemError) {
        guard let staging = job.staging else { return }
        let data = DataFolder(layout: layout)
        if staging.hasPrefix("work/") {
            try data.publish(staging: staging, files: job.files, as: name)
        } else if try !data.share(published: staging, files: job.files, for: job.id, as: name) {
            logger.error(
                "The data files of a job were taken away before one with the same key could share them",
                metadata: ["job.id": "\(job.id.text)", "result": "\(job.resultName)", "data": "\(staging)"])
        }
    }

    /// Moves a job file out of `active/` to where it rests. One that is gone has been moved before.
    package mutating func retire(
        id: JobID, name: String, to place: RestingPlace, finishedAt: Timestamp
    ) throws(SystemError) {
        let folder = try restingFolder(place, finishedAt: finishedAt)
        let source = ActiveFileName(id: id, name: name).fileName
        do {
            _ = try layout.active.renameIfPresent(source, to: folder, as: FileName("\(name).json"), .noReplace)
        } catch {
            guard error.isExisting else { throw error }
            let unique = FileName("\(name)~\(id.text).json")
            _ = try layout.active.renameIfPresent(source, to: folder, as: unique, .noReplace)
        }
    }

    private mutating func restingFolder(
        _ place: RestingPlace, finishedAt: Timestamp
    ) throws(SystemError) -> Directory {
        switch place {
        case .archive: try archive.folder(for: finishedAt)
        case .failed: layout.failed
        case .rejected: layout.rejected
        }
    }
}
