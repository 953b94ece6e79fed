import CarretelCore
import CarretelSystem
import Synchronization

/// What is in a file before more is written.
struct WrittenContent {
    var bytes = 0
    /// Of these bytes.
    var digest = RunningDigest()
}

/// Writes the pieces of one file in their order and hashes them, on a thread of its own that is there while there is
/// something to write: hashing takes as long as many a processor's own work, and the disk can be waited for beside it.
final class PieceWriter: Sendable {
    /// So many pieces may wait; who brings another then waits too, so that memory is bounded by the disk's pace.
    private static let maxWaiting = 4

    /// The file and what is known of its content.
    private struct Output: ~Copyable {
        /// Nil once it is closed.
        var file: OwnedDescriptor?
        var digest: RunningDigest
        var bytes: Int

        init(_ file: consuming OwnedDescriptor, after content: WrittenContent) {
            self.file = consume file
            digest = content.digest
            bytes = content.bytes
        }

        mutating func write(_ piece: [UInt8]) throws(SystemError) {
            guard !piece.isEmpty else { return }
            try file?.writeAll(piece)
            digest.update(piece)
            bytes += piece.count
        }
    }

    private struct State {
        var waiting: [[UInt8]] = []
        /// Whether the thread is there.
        var isBusy = false
        /// The first failure; nothing is written after it.
        var failure: SystemError?
    }

    private let state = Mutex(State())
    /// Held while a piece is written, which is by the thread alone, or by ``mark(with:)`` and ``finish(with:)`` when that
    /// is gone.
    private let output: Mutex<Output>
    /// Moves on whenever a piece is done or the thread ends.
    private let done = WaitWord()

    /// Writes at the position of `file`.
    ///
    /// - Parameters:
    ///   - file: to be written by nobody else.
    ///   - content: what is in it up to there.
    init(taking file: consuming OwnedDescriptor, after content: WrittenContent = WrittenContent()) {
        output = Mutex(Output(file, after: content))
    }

    /// Takes a piece; waits while too many do.
    ///
    /// - Throws: the failure of an earlier piece.
    func put(_ piece: [UInt8]) throws(SystemError) {
        try wait { $0.waiting.count < Self.maxWaiting }
        let needsThread = state.withLock { state in
            state.waiting.append(piece)
            defer { state.isBusy = true }
            return !state.isBusy
        }
        if needsThread { try PlainThread.start(name: "data-file") { [self] in writeWaiting() } }
    }

    /// Writes what waits and one piece more, and makes the file's content durable; it stays open.
    ///
    /// - Returns: the file's length and hash so far.
    /// - Throws: the first failure. After one nothing is written any more, since a piece may be there in part.
    func mark(with piece: [UInt8]) throws(SystemError) -> (bytes: Int, digest: ContentHash) {
        try wait { !$0.isBusy }
        do throws(SystemError) {
            return try output.withLock { (output) throws(SystemError) in
                try output.write(piece)
                try output.file?.syncData()
                return (output.bytes, output.digest.value)
            }
        } catch {
            state.withLock { $0.failure = error }
            throw error
        }
    }

    /// Writes what waits and the last piece, makes the file durable and closes it.
    ///
    /// - Returns: the file's length and hash.
    /// - Throws: the first failure.
    func finish(with piece: [UInt8]) throws(SystemError) -> (bytes: Int, digest: ContentHash) {
        try wait { !$0.isBusy }
        return try output.withLock { (output) throws(SystemError) in
            try output.write(piece)
            try output.file?.sync()
            try output.file.take()?.close()
            return (output.bytes, output.digest.value)
        }
    }

    /// Waits until something holds of the state.
    private func wait(until holds: (borrowing State) -> Bool) throws(SystemError) {
        while true {
            let seen = done.value
            let isSo = try state.withLock { (state) throws(SystemError) in
                if let failure = state.failure { throw failure }
                return holds(state)
            }
            if isSo { return }
            done.wait(while: seen, until: nil)
        }
    }

    private func writeWaiting() {
        while let piece = next() {
            do throws(SystemError) {
                try output.withLock { (output) throws(SystemError) in try output.write(piece) }
            } catch {
                state.withLock { $0.failure = error }
            }
            done.advance()
        }
        done.advance()
    }

    /// The piece in turn; nil ends the thread.
    private func next() -> [UInt8]? {
        state.withLock { state in
            guard state.failure == nil, !state.waiting.isEmpty else {
                state.isBusy = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
