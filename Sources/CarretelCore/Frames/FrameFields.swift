// What both kinds of frames have in common. A frame is one object on one line; its member `frame` names it. A member
// without a value is left out.

extension JSONFields {
    /// Parses a line as a frame and names it.
    ///
    /// - Throws: a transient `frame_invalid`; its message says where the line is no JSON.
    static func frame(_ line: [UInt8]) throws(FailureReason) -> (name: String, fields: JSONFields) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONValue(parsing: line, limits: FrameLimits.json)
        } catch {
            throw FailureReason(
                .transient, code: "\(frameCode)",
                message: "A frame is no JSON at column \(error.column): \(error.message)")
        }
        guard let name = root.member("frame")?.string else {
            throw FailureReason(.transient, code: "\(frameCode)", message: "A frame has no name in \"frame\".")
        }
        return (name, try JSONFields(root, subject: "The frame", name: name, code: frameCode))
    }

    static var frameCode: StaticString { "frame_invalid" }

    /// The attempt that a frame is about: its members `job` and `attempt`.
    func attempt() throws(FailureReason) -> AttemptKey {
        AttemptKey(job: try jobID("job"), attempt: try integer("attempt"))
    }

    /// A duration in whole milliseconds.
    func milliseconds(_ name: StaticString) throws(FailureReason) -> Duration {
        .milliseconds(try integer(name))
    }
}

extension JSONWriter {
    /// Starts a frame about an attempt.
    mutating func beginFrame(_ frame: StaticString, _ key: AttemptKey) {
        beginObject()
        member("frame", frame)
        member("job", key.job)
        member("attempt", key.attempt)
    }

    /// Ends a frame and its line; returns the bytes.
    mutating func endFrame() -> [UInt8] {
        endObject()
        newline()
        return bytes
    }

    /// Writes a member whose value is a word of ours.
    mutating func member(_ name: StaticString, _ word: StaticString) {
        self.name(name)
        self.word(word)
    }

    /// Writes a member on one line unless it is empty: what a processor made may have line breaks.
    mutating func optionalMember(_ name: StaticString, raw json: [UInt8]) {
        guard !json.isEmpty else { return }
        self.name(name)
        rawOnOneLine(json)
    }

    mutating func optionalMember(_ name: StaticString, _ value: String?) {
        if let value { member(name, value) }
    }

    mutating func optionalMember(_ name: StaticString, _ value: Int?) {
        if let value { member(name, value) }
    }
}
