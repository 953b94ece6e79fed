import CarretelCore
import CarretelSystem

/// The cache folder as one attempt has it: answers become data files in its staging folder, and the other way round.
struct FolderCache: AnswerCache {
    /// How much is read at once.
    private static let pieceBytes = 1 << 18

    /// The largest answer that is kept without a data file: 1 MiB.
    private static let smallBytes = 1 << 20

    let folder: CacheFolder
    let staging: StagingFolder

    func find(_ key: CacheKey, maxAge: Duration, at now: Timestamp) throws(FailureReason) -> CachedAnswer? {
        guard let answer = try stored({ () throws(SystemError) in try folder.answer(to: key) }) else { return nil }
        let age = now - answer.loadedAt
        return age >= .zero && age <= maxAge ? answer : nil
    }

    func take(_ answer: CachedAnswer, as name: String) throws(FailureReason) -> DataFile? {
        if let file = try copy(answer, as: name) { return file }
        try stored { () throws(SystemError) in try folder.removeDamaged(answer) }
        return nil
    }

    func keep(_ file: DataFile, as key: CacheKey, loadedAt: Timestamp, facts: [UInt8]) throws(FailureReason) {
        guard staging.finishedFile(named: file.name) == file else {
            throw FailureReason(
                .transient, code: "storage_failed",
                message: "\(file.name) cannot be kept as an answer: it is not finished.")
        }
        let answer = CachedAnswer(
            key: key, loadedAt: loadedAt, records: file.records, bytes: file.bytes, sha256: file.sha256, facts: facts)
        try stored { () throws(SystemError) in
            try folder.keep(staging.openFileToRead(named: file.name), as: answer)
        }
    }

    func recall(
        _ key: CacheKey, maxAge: Duration, at now: Timestamp
    ) throws(FailureReason) -> (content: [UInt8], loadedAt: Timestamp)? {
        guard let answer = try find(key, maxAge: maxAge, at: now), answer.bytes <= Self.smallBytes else { return nil }
        if let data = try openData(of: answer),
            let content = try Self.read(data, atMost: answer.bytes + 1), content.count == answer.bytes,
            Digest.sha256(content) == answer.sha256
        {
            return (content, answer.loadedAt)
        }
        try stored { () throws(SystemError) in try folder.removeDamaged(answer) }
        return nil
    }

    func remember(_ content: [UInt8], as key: CacheKey, loadedAt: Timestamp) throws(FailureReason) {
        guard content.count <= Self.smallBytes else {
            throw FailureReason(
                .transient, code: "storage_failed",
                message: "An answer of \(content.count) bytes is not kept; the limit is \(Self.smallBytes) bytes.")
        }
        let answer = CachedAnswer(
            key: key, loadedAt: loadedAt, records: 1, bytes: content.count, sha256: Digest.sha256(content),
            facts: Array("{}".utf8))
        try stored { () throws(SystemError) in try folder.keep(content, as: answer) }
    }

    /// Makes a data file of an answer.
    ///
    /// - Returns: nil when the answer's data are gone or not what they were; there is then no data file either.
    private func copy(_ answer: CachedAnswer, as name: String) throws(FailureReason) -> DataFile? {
        guard let data = try openData(of: answer) else { return nil }
        let file = try staging.makeDataFile(named: name)
        var left = answer.bytes
        // One byte more is asked for, which is there when the file is too long.
        while left >= 0, let piece = try Self.read(data, atMost: min(Self.pieceBytes, left + 1)), !piece.isEmpty {
            try file.append(piece, records: 0)
            left -= piece.count
        }
        try file.append([], records: answer.records)
        let made = try file.finish()
        if made.bytes == answer.bytes, made.sha256 == answer.sha256 { return made }
        try staging.removeDataFile(named: name)
        return nil
    }

    private func openData(of answer: CachedAnswer) throws(FailureReason) -> OwnedDescriptor? {
        do throws(SystemError) {
            return try folder.openData(of: answer)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Reads a piece; nil where the disk cannot give it any more, which is a damage like any other.
    private static func read(_ file: borrowing OwnedDescriptor, atMost count: Int) throws(FailureReason) -> [UInt8]? {
        do throws(SystemError) {
            return try file.read(upTo: count)
        } catch {
            guard error.code == SystemError.Code.inputOutput else { throw failure(error) }
            return nil
        }
    }

    private func stored<Answer>(_ body: () throws(SystemError) -> Answer) throws(FailureReason) -> Answer {
        do throws(SystemError) { return try body() } catch { throw Self.failure(error) }
    }

    private static func failure(_ error: SystemError) -> FailureReason {
        FailureReason(
            .transient, code: "storage_failed", message: "The cache of answers cannot be used: \(error).")
    }
}
