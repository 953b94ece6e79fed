/// Why bytes are not the JSON that they should be, and where.
package struct JSONError: Error, Sendable, Hashable {
    /// What is wrong, for programs; the raw value is the `code` of the reason in a result.
    package enum Code: String, Sendable, CaseIterable {
        /// Something stands where the grammar (RFC 8259) has no place for it.
        case syntax = "syntax_error"
        /// The text is right as far as it goes, but ends too early.
        case truncated = "truncated"
        /// An object has two members of one name, perhaps written with different escapes.
        case duplicateMember = "duplicate_member"
        /// More levels of nesting than ``JSONLimits/maxDepth``.
        case tooDeep = "too_deep"
        /// Bytes that are not UTF-8.
        case invalidUTF8 = "invalid_utf8"
        /// An escaped half of a surrogate pair without its other half.
        case loneSurrogate = "lone_surrogate"
        /// Something follows the value.
        case trailingText = "trailing_text"
        /// A JSON value, or the start of one, but not an object where one is required.
        case notAnObject = "not_an_object"
        /// Another encoding than UTF-8, named in the message: UTF-16, UTF-32 or Windows-1252.
        case encoding = "wrong_encoding"
        /// More bytes than ``JSONLimits/maxBytes``.
        case tooLarge = "too_large"
    }

    package var code: Code
    /// What was expected and what was found: one or two sentences.
    package var message: String
    /// How to mend it, where that is clear.
    package var hint: String?
    /// The JSON pointer (RFC 6901) of the innermost value that the error is in; empty for the whole text.
    package var pointer: String
    /// From 1.
    package var line: Int
    /// In bytes from 1; a byte order mark is not counted.
    package var column: Int
    /// From 0; a byte order mark is counted.
    package var byteOffset: Int

    /// Whether more bytes at the end could have made it valid.
    package var isTruncation: Bool { code == .truncated }
}

extension FailureReason {
    /// The permanent failure that a wrong text makes of a job, its code that of the error.
    package init(_ error: JSONError) {
        self.init(
            .permanent, code: error.code.rawValue, message: error.message, pointer: error.pointer, line: error.line,
            column: error.column, hint: error.hint)
    }
}
