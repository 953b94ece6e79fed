internal import CarretelCore

/// Finds out whose a published result is from its first bytes, without parsing a document that may be megabytes long.
enum ResultHead {
    /// How much of a result is read to find whose it is.
    static let bytes = 256

    /// The first member of `job`, as ``ResultDocument`` writes it.
    private static let mark = Array(#""job":{"id":""#.utf8)

    /// The id after the mark; nil when the bytes are not the head of a result of ours.
    static func jobID(inHeadOf bytes: [UInt8]) -> JobID? {
        let window = bytes.prefix(Self.bytes)
        guard window.count >= mark.count + 26 else { return nil }
        for start in window.indices.dropLast(mark.count + 25)
        where window[start..<(start + mark.count)].elementsEqual(mark) {
            let text = window[(start + mark.count)..<(start + mark.count + 26)]
            return JobID(text: String(decoding: text, as: UTF8.self))
        }
        return nil
    }
}
