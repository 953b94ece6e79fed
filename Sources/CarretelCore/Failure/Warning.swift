/// Something a person should know about a job that did not make it fail: an entry of `warnings` in its result.
package struct Warning: Sendable, Hashable {
    /// A stable snake_case name from a closed set.
    package var code: String
    /// One sentence for a person.
    package var message: String

    /// Describes a warning.
    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
