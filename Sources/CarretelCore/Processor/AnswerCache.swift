/// Answers of upstream systems that may serve again: whole data files, each under a key, with the moment at which it was
/// loaded. What is not whole is never kept, and what is damaged is not found.
package protocol AnswerCache: Sendable {
    /// Looks for an answer.
    ///
    /// - Parameters:
    ///   - key: what was asked; see ``CacheKey``.
    ///   - maxAge: how old it may be.
    ///   - now: the wall clock.
    /// - Returns: nil for none, or one that is too old, or from the future.
    /// - Throws: transient `storage_failed`.
    func find(_ key: CacheKey, maxAge: Duration, at now: Timestamp) throws(FailureReason) -> CachedAnswer?

    /// Makes an answer a data file of this attempt, checking it on the way.
    ///
    /// - Returns: nil when it is gone or damaged, which is then a miss; it is removed.
    /// - Throws: transient `storage_failed`.
    func take(_ answer: CachedAnswer, as name: String) throws(FailureReason) -> DataFile?

    /// Keeps a finished data file of this attempt as the answer to `key`, in place of an older one.
    ///
    /// - Parameters:
    ///   - file: finished, in this attempt's staging folder.
    ///   - key: what was asked.
    ///   - loadedAt: when the loading began: what counts as its age.
    ///   - facts: one JSON object that ``find(_:maxAge:at:)`` hands back.
    /// - Throws: transient `storage_failed`.
    func keep(_ file: DataFile, as key: CacheKey, loadedAt: Timestamp, facts: [UInt8]) throws(FailureReason)

    /// Gives back a small answer that ``remember(_:as:loadedAt:)`` kept.
    ///
    /// - Parameters:
    ///   - key: what was asked.
    ///   - maxAge: how old it may be.
    ///   - now: the wall clock.
    /// - Returns: nil for none, and for one that is too old, from the future or damaged.
    /// - Throws: transient `storage_failed`.
    func recall(
        _ key: CacheKey, maxAge: Duration, at now: Timestamp
    ) throws(FailureReason) -> (content: [UInt8], loadedAt: Timestamp)?

    /// Keeps a small answer, which needs no data file of its own, in place of an older one.
    ///
    /// - Parameters:
    ///   - content: at most 1 MiB.
    ///   - key: what was asked.
    ///   - loadedAt: what counts as its age.
    /// - Throws: transient `storage_failed`.
    func remember(_ content: [UInt8], as key: CacheKey, loadedAt: Timestamp) throws(FailureReason)
}

/// What an answer is the answer to: words of letters, digits, `.`, `_` and `-` joined by `/`, like
/// `omie/3f2a…/clients/complete`. Anything else in a word is written as `%XX`.
package struct CacheKey: Sendable, Hashable {
    package let text: String

    /// Joins words; an empty one becomes `-`.
    package init(_ words: [String]) {
        text = words.map(Self.escape).joined(separator: "/")
    }

    /// Takes over the text of a key that was kept; nil for one that no words make.
    package init?(text: String) {
        guard Self.isText(text) else { return nil }
        self.text = text
    }

    private static func isText(_ text: String) -> Bool {
        let words = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return words.allSatisfy { word in
            !word.isEmpty && word.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "%") }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func escape(_ word: String) -> String {
        guard !word.isEmpty else { return "-" }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in word.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// An answer that was found.
package struct CachedAnswer: Sendable, Hashable {
    package var key: CacheKey
    package var loadedAt: Timestamp
    package var records: Int
    package var bytes: Int
    package var sha256: ContentHash
    /// The JSON object that it was kept with.
    package var facts: [UInt8]

    /// Joins the members.
    package init(
        key: CacheKey, loadedAt: Timestamp, records: Int, bytes: Int, sha256: ContentHash, facts: [UInt8]
    ) {
        self.key = key
        self.loadedAt = loadedAt
        self.records = records
        self.bytes = bytes
        self.sha256 = sha256
        self.facts = facts
    }
}
