package import CarretelCore
import Synchronization

/// Answers in memory, for several attempts and jobs.
package final class ScriptedCache: Sendable {
    /// An answer and its data.
    package struct Entry: Sendable {
        package var answer: CachedAnswer
        package var content: [UInt8]
    }

    private let kept = Mutex<[CacheKey: Entry]>([:])

    /// Nothing.
    package init() {}

    /// Everything that is kept.
    package var entries: [CacheKey: Entry] { kept.withLock { $0 } }

    /// Puts an answer in, as a job did long ago.
    package func put(
        _ content: String, as key: CacheKey, loadedAt: Timestamp, records: Int, facts: String = "{}"
    ) {
        let bytes = Array(content.utf8)
        guard let sha256 = ScriptedDataFile.hash(bytes) else { return }
        put(
            bytes,
            as: CachedAnswer(
                key: key, loadedAt: loadedAt, records: records, bytes: bytes.count, sha256: sha256,
                facts: Array(facts.utf8)))
    }

    /// Changes the data of an answer, as a damaged disk does.
    package func damage(_ key: CacheKey, _ change: (inout [UInt8]) -> Void) {
        kept.withLock { kept in
            guard var entry = kept[key] else { return }
            change(&entry.content)
            kept[key] = entry
        }
    }

    func put(_ content: [UInt8], as answer: CachedAnswer) {
        kept.withLock { $0[answer.key] = Entry(answer: answer, content: content) }
    }

    func remove(_ key: CacheKey) { kept.withLock { $0[key] = nil } }
}

/// The cache as a scripted attempt has it.
struct ScriptedAttemptCache: AnswerCache {
    let attempt: ScriptedAttempt

    func find(_ key: CacheKey, maxAge: Duration, at now: Timestamp) throws(FailureReason) -> CachedAnswer? {
        guard let answer = attempt.answers.entries[key]?.answer else { return nil }
        return (.zero...max(.zero, maxAge)).contains(now - answer.loadedAt) ? answer : nil
    }

    func take(_ answer: CachedAnswer, as name: String) throws(FailureReason) -> DataFile? {
        guard let entry = attempt.answers.entries[answer.key], entry.answer == answer else { return nil }
        guard entry.content.count == answer.bytes, ScriptedDataFile.hash(entry.content) == answer.sha256 else {
            attempt.answers.remove(answer.key)
            return nil
        }
        let file = try attempt.makeDataFile(named: name)
        try file.append(entry.content, records: answer.records)
        return try file.finish()
    }

    func recall(
        _ key: CacheKey, maxAge: Duration, at now: Timestamp
    ) throws(FailureReason) -> (content: [UInt8], loadedAt: Timestamp)? {
        guard let answer = try find(key, maxAge: maxAge, at: now), let entry = attempt.answers.entries[key],
            ScriptedDataFile.hash(entry.content) == answer.sha256
        else { return nil }
        return (entry.content, answer.loadedAt)
    }

    func remember(_ content: [UInt8], as key: CacheKey, loadedAt: Timestamp) throws(FailureReason) {
        attempt.answers.put(String(decoding: content, as: UTF8.self), as: key, loadedAt: loadedAt, records: 1)
    }

    func keep(_ file: DataFile, as key: CacheKey, loadedAt: Timestamp, facts: [UInt8]) throws(FailureReason) {
        guard let staged = attempt.dataFile(named: file.name), staged.finished == file else {
            throw FailureReason(.transient, code: "storage_failed", message: "\(file.name) is not finished.")
        }
        attempt.answers.put(
            staged.bytes,
            as: CachedAnswer(
                key: key, loadedAt: loadedAt, records: file.records, bytes: file.bytes, sha256: file.sha256,
                facts: facts))
    }
}
