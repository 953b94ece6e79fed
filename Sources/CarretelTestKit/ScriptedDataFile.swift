package import CarretelCore
import Synchronization

/// A data file in memory. Its ``DataFile/sha256`` is not a SHA-256 but a number made of the content, since only
/// `CarretelSystem` hashes: equal contents have equal ones, and that is all.
package final class ScriptedDataFile: DataFileWriter {
    package let name: String
    private let state = Mutex(State())

    private struct State {
        var bytes: [UInt8] = []
        var records = 0
        var isFinished = false
    }

    init(name: String) {
        self.name = name
    }

    package var bytes: [UInt8] { state.withLock { $0.bytes } }
    package var records: Int { state.withLock { $0.records } }
    package var isFinished: Bool { state.withLock { $0.isFinished } }
    /// The content as lines, without the line feeds.
    package var lines: [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }

    package func append(_ bytes: [UInt8], records: Int) throws(FailureReason) {
        let isFinished = state.withLock { state in
            state.bytes += bytes
            state.records += records
            return state.isFinished
        }
        guard !isFinished else {
            throw FailureReason(.transient, code: "storage_failed", message: "\(name) is finished already.")
        }
    }

    package func finish() throws(FailureReason) -> DataFile {
        let (count, records, digest) = state.withLock { state in
            state.isFinished = true
            return (state.bytes.count, state.records, Self.digest(state.bytes))
        }
        guard let sha256 = ContentHash(bytes: digest) else {
            throw FailureReason(.transient, code: "storage_failed", message: "\(name) has no digest.")
        }
        return DataFile(name: name, records: records, bytes: count, sha256: sha256)
    }

    /// FNV-1a, four times with different beginnings.
    private static func digest(_ content: [UInt8]) -> [UInt8] {
        (0..<4).flatMap { (lane: UInt64) -> [UInt8] in
            var hash = 0xCBF2_9CE4_8422_2325 &+ lane
            for byte in content { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            return (0..<8).map { UInt8(truncatingIfNeeded: hash >> ($0 * 8)) }
        }
    }
}
