internal import CCarretelSystem

/// Random bytes from the kernel. Related system call: getrandom(2).
package enum RandomBytes {
    /// That many bytes.
    package static func make(count: Int) throws(SystemError) -> [UInt8] {
        var answer: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            answer = unsafe carretel_random(buffer.baseAddress, UInt64(count))
            filled = answer < 0 ? 0 : count
        }
        guard answer >= 0 else { throw SystemError("getrandom", code: answer) }
        return bytes
    }
}
