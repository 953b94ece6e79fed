/// Holds of jobs by one of their parameters.
package struct ParameterCondition: Sendable, Hashable {
    /// What the parameter, or its default where it is left out, must be.
    package enum Test: Sendable, Hashable {
        /// That string.
        case word(String)
        /// An array with at least so many elements.
        case elements(atLeast: Int)
    }

    package var member: String
    package var test: Test

    /// The parameter is that string.
    package init(_ member: String, is value: String) {
        self.member = member
        test = .word(value)
    }

    /// The parameter is an array of at least that many.
    package init(_ member: String, hasAtLeast count: Int) {
        self.member = member
        test = .elements(atLeast: count)
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
        if let given = parameters?[member] { return holds(of: given) }
        guard let text = schema.fields.first(where: { $0.name == member })?.defaultJSON,
            // A default that is not JSON is nothing; the types' contract tests name it.
            let standard = try? JSONValue(parsing: Array(text.utf8))
        else { return false }
        return holds(of: standard)
    }

    private func holds(of value: JSONValue) -> Bool {
        switch test {
        case .word(let word): value.string == word
        case .elements(let count): value.kind == .array && value.count >= count
        }
    }

    /// As a list names it: `mode complete`, `2 or more os_numbers`.
    package var plainWords: String {
        switch test {
        case .word(let word): "\(member) \(word)"
        case .elements(let count): "\(count) or more \(member)"
        }
    }

    /// As a sentence names it: `"mode" "complete"`, `2 or more "os_numbers"`.
    package var words: String {
        switch test {
        case .word(let word): "\"\(member)\" \"\(word)\""
        case .elements(let count): "\(count) or more \"\(member)\""
        }
    }
}
