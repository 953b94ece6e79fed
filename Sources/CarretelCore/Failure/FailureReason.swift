/// Why something failed: the `reason` of a result (docs/file-formats.md), for programs by `code`, for people by the rest.
package struct FailureReason: Sendable, Hashable, Error {
    /// What kind of failure it is.
    package var failureClass: FailureClass
    /// A stable snake_case name from a closed set, for programs and statistics: `syntax_error`, `timed_out`.
    package var code: String
    /// One or two sentences for a person: what was expected and what was found.
    package var message: String
    /// The JSON pointer (RFC 6901) of the place in the job file, when there is one.
    package var pointer: String?
    /// The line in the job file, from 1.
    package var line: Int?
    /// The column in that line, in bytes from 1.
    package var column: Int?
    /// How to mend it.
    package var hint: String?

    /// Describes a failure; see the members.
    package init(
        _ failureClass: FailureClass, code: String, message: String, pointer: String? = nil, line: Int? = nil,
        column: Int? = nil, hint: String? = nil
    ) {
        self.failureClass = failureClass
        self.code = code
        self.message = message
        self.pointer = pointer
        self.line = line
        self.column = column
        self.hint = hint
    }
}
