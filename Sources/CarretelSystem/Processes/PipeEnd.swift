import CCarretelSystem
import Synchronization

/// One end of a pipe, closed with its last reference or by ``close()``. Used by one thread at a time.
package final class PipeEnd: Sendable {
    /// What reading from a pipe that is not waited for came to.
    package enum Reading: Sendable, Hashable {
        case bytes(Int)
        /// Nothing there now.
        case nothing
        /// The other side is closed and everything is read.
        case end
    }

    private let owned: Mutex<Int32>

    /// Takes over a descriptor.
    package init(_ descriptor: Int32) {
        owned = Mutex(descriptor)
    }

    deinit { close() }

    /// The descriptor, for an ``Epoll``; -1 when closed.
    package var descriptor: Int32 { owned.withLock { $0 } }

    /// Makes a pipe, both ends blocking and close-on-exec.
    ///
    /// - Throws: ``SystemError``.
    package static func makePipe() throws(SystemError) -> (reading: PipeEnd, writing: PipeEnd) {
        var ends: [Int32] = [-1, -1]
        _ = try checked(unsafe carretel_pipe(&ends), "pipe2")
        return (PipeEnd(ends[0]), PipeEnd(ends[1]))
    }

    /// Opens `/dev/null`, in the place of a pipe.
    ///
    /// - Throws: ``SystemError``.
    static func openNull() throws(SystemError) -> PipeEnd {
        PipeEnd(try checked(carretel_open_null(), "open"))
    }

    /// Takes this process's standard output for frames alone: from now on whatever else is written to descriptor 1
    /// goes to standard error.
    ///
    /// - Returns: the former standard output.
    /// - Throws: ``SystemError``.
    package static func takeStandardOutput() throws(SystemError) -> PipeEnd {
        PipeEnd(try checked(carretel_take_standard_output(), "dup"))
    }

    /// Makes reads and writes return instead of wait. Concerns this end only.
    ///
    /// - Throws: ``SystemError``.
    package func makeNonBlocking() throws(SystemError) {
        _ = try checked(carretel_set_nonblocking(descriptor), "fcntl")
    }

    /// What a pipe holds unless told otherwise (pipe(7)), and so the most that one read can give.
    private static let pipeBytes = 1 << 16

    /// Reads what is there, once.
    ///
    /// - Parameters:
    ///   - count: at most so many bytes, and never more than a pipe holds.
    ///   - bytes: where they are appended.
    /// - Throws: ``SystemError``.
    /// - Returns: whether there was anything, or can be.
    package func read(atMost count: Int, appendingTo bytes: inout [UInt8]) throws(SystemError) -> Reading {
        let descriptor = descriptor
        let count = min(count, Self.pipeBytes)
        // Through a buffer that is not set to zero first: most reads are a few hundred bytes.
        let result = unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer in
            let result = unsafe carretel_read(descriptor, buffer.baseAddress, UInt64(count))
            if result > 0 { unsafe bytes.append(contentsOf: buffer.prefix(Int(result))) }
            return result
        }
        if result == -Int64(SystemError.Code.again) { return .nothing }
        guard result >= 0 else { throw SystemError("read", code: Int32(result)) }
        return result == 0 ? .end : .bytes(Int(result))
    }

    /// Writes what the pipe takes, once.
    ///
    /// - Returns: how many bytes went; 0 when a non-blocking pipe is full.
    /// - Throws: ``SystemError``; EPIPE when the other side is closed.
    package func write(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int {
        let result = unsafe bytes.withUnsafeBytes { buffer in
            unsafe carretel_write(descriptor, buffer.baseAddress, UInt64(buffer.count))
        }
        if result == -Int64(SystemError.Code.again) { return 0 }
        guard result >= 0 else { throw SystemError("write", code: Int32(result)) }
        return Int(result)
    }

    /// Writes all of it to a blocking pipe.
    ///
    /// - Throws: ``SystemError``; EPIPE when the other side is closed.
    package func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        var left = bytes[...]
        while !left.isEmpty { left = left.dropFirst(try write(left)) }
    }

    /// Whether the other side is closed, however much is still to be read.
    package var isHungUp: Bool { carretel_is_hung_up(descriptor) == 1 }

    /// Closes it; once is enough.
    package func close() {
        let descriptor = take()
        if descriptor >= 0 { carretel_close(descriptor) }
    }

    /// Gives the descriptor away; -1 when it is closed already.
    func take() -> Int32 {
        owned.withLock { owned in
            defer { owned = -1 }
            return owned
        }
    }
}
