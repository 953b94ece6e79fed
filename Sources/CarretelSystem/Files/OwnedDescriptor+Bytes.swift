internal import CCarretelSystem

extension OwnedDescriptor {
    /// What a bounded read gave.
    package struct BoundedRead: Sendable {
        /// At most the limit.
        package var bytes: [UInt8]
        /// False when the file goes on after the limit.
        package var isWhole: Bool
    }

    /// Reads to the end, or to the limit. Related system calls: read(2), pread(2).
    ///
    /// - Parameters:
    ///   - limit: no more bytes than this are kept; one more is asked for, to see whether there is more.
    ///   - sizeHint: the expected size, so that a regular file takes one call.
    ///   - offset: where to begin; nil for the current position.
    /// - Returns: the bytes, and whether they are all.
    /// - Throws: what the call says.
    package func readBounded(
        limit: Int, sizeHint: Int = 0, at offset: Int64? = nil
    ) throws(SystemError) -> BoundedRead {
        var capacity = min(max(sizeHint, 0), limit) + 1
        var bytes: [UInt8] = []
        while true {
            let wanted = capacity - bytes.count
            let piece = try read(upTo: wanted, at: offset.map { $0 + Int64(bytes.count) })
            // Fresh storage: the first and usually only piece becomes the array, without a copy.
            if bytes.isEmpty { bytes = piece } else { bytes.append(contentsOf: piece) }
            // A short read of a regular file is its end; pipes and the like are read until they give nothing.
            if piece.isEmpty || (piece.count < wanted && sizeHint > 0) {
                return BoundedRead(bytes: bytes, isWhole: true)
            }
            if bytes.count > limit {
                bytes.removeLast(bytes.count - limit)
                return BoundedRead(bytes: bytes, isWhole: false)
            }
            if bytes.count == capacity { capacity = min(max(capacity * 2, 4_096), limit + 1) }
        }
    }

    /// Reads at most `count` bytes, once. Related system calls: read(2), pread(2).
    ///
    /// - Parameters:
    ///   - count: at most so many bytes.
    ///   - offset: where to begin; nil for the current position.
    /// - Returns: nothing at the end of the file.
    /// - Throws: ``SystemError/Code/again`` where the descriptor does not wait and has nothing.
    package func read(upTo count: Int, at offset: Int64? = nil) throws(SystemError) -> [UInt8] {
        var answer: Int64 = 0
        let descriptor = rawValue
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            if let offset {
                answer = unsafe carretel_read_at(descriptor, buffer.baseAddress, UInt64(count), offset)
            } else {
                answer = unsafe carretel_read(descriptor, buffer.baseAddress, UInt64(count))
            }
            filled = Int(max(answer, 0))
        }
        guard answer >= 0 else { throw SystemError(offset == nil ? "read" : "pread", code: Int32(answer)) }
        return bytes
    }

    /// Writes everything, in as many calls as it takes. Related system call: write(2).
    package func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        try writeAll(bytes[...])
    }

    /// Writes everything, in as many calls as it takes. Related system call: write(2).
    package func writeAll(_ bytes: ArraySlice<UInt8>) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let answer = unsafe rest.withUnsafeBytes {
                unsafe carretel_write(rawValue, $0.baseAddress, UInt64($0.count))
            }
            guard answer >= 0 else { throw SystemError("write", code: Int32(answer)) }
            rest = rest.dropFirst(Int(answer))
        }
    }
}
