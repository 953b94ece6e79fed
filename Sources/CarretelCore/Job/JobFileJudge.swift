/// Goes through one job file: collects its problems and, when there are none, what it asks for.
///
/// The type comes first, because limits and parameters depend on it, then what is missing, then the members in the
/// order of the file, then rules over several members, and the type's own check last.
struct JobFileJudge {
    private let rules: [String: JobTypeRules]
    private let typeNames: [String]
    private(set) var problems: ProblemList

    /// Stops looking after `limit` problems.
    init(rules: [String: JobTypeRules], typeNames: [String], limit: Int) {
        self.rules = rules
        self.typeNames = typeNames
        problems = ProblemList(limit: limit)
    }

    /// Judges a file, which is one JSON object.
    ///
    /// - Throws: the first of ``problems``, when there are any.
    mutating func request(from root: JSONValue) throws(FailureReason) -> JobRequest {
        let rules = rules(in: root)
        let limits = rules?.type.timeLimits(of: root["parameters"])
        var request = JobRequest(
            type: rules?.type.name ?? "", timeout: limits?.standard ?? .zero,
            maxAttempts: rules?.type.maxAttempts ?? 1, lane: rules?.type.laneChoice(of: root["parameters"]) ?? .own)
        if let rules, root["parameters"] == nil { checkAbsentParameters(rules.type.parameters, in: root) }
        for (name, value) in root.members where !problems.isFull {
            read(name, value, by: rules, limits, in: root, into: &request)
        }
        checkOrder(of: request, in: root)
        if problems.reasons.isEmpty, let check = rules?.check { run(check, on: root) }
        if let first = problems.reasons.first { throw first }
        return request
    }

