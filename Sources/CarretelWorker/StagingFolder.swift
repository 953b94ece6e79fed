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

/// Writes one data file of an attempt, counting and hashing on the way.
private final class StagedDataFile: DataFileWriter {
    /// How much is gathered before it is written: pages of an upstream come in small pieces.
    private static let pieceBytes = 1 << 18

    private struct State: ~Copyable {
        var file: OwnedDescriptor?
        var piece: [UInt8] = []
        var digest = RunningDigest()
        var records = 0
        var bytes = 0

        init(taking file: consuming OwnedDescriptor) {
            self.file = consume file
        }

        mutating func write(_ bytes: [UInt8], named name: String) throws(SystemError) {
            guard !bytes.isEmpty else { return }
            guard try file?.writeAll(bytes) != nil else {
                throw SystemError("write", code: SystemError.Code.invalid, path: name, message: "It is finished")
            }
            digest.update(bytes)
            self.bytes += bytes.count
        }
    }

    private let name: String
    private let state: Mutex<State>

    init(name: String, taking file: consuming OwnedDescriptor) {
        self.name = name
        state = Mutex(State(taking: file))
    }

    func append(_ bytes: [UInt8], records: Int) throws(FailureReason) {
        do throws(SystemError) {
            try state.withLock { (state) throws(SystemError) in
                state.records += records
                state.piece.append(contentsOf: bytes)
                guard state.piece.count >= Self.pieceBytes else { return }
                try flush(&state)
            }
        } catch {
            throw .storageFailed(error)
        }
    }

    private func flush(_ state: inout State) throws(SystemError) {
        let piece = state.piece
        state.piece.removeAll(keepingCapacity: false)
        try state.write(piece, named: name)
    }

    func finish() throws(FailureReason) -> DataFile {
        do throws(SystemError) {
            return try state.withLock { (state) throws(SystemError) in
                try flush(&state)
                guard let file = state.file.take() else {
                    throw SystemError("fsync", code: SystemError.Code.invalid, path: name, message: "It is finished")
                }
                try file.sync()
                try file.close()
                return DataFile(
                    name: name, records: state.records, bytes: state.bytes, sha256: state.digest.value)
            }
        } catch {
            throw .storageFailed(error)
        }
    }
}

extension FailureReason {
    /// A failed call on our own disk: worth another attempt, the cause is seldom the job.
    fileprivate static func storageFailed(_ error: SystemError) -> FailureReason {
        FailureReason(.transient, code: "storage_failed", message: "A data file cannot be written: \(error).")
    }
}
