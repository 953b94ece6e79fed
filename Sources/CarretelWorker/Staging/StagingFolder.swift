import CarretelCore
import CarretelSystem
import Synchronization

/// Where one attempt writes its data files; made when the first is opened, because most attempts have none.
final class StagingFolder: Sendable {
    private struct State {
        var folder: AttemptFolder?
        /// Those that this attempt has opened.
        var files: [String: StagedDataFile] = [:]
    }

    private let path: String
    private let attempt: Int
    private let state = Mutex(State())

    /// Names the folder.
    ///
    /// - Parameters:
    ///   - path: absolute; its last two components may be missing (`work/ID/N`).
    ///   - attempt: the attempt's number, which its marks name.
    init(path: String, attempt: Int) {
        self.path = path
        self.attempt = attempt
    }

    /// Opens a new file in it.
    ///
    /// - Throws: permanent `data_file_invalid` for a name that cannot be published, transient `storage_failed`.
    func makeDataFile(named name: String) throws(FailureReason) -> StagedDataFile {
        try checkName(name)
        return try withState { (state) throws(SystemError) in
            let folder = try open(&state)
            // An attempt that is begun again under its number, because its first worker died before it could say that it
            // began, may find a file of that worker.
            if state.files[name] == nil, try folder.directory.statusIfPresent(of: FileName(name)) != nil {
                try folder.directory.unlink(FileName(name))
            }
            // As readable as a result: work/ keeps it from others until it is published, outgoing/ keeps it for the group.
            let descriptor = try folder.directory.openFile(FileName(name), .create(mode: 0o644))
            let file = StagedDataFile(name: name, in: folder, taking: descriptor)
            state.files[name] = file
            return file
        }
    }

    /// Goes on with a file of this job at a mark: moves it here and cuts off what is after the mark.
    ///
    /// - Returns: nil when there is no such file any more.
    /// - Throws: as ``makeDataFile(named:)``; a file that this attempt has open already is not to be had again.
    func resumeDataFile(_ mark: DataFileMark) throws(FailureReason) -> StagedDataFile? {
        try checkName(mark.name)
        return try withState { (state) throws(SystemError) in
            guard state.files[mark.name] == nil else {
                throw SystemError(
                    "open", code: SystemError.Code.exists, path: mark.name, message: "This attempt has opened it")
            }
            let folder = try open(&state)
            for attempt in folder.attempts(since: mark.attempt) {
                guard let place = try folder.folder(ofAttempt: attempt),
                    let found = try ResumedFile.find(mark, in: place)
                else { continue }
                try found.cut()
                try Self.move(mark.name, from: place, to: folder)
                let file = StagedDataFile(found, in: folder)
                state.files[mark.name] = file
                return file
            }
            return nil
        }
    }

    /// A file that this attempt has finished.
    func finishedFile(named name: String) -> DataFile? {
        state.withLock { $0.files[name] }?.finished
    }

    /// Opens a file of this attempt for reading: one that is finished, or what of it is on disk.
    func openFileToRead(named name: String) throws(SystemError) -> OwnedDescriptor {
        try state.withLock { (state) throws(SystemError) in try open(&state).directory.openFile(FileName(name)) }
    }

    /// Takes a file of this attempt away again, so that another can be made under its name.
    func removeDataFile(named name: String) throws(FailureReason) {
        try withState { (state) throws(SystemError) in
            try open(&state).directory.unlink(FileName(name))
            state.files[name] = nil
        }
    }

    private static func move(_ name: String, from place: Directory, to folder: AttemptFolder) throws(SystemError) {
        guard place !== folder.directory else { return }
        // What this attempt's folder has under the name is of an earlier run of the same attempt, and was not marked.
        try place.rename(FileName(name), to: folder.directory, as: FileName(name), .replace)
        try place.sync()
        try folder.syncNames()
    }

    private func checkName(_ name: String) throws(FailureReason) {
        guard DataFile.isValidName(name) else {
            throw FailureReason(
                .permanent, code: "data_file_invalid", message: "\(name) is not a name for a data file.")
        }
    }

    private func withState<Answer>(
        _ body: (inout State) throws(SystemError) -> Answer
    ) throws(FailureReason) -> Answer {
        do throws(SystemError) {
            return try state.withLock { (state) throws(SystemError) in try body(&state) }
        } catch {
            throw .storageFailed(error)
        }
    }

    private func open(_ state: inout State) throws(SystemError) -> AttemptFolder {
        if let folder = state.folder { return folder }
        let folder = try AttemptFolder.open(path: path, attempt: attempt)
        state.folder = folder
        return folder
    }
}

extension FailureReason {
    /// A failed call on our own disk: worth another attempt, the cause is seldom the job.
    static func storageFailed(_ error: SystemError) -> FailureReason {
        FailureReason(.transient, code: "storage_failed", message: "A data file cannot be written: \(error).")
    }
}
