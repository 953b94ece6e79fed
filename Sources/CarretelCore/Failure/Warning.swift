/// Something a person should know about a job that did not make it fail: an entry of `warnings` in its result.
package struct Warning: Sendable, Hashable {
    /// The code of an answer that stands in for the one that could not be had. Monitoring counts it, because such a job has
    /// succeeded.
    package static let fallbackCode = "fallback"

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
