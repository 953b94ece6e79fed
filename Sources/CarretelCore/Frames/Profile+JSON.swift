// The member `profile` of an assign frame: the one place where secrets are written out. It goes through the pipe to a
// worker and nowhere else.

extension Profile {
    /// Enough for the member, so that the line is written without moving.
    var lineCapacity: Int {
        let texts = values.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
        return 160 + name.utf8.count + system.utf8.count + texts
            + secrets.reduce(0) { $0 + $1.key.utf8.count + $1.value.reveal().utf8.count + 8 }
    }

    /// Writes the member, keys in order.
    func write(to writer: inout JSONWriter) {
        writer.name("profile" as StaticString)
        writer.beginObject()
        writer.member("name", name)
        writer.member("system", system)
        writer.member("known", isKnown)
        writer.member("identity", identity)
        Self.write(values, as: "values", to: &writer)
        Self.write(secrets.mapValues { $0.reveal() }, as: "secrets", to: &writer)
        writer.endObject()
    }

    /// Reads the member.
    ///
    /// - Throws: a transient `frame_invalid`, which names members and never repeats a value.
    init(frameMember value: JSONValue) throws(FailureReason) {
        let fields = try JSONFields(value, subject: "The member", name: "profile", code: JSONFields.frameCode)
        guard let isKnown = fields["known"]?.boolean else { throw fields.failure("has no boolean in \"known\"") }
        self.init(
            name: try fields.string("name"), system: try fields.string("system"),
            values: try Self.texts(fields, "values"), secrets: try Self.texts(fields, "secrets").mapValues(Secret.init),
            identity: try fields.string("identity"), isKnown: isKnown)
    }

    private static func write(_ texts: [String: String], as member: StaticString, to writer: inout JSONWriter) {
        writer.name(member)
        writer.beginObject()
        for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
            writer.name(key)
            writer.string(text)
        }
        writer.endObject()
    }

    private static func texts(_ fields: JSONFields, _ name: StaticString) throws(FailureReason) -> [String: String] {
        guard let object = fields[name], object.kind == .object else {
            throw fields.failure("has no object in \"\(name)\"")
        }
        var texts: [String: String] = [:]
        for (key, value) in object.members {
            guard let text = value.string else {
                throw fields.failure("has something else than strings in \"\(name)\"")
            }
            texts[key] = text
        }
        return texts
    }
}
