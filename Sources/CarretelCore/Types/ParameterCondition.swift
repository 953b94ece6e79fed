/// Holds of jobs whose parameter `member`, or its default where it is left out, is the string `value`.
package struct ParameterCondition: Sendable, Hashable {
    package var member: String
    package var value: String

    /// Joins the two.
    package init(_ member: String, is value: String) {
        self.member = member
        self.value = value
    }
}

extension ParameterCondition {
    /// Compares with a job.
    ///
    /// - Parameters:
    ///   - parameters: as in the job file, right or wrong; nil when they are left out.
    ///   - schema: tells the default of a member that is left out.
    /// - Returns: whether it holds of the job.
    package func holds(of parameters: JSONValue?, _ schema: ParameterSchema) -> Bool {
        if let given = parameters?[member] { return given.string == value }
        guard let text = schema.fields.first(where: { $0.name == member })?.defaultJSON else { return false }
        // A default that is not JSON is no string; the types' contract tests name it.
        return (try? JSONValue(parsing: Array(text.utf8)))?.string == value
    }

    /// As a sentence names it: `"mode" "complete"`.
    var words: String { "\"\(member)\" \"\(value)\"" }
}
