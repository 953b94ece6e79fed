/// What the bytes of a file that may still be growing are as a job file so far.
package enum JSONCompleteness: Sendable, Hashable {
    /// One whole JSON object that closes at the end of the bytes.
    case complete
    /// Right as far as it goes: more bytes at the end could make it valid.
    case truncated(JSONError)
    /// Nothing appended could make it valid.
    case invalid(JSONError)

    /// Judges the bytes of a job file.
    package init(of bytes: [UInt8], limits: JSONLimits = .jobFile) {
        do throws(JSONError) {
            _ = try JSONDocument(parsing: bytes, limits: limits)
            self = .complete
        } catch {
            self = error.isTruncation ? .truncated(error) : .invalid(error)
        }
    }
}
