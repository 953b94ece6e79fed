extension JobFileReader {
    /// Under what a job may share another's run (docs/file-formats.md): by its `key`, and by its type's coalescing rule.
    ///
    /// The idempotency identity is the hash of type, NUL and key. The coalescing identity is that of the type and, each
    /// after a NUL, the canonical forms of the rule's members in its order; a member left out counts as its default,
    /// or as null without one. A type has no NUL, and canonical JSON has none either, so no two jobs meet by accident.
    ///
    /// - Parameters:
    ///   - request: a valid job.
    ///   - hash: SHA-256.
    /// - Returns: nil where the job gives no key, or its type no rule, or one whose condition does not hold of it.
    package func sharing(
        of request: JobRequest, hash: ([UInt8]) -> ContentHash
    ) -> (idempotency: SharingKey?, coalescing: SharingKey?) {
        let type = type(named: request.type)
        guard request.key != nil || type?.coalescing != nil else { return (nil, nil) }
        // A request's parameters come from a file that was read, or from the journal; they parse.
        let parameters = try? JSONValue(parsing: request.parameters)
        let parametersHash = hash(parameters?.canonicalBytes() ?? request.parameters)
        let idempotency = request.key.map { key in
            SharingKey(identity: hash(Array(request.type.utf8) + [0] + Array(key.utf8)), parameters: parametersHash)
        }
        let rule = type?.coalescing.flatMap { rule in
            rule.condition?.holds(of: parameters, type?.parameters ?? ParameterSchema([])) ?? true ? rule : nil
        }
        let coalescing = rule.map { rule in
            var identity = Array(request.type.utf8)
            for member in rule.members {
                identity.append(0)
                identity += Self.canonical(member, of: parameters, type?.parameters)
            }
            return SharingKey(identity: hash(identity), parameters: parametersHash)
        }
        return (idempotency, coalescing)
    }

    private static func canonical(_ member: String, of parameters: JSONValue?, _ schema: ParameterSchema?) -> [UInt8] {
        if let value = parameters?[member] { return value.canonicalBytes() }
        let text = schema?.fields.first { $0.name == member }?.defaultJSON ?? "null"
        // A default that is not JSON counts as its bytes: the same for every job all the same.
        return (try? JSONValue(parsing: Array(text.utf8)))?.canonicalBytes() ?? Array(text.utf8)
    }
}
