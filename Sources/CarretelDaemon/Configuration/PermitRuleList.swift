internal import CarretelCore
internal import CarretelProcessors

/// Collects the rules of shared limits that job types declare, by the part of a permit's key before the first `/`.
struct PermitRuleList {
    private(set) var rules: [String: PermitRule] = [:]
    private var owners: [String: String] = [:]

    /// Adds what a type declares under its settings.
    ///
    /// - Throws: permanent `catalogue_invalid` when another type has another rule for the same part: the types of one
    ///   upstream system share its limits, so they must agree on them.
    mutating func add(_ processor: AnyProcessor, settings: JSONValue) throws(FailureReason) {
        let type = processor.descriptor.name
        for (prefix, rule) in processor.permitRules(settings).sorted(by: { $0.key < $1.key }) {
            guard !prefix.isEmpty, !prefix.contains("/") else {
                throw invalid("\(type) has a rule for “\(prefix)”, which no permit's key can begin with.")
            }
            if let known = rules[prefix], known != rule {
                throw invalid("\(owners[prefix] ?? "") and \(type) have different rules for the permits \(prefix)/….")
            }
            rules[prefix] = rule
            owners[prefix] = type
        }
    }

    private func invalid(_ message: String) -> FailureReason {
        FailureReason(
            .permanent, code: "catalogue_invalid", message: message,
            hint: "Where the rules follow from settings, set the same for both types.")
    }
}
