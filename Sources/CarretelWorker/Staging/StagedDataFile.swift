import CarretelCore
import CarretelSystem
import Synchronization

/// One data file of an attempt: what is appended is gathered into pieces, which a thread beside writes and hashes while
/// the processor goes on.
final class StagedDataFile: DataFileWriter {
    /// How much is gathered before it is written: pages of an upstream come in small pieces.
    private static let pieceBytes = 1 << 18

    private struct State {
        var piece: [UInt8] = []
        var records: Int
        var isNameDurable = false
        var isFinished = false
        /// Set when finishing went well.
        var finished: DataFile?
    }

    private let name: String
    private let folder: AttemptFolder
    private let writer: PieceWriter
    private let state: Mutex<State>

    /// Writes a new file.
    ///
    /// - Parameters:
    ///   - name: its name in `folder`.
    ///   - folder: the attempt's.
    ///   - file: open and empty.
    init(name: String, in folder: AttemptFolder, taking file: consuming OwnedDescriptor) {
        self.name = name
        self.folder = folder
        writer = PieceWriter(taking: file)
        state = Mutex(State(records: 0))
    }

    /// Goes on with a file that has been moved into `folder`.
    init(_ file: consuming ResumedFile, in folder: AttemptFolder) {
        name = file.mark.name
        self.folder = folder
        state = Mutex(State(records: file.mark.records))
        let content = file.content
        writer = PieceWriter(taking: file.descriptor, after: content)
    }

    /// What ``finish()`` returned; nil before.
    var finished: DataFile? { state.withLock { $0.finished } }

    func append(_ bytes: [UInt8], records: Int) throws(FailureReason) {
        do throws(SystemError) {
            // Under the lock to the end, so that pieces come in the order in which they were appended.
            try state.withLock { (state) throws(SystemError) in
                try refuseIfFinished(state, "write")
                state.records += records
                state.piece.append(contentsOf: bytes)
                guard state.piece.count >= Self.pieceBytes else { return }
                try writer.put(Self.takePiece(&state))
            }
        } catch {
            throw .storageFailed(error)
        }
    }

    func mark() throws(FailureReason) -> DataFileMark {
        do throws(SystemError) {
            return try state.withLock { (state) throws(SystemError) in
                try refuseIfFinished(state, "fdatasync")
                let (bytes, digest) = try writer.mark(with: Self.takePiece(&state))
                // What a checkpoint names has to be found after a loss of power too.
                if !state.isNameDurable { try folder.syncNames() }
                state.isNameDurable = true
                return DataFileMark(
                    attempt: folder.attempt, name: name, bytes: bytes, records: state.records, sha256: digest)
            }
        } catch {
            throw .storageFailed(error)
        }
    }

    func finish() throws(FailureReason) -> DataFile {
        do throws(SystemError) {
            return try state.withLock { (state) throws(SystemError) in
                try refuseIfFinished(state, "fsync")
                // A failure is final: what a second fsync says of the first one's bytes is worth nothing.
                state.isFinished = true
                let (bytes, digest) = try writer.finish(with: Self.takePiece(&state))
                let file = DataFile(name: name, records: state.records, bytes: bytes, sha256: digest)
                state.finished = file
                return file
            }
        } catch {
            throw .storageFailed(error)
        }
    }

    private static func takePiece(_ state: inout State) -> [UInt8] {
        let piece = state.piece
        state.piece = []
        return piece
    }

    private func refuseIfFinished(_ state: borrowing State, _ call: String) throws(SystemError) {
        guard state.isFinished else { return }
        throw SystemError(call, code: SystemError.Code.invalid, path: name, message: "It is finished")
    }
}
