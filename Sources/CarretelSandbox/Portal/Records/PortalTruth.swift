import CarretelCore

/// What a service order really says: what a reader should have found once all is cleaned.
package struct PortalTruth: Sendable, Hashable {
    /// One field.
    package struct Field: Sendable, Hashable {
        /// The label, without its colon.
        package var name: String
        /// The value without leading zeros (in numbers of the order), placeholders, runs of spaces and leaked status
        /// words; empty when there is none.
        package var value: String

        /// Joins the two.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The number of the order.
    package var number: Int
    /// All labels of the page, in its order.
    package var fields: [Field]

    /// The value of a field, empty when it has none; nil when the page has no such label.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Writes it as one JSON object: `{"number": 7, "fields": {"OS": "7", …}}`.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("number", number)
        writer.name("fields")
        writer.beginObject()
        for field in fields {
            writer.name(field.name)
            writer.string(field.value)
        }
        writer.endObject()
        writer.endObject()
    }
}
