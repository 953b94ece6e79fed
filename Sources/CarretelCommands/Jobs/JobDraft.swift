internal import CarretelCore

/// A job as a person types it: `submit TYPE --param …`.
struct JobDraft: Sendable {
    var type: String
    /// `name=text` each.
    var assignments: [String] = []
    var key: String?
    var priority: Int?
    var timeoutSeconds: Double?

    /// The job file, one line.
    ///
    /// - Throws: what is wrong with the type or an assignment; everything else is for the check of the whole file.
    func jobFile(for schema: ParameterSchema) throws(FailureReason) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", type)
        if let key { writer.member("key", key) }
        if let priority { writer.member("priority", priority) }
        if let timeoutSeconds { writer.member("timeout_seconds", timeoutSeconds) }
        if !assignments.isEmpty { writer.member("parameters", raw: try schema.parameters(from: assignments)) }
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}

/// Names for jobs that were given none.
enum FreshName {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// `echo-20261120-120003-k3f9`: type, UTC to the second and four random characters.
    static func make(
        type: String, at moment: Timestamp, using generator: inout some RandomNumberGenerator
    ) -> String {
        let digits = moment.rfc3339Milliseconds.filter(\.isNumber)
        var random = ""
        for _ in 0..<4 { random.append(alphabet[Int.random(in: alphabet.indices, using: &generator)]) }
        return "\(type)-\(digits.prefix(8))-\(digits.dropFirst(8).prefix(6))-\(random)"
    }
}
