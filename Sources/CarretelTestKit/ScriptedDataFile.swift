package import CarretelCore
import Synchronization

/// A data file in memory. Its ``DataFile/sha256`` is not a SHA-256 but a number made of the content, since only
/// `CarretelSystem` hashes: equal contents have equal ones, and that is all.
package final class ScriptedDataFile: DataFileWriter {
    package let name: String
    private let attempt: Int
    private let state: Mutex<State>

    private struct State {
        var bytes: [UInt8] = []
        var records = 0
        var isFinished = false

        func dataFile(_ name: String) -> DataFile? {
            ScriptedDataFile.hash(bytes).map {
                DataFile(name: name, records: records, bytes: bytes.count, sha256: $0)
            }
        }
    }

    init(name: String, attempt: Int) {
        self.name = name
        self.attempt = attempt
        state = Mutex(State())
    }

    private init(name: String, attempt: Int, bytes: [UInt8], records: Int) {
        self.name = name
        self.attempt = attempt
        state = Mutex(State(bytes: bytes, records: records))
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

    /// Changes the content behind the writer's back, as a damaged disk does.
    package func damage(_ change: (inout [UInt8]) -> Void) { state.withLock { change(&$0.bytes) } }

    package func mark() throws(FailureReason) -> DataFileMark {
        let (file, isFinished) = state.withLock { ($0.dataFile(name), $0.isFinished) }
        guard !isFinished, let file else {
            throw FailureReason(.transient, code: "storage_failed", message: "\(name) is finished already.")
        }
        return DataFileMark(
            attempt: attempt, name: name, bytes: file.bytes, records: file.records, sha256: file.sha256)
    }

    package func finish() throws(FailureReason) -> DataFile {
        let file = state.withLock { state in
            state.isFinished = true
            return state.dataFile(name)
        }
        guard let file else {
            throw FailureReason(.transient, code: "storage_failed", message: "\(name) has no digest.")
        }
        return file
    }

    /// The file as ``finish()`` told it; nil before.
    var finished: DataFile? { state.withLock { $0.isFinished ? $0.dataFile(name) : nil } }

    /// What another attempt goes on with; nil when the content is not what was marked.
    func resumed(at mark: DataFileMark, inAttempt attempt: Int) -> ScriptedDataFile? {
        let bytes = bytes
        guard bytes.count >= mark.bytes else { return nil }
        let kept = Array(bytes.prefix(mark.bytes))
        guard Self.hash(kept) == mark.sha256 else { return nil }
        return ScriptedDataFile(name: name, attempt: attempt, bytes: kept, records: mark.records)
    }

    /// The number that stands for a content.
    package static func hash(_ content: [UInt8]) -> ContentHash? { ContentHash(bytes: digest(content)) }

    /// FNV-1a, four times with different beginnings.
    private static func digest(_ content: [UInt8]) -> [UInt8] {
        (0..<4).flatMap { (lane: UInt64) -> [UInt8] in
            var hash = 0xCBF2_9CE4_8422_2325 &+ lane
            for byte in content { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            return (0..<8).map { UInt8(truncatingIfNeeded: hash >> ($0 * 8)) }
        }
    }
}
