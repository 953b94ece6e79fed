// Values that frames and documents have in common, written without making strings of them first.
extension JSONWriter {
    /// Writes an id as its 26 characters.
    package mutating func string(_ id: JobID) {
        quoted { id.appendText(to: &$0) }
    }

    /// Writes a moment as RFC 3339 in UTC with milliseconds.
    package mutating func string(_ moment: Timestamp) {
        quoted { moment.appendRFC3339(to: &$0) }
    }

    /// Writes a hash as 64 hexadecimal digits.
    package mutating func string(_ hash: ContentHash) {
        quoted { hash.appendHexadecimal(to: &$0) }
    }

    /// Writes an id, or null.
    package mutating func member(_ name: StaticString, _ id: JobID?) {
        self.name(name)
        if let id { string(id) } else { null() }
    }

    /// Writes a moment, or null.
    package mutating func member(_ name: StaticString, _ moment: Timestamp?) {
        self.name(name)
        if let moment { string(moment) } else { null() }
    }

    /// Writes a hash, or null.
    package mutating func member(_ name: StaticString, _ hash: ContentHash?) {
        self.name(name)
        if let hash { string(hash) } else { null() }
    }

    /// Writes a failure with all its members (docs/file-formats.md); null for nil.
    package mutating func member(_ name: StaticString, _ reason: FailureReason?) {
        self.name(name)
        guard let reason else { return null() }
        beginObject()
        member("class", reason.failureClass.rawValue)
        member("code", reason.code)
        member("message", reason.message)
        member("pointer", reason.pointer)
        member("line", reason.line)
        member("column", reason.column)
        member("hint", reason.hint)
        endObject()
    }

    /// Writes a warning.
    package mutating func warning(_ warning: Warning) {
        beginObject()
        member("code", warning.code)
        member("message", warning.message)
        endObject()
    }

    /// Writes ASCII that needs no escapes between quotes.
    private mutating func quoted(_ append: (inout [UInt8]) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(&bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }
}
