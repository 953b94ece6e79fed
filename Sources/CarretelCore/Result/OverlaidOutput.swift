/// The `output` of a duplicate: its leader's, with the few members that tell the two apart laid over it.
enum OverlaidOutput {
    /// Joins two JSON objects; members of `overlay` take the place of those with the same name, or follow the others.
    ///
    /// - Parameters:
    ///   - output: the leader's; empty when it had none.
    ///   - overlay: what the job type declares; nil or `{}` for nothing.
    /// - Returns: `output` itself when there is nothing to lay over it or one of the two is no object.
    static func bytes(_ output: [UInt8], overlay: String?) -> [UInt8] {
        guard let overlay, let over = object(Array(overlay.utf8)), over.count > 0, let under = object(output) else {
            return output
        }
        var writer = JSONWriter(capacity: output.count + overlay.utf8.count)
        writer.beginObject()
        for (name, value) in under.members where over[name] == nil {
            writer.name(name)
            writer.raw(value.raw)
        }
        for (name, value) in over.members {
            writer.name(name)
            writer.raw(value.raw)
        }
        writer.endObject()
        return writer.bytes
    }

    private static func object(_ bytes: [UInt8]) -> JSONValue? {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes, limits: JSONLimits(maxBytes: bytes.count, requiresObject: true))
        } catch {
            return nil
        }
    }
}
