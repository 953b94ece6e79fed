/// Judges the bytes of a job file (docs/file-formats.md): the one place that says what a valid job is.
package struct JobFileReader: Sendable {
    /// The largest job file: 16 MiB. Whoever reads a file reads one byte more, so that a larger one shows itself.
    package static let maxBytes = JSONLimits.jobFileBytes
    /// How many problems of one file ``problems(in:)`` names.
    package static let maxProblems = 100
    /// The longest `key` and `requested_by`, in bytes.
    package static let maxKeyBytes = 200
    /// The members of a job file, in the order in which they are shown.
    package static let members = [
        "type", "key", "requested_by", "priority", "timeout_seconds", "max_attempts", "not_before", "expires_at",
        "meta", "parameters",
    ]

    private let rules: [String: JobTypeRules]
    /// In the catalogue's order, for hints.
    private let typeNames: [String]

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - catalogue: the job types there are.
    ///   - checks: by type, what its schema cannot say: see ``Processor/check(_:)``.
    package init(catalogue: JobCatalogue, checks: [String: @Sendable (JSONValue) -> FailureReason?] = [:]) {
        typeNames = catalogue.types.map(\.name)
        var rules: [String: JobTypeRules] = [:]
        for type in catalogue.types { rules[type.name] = JobTypeRules(type, check: checks[type.name]) }
        self.rules = rules
    }

    /// The descriptor of a type.
    func type(named name: String) -> JobTypeDescriptor? { rules[name]?.type }

    /// Reads a job file. Of several problems the first is the reason.
    package func read(_ bytes: [UInt8]) -> JobVerdict {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes, limits: .jobFile)
        } catch {
            return .rejected(Self.reason(error), salvaged: SalvagedMembers())
        }
        var judge = JobFileJudge(rules: rules, typeNames: typeNames, limit: 1)
        do throws(FailureReason) {
            let request = try judge.request(from: document.root)
            return .valid(request, warnings: document.hadByteOrderMark ? [Self.byteOrderMark] : [])
        } catch {
            return .rejected(error, salvaged: SalvagedMembers(of: document.root))
        }
    }

    /// All that is wrong with a job file, the reason that ``read(_:)`` gives first; at most ``maxProblems``, and then
    /// one more that says so. A file that is not JSON has one problem.
    package func problems(in bytes: [UInt8]) -> [FailureReason] {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes, limits: .jobFile)
        } catch {
            return [Self.reason(error)]
        }
        var judge = JobFileJudge(rules: rules, typeNames: typeNames, limit: Self.maxProblems + 1)
        do throws(FailureReason) {
            _ = try judge.request(from: document.root)
            return []
        } catch {
            // The error is the first of the list.
            let reasons = judge.problems.reasons
            return reasons.count > Self.maxProblems ? reasons.prefix(Self.maxProblems) + [Self.more] : reasons
        }
    }

    private static func reason(_ error: JSONError) -> FailureReason {
        var reason = FailureReason(error)
        reason.hint = reason.hint ?? "A job file is one JSON object (RFC 8259) in UTF-8, without comments."
        return reason
    }

    private static let byteOrderMark = Warning(
        code: "byte_order_mark",
        message: "The file begins with a byte order mark, which was ignored; save it as UTF-8 without one.")

    private static let more = FailureReason(
        .permanent, code: JobFileCode.moreProblems.rawValue,
        message: "There are more problems; only the first \(maxProblems) are named.",
        hint: "Mend these and check again.")
}

/// What files of one type are judged by. A class, because a descriptor has two dozen members that would be counted
/// again for every file.
final class JobTypeRules: Sendable {
    let type: JobTypeDescriptor
    /// What the type's schema cannot say.
    let check: (@Sendable (JSONValue) -> FailureReason?)?

    init(_ type: JobTypeDescriptor, check: (@Sendable (JSONValue) -> FailureReason?)?) {
        self.type = type
        self.check = check
    }
}

extension SalvagedMembers {
    /// A longer `type`, `key` or `requested_by` is not carried on into the result and the history, in bytes.
    private static let maxTextBytes = 1_024

    /// What can be read of a rejected job file.
    init(of root: JSONValue) {
        self.init(
            type: Self.text(root["type"]), key: Self.text(root["key"]), requestedBy: Self.text(root["requested_by"]),
            meta: root["meta"].map { Array($0.raw) } ?? [])
    }

    private static func text(_ value: JSONValue?) -> String? {
        guard let value, value.raw.count <= maxTextBytes else { return nil }
        return value.string
    }
}
