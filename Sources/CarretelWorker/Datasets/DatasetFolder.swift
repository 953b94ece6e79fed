package import CarretelCore
package import CarretelSystem

/// The datasets folder of a spool, read one dataset at a time as a consistent snapshot.
///
/// A dataset is a folder reached by one name beneath the datasets folder, never through a symbolic link. Its files are
/// opened together, then all read, then looked at again: when any of them is not what it was (inode, size, times), or no
/// longer the file of its name, the whole is read again. A dataset that is replaced by renaming a folder is therefore
/// read as it was before or as it is after, and one that is written in place as it is once its writer is done.
package struct DatasetFolder: DatasetSource {
    /// The pauses between the readings of a dataset that changes under the reader, or is away for the moment that lies
    /// between the two renames of a shell that replaces it.
    private static let pauses: [Duration] = [.milliseconds(20), .milliseconds(100), .milliseconds(400), .zero]
    /// How often such a dataset is read again before the attempt is given up.
    static let rereads = pauses.count - 1
    static let notFoundCode = "dataset_not_found"

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
        let component = try Self.component(name)
        for pause in Self.pauses {
            do throws(FailureReason) {
                if let snapshot = try read(component, files) { return snapshot }
            } catch {
                guard error.code == Self.notFoundCode, pause > .zero else { throw error }
            }
            PlainThread.pause(pause)
        }
        throw FailureReason(
            .transient, code: "dataset_changing",
            message: "The dataset \(name) changed each of the \(Self.rereads + 1) times that it was read.",
            hint: "Write a new version beside the datasets folder and rename the whole folder into place.")
    }

    /// The dataset as it is now; nil when it changed under the reader.
    private func read(_ name: FileName, _ files: [String]) throws(FailureReason) -> DatasetSnapshot? {
        let dataset = try open(name)
        let reading = DatasetReading(dataset, name: name.description)
        let opened = try reading.open(files)
        let contents = try reading.read(opened)
        afterReading()
        guard try reading.isUnchanged(opened) else { return nil }
        return DatasetSnapshot(files: contents, readAt: SystemClock.now().wall)
    }

    private static func component(_ name: String) throws(FailureReason) -> FileName {
        let component = FileName(name)
        guard component.isComponent, !name.isEmpty, !name.hasPrefix(".") else {
            throw notFound("A dataset's name is the name of one folder.")
        }
        return component
    }

    private func open(_ name: FileName) throws(FailureReason) -> Directory {
        do throws(SystemError) {
            return try folder.openDirectory(name)
        } catch {
            switch error.code {
            case SystemError.Code.notFound:
                throw Self.notFound("There is no dataset \(name).", DatasetAdvice.hint(for: name, in: folder))
            case SystemError.Code.symbolicLink, SystemError.Code.notDirectory:
                throw Self.notFound("The dataset \(name) is not a folder; symbolic links are not followed.")
            default:
                throw DatasetReading.failure(error, "The dataset \(name) cannot be opened")
            }
        }
    }

    private static func notFound(_ message: String, _ advice: String = "") -> FailureReason {
        FailureReason(
            .permanent, code: notFoundCode, message: message,
            hint: "\(advice)Datasets are the folders in the spool's datasets folder.")
    }
}
