import CarretelCore
import CarretelSystem
import Synchronization

/// Where one attempt writes its data files; made when the first is opened, because most attempts have none.
final class StagingFolder: Sendable {
    private let path: String
    private let directory = Mutex<Directory?>(nil)

    /// Names the folder: an absolute path, whose last two components may be missing (`work/ID/N`).
    init(path: String) {
        self.path = path
    }

    /// Opens a new file in it.
    ///
    /// - Throws: permanent `data_file_invalid` for a name that cannot be published, transient `storage_failed`.
    func makeDataFile(named name: String) throws(FailureReason) -> any DataFileWriter {
        guard DataFile.isValidName(name) else {
            throw FailureReason(
                .permanent, code: "data_file_invalid", message: "\(name) is not a name for a data file.")
        }
        do throws(SystemError) {
            return StagedDataFile(name: name, taking: try open().openFile(FileName(name), .create(mode: 0o640)))
        } catch {
            throw .storageFailed(error)
        }
    }

    private func open() throws(SystemError) -> Directory {
        if let directory = directory.withLock({ $0 }) { return directory }
        let components = path.split(separator: "/")
        guard path.hasPrefix("/"), components.count >= 2 else {
            throw SystemError("open", code: SystemError.Code.invalid, path: path)
        }
        var folder = try Directory.open(path: "/" + components.dropLast(2).joined(separator: "/"))
        for name in components.suffix(2) { folder = try folder.openOrMakeDirectory(FileName(name), mode: 0o750) }
        directory.withLock { $0 = folder }
        return folder
    }
}

extension FailureReason {
    /// A failed call on our own disk: worth another attempt, the cause is seldom the job.
    static func storageFailed(_ error: SystemError) -> FailureReason {
        FailureReason(.transient, code: "storage_failed", message: "A data file cannot be written: \(error).")
    }
}
