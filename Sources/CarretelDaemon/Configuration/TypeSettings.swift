internal import CarretelCore

/// What an operator has set for job types: keys `types.NAME.…` of the configuration. It travels to the workers in the
/// assign frame, so that they never read configuration themselves.
package struct TypeSettings: Sendable {
    private var values: [String: [String: ConfigurationKey.Value]] = [:]

    /// Nothing is set: every type has its defaults.
    package init() {}

    mutating func set(_ name: String, ofType type: String, to value: ConfigurationKey.Value) {
        values[type, default: [:]][name] = value
    }

    /// What is set for a type, as one JSON object on one line.
    package func settings(ofType type: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in (values[type] ?? [:]).sorted(by: { $0.key < $1.key }) {
            writer.name(name)
            switch value {
            case .text(let text): writer.string(text)
            case .integer(let number): writer.integer(number)
            case .flag(let flag): writer.boolean(flag)
            }
        }
        writer.endObject()
        return writer.bytes
    }
}
