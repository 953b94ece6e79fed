/// A JSON text (RFC 8259), checked whole and indexed; values are made when they are asked for.
///
/// Strict, because job files are written by people and programs that need to be told: no comments, no trailing commas,
/// no repeated names, no broken characters. Numbers keep their text.
package struct JSONDocument: Sendable {
    private let storage: JSONStorage

    /// Checks and indexes a text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, with or without a byte order mark.
    ///   - limits: how large and deep it may be.
    /// - Throws: the first thing wrong.
    package init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        storage = try JSONStorage(parsing: bytes, limits: limits)
    }

    /// The value that the text is.
    package var root: JSONValue { JSONValue(storage: storage, node: 0) }

    /// Whether the text began with a byte order mark, which RFC 8259 lets a reader ignore and forbids a writer to add.
    package var hadByteOrderMark: Bool { storage.hadByteOrderMark }
}
