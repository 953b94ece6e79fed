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
        var records = 0
        var isFinished = false
    }

    private let name: String
    private let writer: PieceWriter
    private let state = Mutex(State())

    init(name: String, taking file: consuming OwnedDescriptor) {
        self.name = name
        writer = PieceWriter(taking: file)
    }

    func append(_ bytes: [UInt8], records: Int) throws(FailureReason) {
        do throws(SystemError) {
            // Under the lock to the end, so that pieces come in the order in which they were appended.
            try state.withLock { (state) throws(SystemError) in
                guard !state.isFinished else { throw finished("write") }
                state.records += records
                state.piece.append(contentsOf: bytes)
                guard state.piece.count >= Self.pieceBytes else { return }
                try writer.put(Self.takePiece(&state))
            }
        } catch {
            throw .storageFailed(error)
        }
    }

    func finish() throws(FailureReason) -> DataFile {
        do throws(SystemError) {
            return try state.withLock { (state) throws(SystemError) in
                guard !state.isFinished else { throw finished("fsync") }
                state.isFinished = true
                let (bytes, digest) = try writer.finish(with: Self.takePiece(&state))
                return DataFile(name: name, records: state.records, bytes: bytes, sha256: digest)
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

    private func finished(_ call: String) -> SystemError {
        SystemError(call, code: SystemError.Code.invalid, path: name, message: "It is finished")
    }
}