    private mutating func rules(in root: JSONValue) -> JobTypeRules? {
        let value = root["type"]
        if let name = value?.string, let known = rules[name] { return known }
        let names = typeNames
        guard let value else {
            problems.add(
                .missingMember, "Expected a member \"type\" with the name of the job type, found none.",
                atName: "type", of: root, hint: "Add \"type\": \(JobFileWords.list(names.map { "\"\($0)\"" })).")
            return nil
        }
        guard let name = value.string else {
            problems.add(
                .wrongType, JobFileWords.expected("the name of a job type", at: value), at: value,
                hint: "Give one of \(JobFileWords.list(names.map { "\"\($0)\"" })).")
            return nil
        }
        problems.add(
            .unknownType, JobFileWords.expected("a job type (\(JobFileWords.list(names)))", at: value), at: value,
            hint: JobFileWords.suggestion(for: name, among: names, plural: "job types"))
        return nil
    }

    private mutating func read(
        _ name: String, _ value: JSONValue, by rules: JobTypeRules?, _ limits: TimeLimits?, in root: JSONValue,
        into request: inout JobRequest
    ) {
        switch name {
        case "type": break
        case "key": request.key = text(value, 1...JobFileReader.maxKeyBytes)
        case "requested_by": request.requestedBy = text(value, 0...JobFileReader.maxKeyBytes)
        case "priority": request.priority = integer(value, 0...9) ?? request.priority
        case "timeout_seconds": request.timeout = timeout(value, limits?.ceiling, rules?.type) ?? request.timeout
        // Without a type there is no highest number; that there is none is then the problem.
        case "max_attempts":
            request.maxAttempts = integer(value, 1...(rules?.type.maxAttempts ?? .max)) ?? request.maxAttempts
        case "not_before": request.notBefore = moment(value)
        case "expires_at": request.expiresAt = moment(value)
        case "meta": request.meta = Array(value.raw)
        case "parameters":
            if checkParameters(value, rules) { request.parameters = value.singleLine }
        default:
            problems.add(
                .unknownMember, JobFileWords.unknown(name, in: root), atName: name, of: root,
                hint: hint(forUnknown: name, rules?.type.parameters))
        }
    }

    // MARK: Members

    // Each looks first whether all is well, because the words for what is wrong cost more than the look.

    private mutating func text(_ value: JSONValue, _ range: ClosedRange<Int>) -> String? {
        let text = value.string
        let length = text?.utf8.count ?? 0
        if let text, range.contains(length) { return text }
        let expectation = "a string of \(range.lowerBound) to \(range.upperBound) bytes"
        guard text != nil else {
            let hint = JobFileWords.typeHint(value) { $0 == .string } ?? "Give \(expectation)."
            problems.add(.wrongType, JobFileWords.expected(expectation, at: value), at: value, hint: hint)
            return nil
        }
        problems.add(
            .wrongLength,
            "Expected \(expectation) for \(JobFileWords.subject(value)), found "
                + (length == 0 ? "an empty string." : "one of \(length)."),
            at: value,
            hint: length == 0 ? "Give a text or leave the member out." : "Shorten it to \(range.upperBound) bytes.")
        return nil
    }

    private mutating func integer(_ value: JSONValue, _ range: ClosedRange<Int>) -> Int? {
        if let number = value.int64, range.contains(Int(number)) { return Int(number) }
        ParameterKind.integer(Int64(range.lowerBound)...Int64(range.upperBound)).check(value, into: &problems)
        return nil
    }

    private mutating func timeout(
        _ value: JSONValue, _ ceiling: Duration?, _ type: JobTypeDescriptor?
    ) -> Duration? {
        guard let seconds = value.numberText.flatMap(Double.init) else {
            let hint = JobFileWords.typeHint(value) { $0 == .number } ?? "Give seconds as a number, such as 300."
            problems.add(.wrongType, JobFileWords.expected("a number of seconds", at: value), at: value, hint: hint)
            return nil
        }
        // Without a type there is no ceiling to show, and no job either; the number only has to fit.
        let highest = ceiling ?? .seconds(Int64(Int32.max))
        guard seconds > 0, seconds * 1_000_000 <= Double(highest.wholeMicroseconds) else {
            let limit = ceiling.map { " and at most \(JobFileWords.seconds($0)) (\(HumanText.duration($0)))" }
            let expectation = "a number of seconds above 0" + (limit ?? "")
            problems.add(
                .outOfRange, JobFileWords.expected(expectation, at: value), at: value,
                hint: seconds > 0
                    ? Self.hint(forLimitAbove: highest, type)
                    : "Raise it, or leave it out for the type's own limit.")
            return nil
        }
        // Microseconds are what the journal keeps; the smallest limit that is still one is 1.
        return .microseconds(max(1, Int64((seconds * 1_000_000).rounded())))
    }

    private static func hint(forLimitAbove ceiling: Duration, _ type: JobTypeDescriptor?) -> String {
        guard let longer = type?.timeouts.filter({ $0.ceiling > ceiling }).max(by: { $0.ceiling < $1.ceiling }) else {
            return "Lower it and split larger work over several job files."
        }
        return "Lower it; jobs with \(longer.condition.words) may take up to \(JobFileWords.seconds(longer.ceiling))."
    }

    private mutating func moment(_ value: JSONValue) -> Timestamp? {
        if let moment = value.string.flatMap(Timestamp.init(rfc3339:)) { return moment }
        ParameterKind.timestamp.check(value, into: &problems)
        return nil
    }

    // MARK: Parameters and what spans several members

    private mutating func checkParameters(_ value: JSONValue, _ rules: JobTypeRules?) -> Bool {
        guard value.kind == .object else {
            problems.add(
                .wrongType, JobFileWords.expected("an object", at: value), at: value,
                hint: "Write \"parameters\": { … }, or leave it out when there are none.")
            return false
        }
        rules?.type.parameters.check(value, into: &problems, elsewhere: JobFileReader.members)
        return true
    }

    private mutating func checkAbsentParameters(_ schema: ParameterSchema, in root: JSONValue) {
        let required = schema.fields.filter(\.isRequired).map { "\"\($0.name)\"" }
        guard !required.isEmpty else { return }
        problems.add(
            .missingMember,
            "Expected a member \"parameters\" with \(JobFileWords.list(required, "and")), found none.",
            atName: "parameters", of: root, hint: "`carretel types` shows a complete job of each type.")
    }

    private mutating func checkOrder(of request: JobRequest, in root: JSONValue) {
        guard let notBefore = request.notBefore, let expiresAt = request.expiresAt, expiresAt <= notBefore,
            let value = root["expires_at"]
        else { return }
        problems.add(
            .expiresTooEarly,
            "Expected \"expires_at\" after \"not_before\" (\(notBefore.rfc3339Milliseconds)), found "
                + "\(expiresAt.rfc3339Milliseconds): the job could never start.",
            at: value, hint: "Move \"expires_at\" later or leave one of the two out.")
    }

    private mutating func run(_ check: (JSONValue) -> FailureReason?, on root: JSONValue) {
        guard let parameters = root["parameters"] ?? Self.noParameters, let reason = check(parameters) else { return }
        problems.add(reason, in: root)
    }

    private func hint(forUnknown name: String, _ schema: ParameterSchema?) -> String {
        let parameters = schema?.fields.map(\.name) ?? []
        if parameters.contains(name) { return "Move \"\(name)\" into \"parameters\"." }
        if NearestName.find(name, among: JobFileReader.members) == nil,
            let parameter = NearestName.find(name, among: parameters)
        {
            return "Did you mean \"\(parameter)\"? It belongs in \"parameters\"."
        }
        return JobFileWords.suggestion(for: name, among: JobFileReader.members, plural: "members of a job file")
    }

    /// What a type's check sees of a job without parameters. The text is a constant that parses.
    private static let noParameters = try? JSONValue(parsing: Array("{}".utf8))
}
