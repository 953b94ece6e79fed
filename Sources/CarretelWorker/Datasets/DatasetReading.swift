import CarretelCore
import CarretelSystem

/// One reading of one opened dataset folder.
struct DatasetReading {
    /// A file of the dataset, open.
    final class OpenFile: Sendable {
        let name: FileName
        let descriptor: OwnedDescriptor
        /// How it looked before it was read.
        let status: FileStatus

        init(name: FileName, descriptor: consuming OwnedDescriptor, status: FileStatus) {
            self.name = name
            self.descriptor = descriptor
            self.status = status
        }
    }

    private let folder: Directory
    private let name: String

    init(_ folder: Directory, name: String) {
        self.folder = folder
        self.name = name
    }

    /// Opens the files and notes how each looks.
    ///
    /// - Throws: permanent `dataset_not_found` for one that is missing, `dataset_invalid` for one that is not a regular
    ///   file or too large.
    func open(_ files: [String]) throws(FailureReason) -> [OpenFile] {
        var opened: [OpenFile] = []
        for file in files { opened.append(try open(file)) }
        return opened
    }

    /// Reads the opened files whole.
    ///
    /// - Throws: permanent `dataset_invalid` for one that has grown too large; transient `storage_failed`.
    func read(_ opened: [OpenFile]) throws(FailureReason) -> [DatasetSnapshot.File] {
        var files: [DatasetSnapshot.File] = []
        for file in opened {
            let read: OwnedDescriptor.BoundedRead
            do throws(SystemError) {
                read = try file.descriptor.readBounded(
                    limit: DatasetLimits.maxFileBytes, sizeHint: Int(file.status.size))
            } catch {
                throw Self.failure(error, "The file \(file.name) of the dataset \(name) cannot be read")
            }
            guard read.isWhole else { throw tooLarge(file.name) }
            let modifiedAt = Timestamp(microseconds: file.status.identity.modifiedNanoseconds / 1_000)
            files.append(
                DatasetSnapshot.File(name: file.name.description, bytes: read.bytes, modifiedAt: modifiedAt))
        }
        return files
    }

    /// Whether every opened file still looks as it did, and is still the file of its name.
    func isUnchanged(_ opened: [OpenFile]) throws(FailureReason) -> Bool {
        do throws(SystemError) {
            for file in opened {
                let named = try folder.statusIfPresent(of: file.name)
                guard let named, named.isSameContent(as: file.status),
                    try file.descriptor.status().isSameContent(as: file.status)
                else { return false }
            }
            return true
        } catch {
            throw Self.failure(error, "The dataset \(name) cannot be looked at again")
        }
    }

    /// A system call that failed: a right that is missing stays missing, anything else may pass.
    static func failure(_ error: SystemError, _ what: String) -> FailureReason {
        let isDenied = error.code == SystemError.Code.accessDenied
        return FailureReason(
            isDenied ? .permanent : .transient, code: isDenied ? "dataset_invalid" : "storage_failed",
            message: "\(what): \(error).")
    }

    private func open(_ file: String) throws(FailureReason) -> OpenFile {
        let opened: OpenFile
        do throws(SystemError) {
            opened = try openFile(FileName(file))
        } catch {
            switch error.code {
            case SystemError.Code.notFound:
                throw FailureReason(
                    .permanent, code: DatasetFolder.notFoundCode,
                    message: "The dataset \(name): the file \(file) is missing.",
                    hint: "All files of a dataset have to be there, an empty one with its header.")
            case SystemError.Code.symbolicLink: throw invalid("\(file) is a symbolic link, which is not followed")
            default: throw Self.failure(error, "The file \(file) of the dataset \(name) cannot be opened")
            }
        }
        guard opened.status.kind == .regular else { throw invalid("\(file) is not a regular file") }
        guard opened.status.size <= DatasetLimits.maxFileBytes else { throw tooLarge(opened.name) }
        return opened
    }

    private func openFile(_ file: FileName) throws(SystemError) -> OpenFile {
        let descriptor = try folder.openFile(file)
        let status = try descriptor.status()
        return OpenFile(name: file, descriptor: descriptor, status: status)
    }

    private func tooLarge(_ file: FileName) -> FailureReason {
        invalid("\(file) is larger than \(DatasetLimits.maxFileBytes) bytes")
    }

    private func invalid(_ what: String) -> FailureReason {
        FailureReason(.permanent, code: "dataset_invalid", message: "The dataset \(name): \(what).")
    }
}

extension FileStatus {
    /// Whether nothing that a change of the content moves has moved: file, size, times of content and of entry.
    func isSameContent(as other: FileStatus) -> Bool {
        identity == other.identity && changedNanoseconds == other.changedNanoseconds
    }
}
