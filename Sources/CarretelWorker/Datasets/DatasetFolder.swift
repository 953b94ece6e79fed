package import CarretelCore
package import CarretelSystem

/// The datasets folder of a spool, read one dataset at a time as a consistent snapshot.
///
/// A dataset is a folder reached by one name beneath the datasets folder, never through a symbolic link. Its files are
/// opened together, then all read, then looked at again: when any of them is not what it was (inode, size, times), or no
/// longer the file of its name, the whole is read again. A dataset that is replaced by renaming a folder is therefore
/// read as it was before or as it is after, and one that is written in place as it is once its writer is done.
package struct DatasetFolder: DatasetSource {
    /// How often a dataset that changes under the reader is read again before the attempt is given up.
    static let rereads = 3

    private let folder: Directory
    /// Called between reading and looking again: where tests change the dataset.
    private let afterReading: @Sendable () -> Void

    /// Serves the datasets in a folder.
    package init(_ folder: Directory) {
        self.init(folder, afterReading: {})
    }

    init(_ folder: Directory, afterReading: @escaping @Sendable () -> Void) {
        self.folder = folder
        self.afterReading = afterReading
    }

    /// Reads files of one dataset; see ``CarretelCore/DatasetSource/snapshot(of:files:)``.
    package func snapshot(of name: String, files: [String]) throws(FailureReason) -> DatasetSnapshot {
        for _ in 0...Self.rereads {
            let dataset = try open(name)
            let reading = DatasetReading(dataset, name: name)
            let opened = try reading.open(files)
            let contents = try reading.read(opened)
            afterReading()
            if try reading.isUnchanged(opened) {
                return DatasetSnapshot(files: contents, readAt: SystemClock.now().wall)
            }
        }
        throw FailureReason(
            .transient, code: "dataset_changing",
            message: "The dataset \(name) changed each of the \(Self.rereads + 1) times that it was read.",
            hint: "Write a new version beside the datasets folder and rename the whole folder into place.")
    }

    private func open(_ name: String) throws(FailureReason) -> Directory {
        let component = FileName(name)
        guard component.isComponent, !name.isEmpty, !name.hasPrefix(".") else {
            throw notFound(name, "A dataset's name is the name of one folder.")
        }
        do throws(SystemError) {
            return try folder.openDirectory(component)
        } catch {
            switch error.code {
            case SystemError.Code.notFound:
                throw notFound(name, "There is no dataset \(name).")
            case SystemError.Code.symbolicLink, SystemError.Code.notDirectory:
                throw notFound(name, "The dataset \(name) is not a folder; symbolic links are not followed.")
            default:
                throw DatasetReading.failure(error, "The dataset \(name) cannot be opened")
            }
        }
    }

    private func notFound(_ name: String, _ message: String) -> FailureReason {
        FailureReason(
            .permanent, code: "dataset_not_found", message: message,
            hint: "Datasets are the folders in the spool's datasets folder.")
    }
}
