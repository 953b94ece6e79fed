internal import CarretelCore

extension JSONWriter {
    /// Writes a failure as an element of an array.
    mutating func reason(_ reason: FailureReason) {
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

    /// Writes an array of texts.
    mutating func strings(_ name: StaticString, _ texts: [String]) {
        self.name(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    /// Writes an array of objects, whose members `write` adds.
    mutating func list<Element>(
        _ name: StaticString, _ elements: [Element], _ write: (Element, inout JSONWriter) -> Void
    ) {
        self.name(name)
        beginArray()
        for element in elements {
            beginObject()
            write(element, &self)
            endObject()
        }
        endArray()
    }
}
