import CarretelCore

/// What the configuration says otherwise about parts: domains, stamps, fields and keys as JSON text.
struct ServiceOverrides: Sendable {
    /// Stands for what is built in.
    static let standard = "standard"

    private struct Override: Sendable {
        var domain: OdooDomain?
        var stamps: [String]?
        var fields: [String] = []
        var key: [String]?
    }

    /// Four settings for every table.
    static let fields = SyncService.all.flatMap(\.parts).flatMap { part in
        [
            field("\(part.table.name)_domain", "Which records of \(part.model), as Odoo's domain in JSON."),
            field("\(part.table.name)_stamps", "Its moments of change: a JSON array of datetime fields."),
            field("\(part.table.name)_fields", "More fields for its raw record: a JSON array of names."),
            field("\(part.table.name)_key", "The columns that name a row to readers: a JSON array of their names."),
        ]
    }

    private var overrides: [String: Override] = [:]

    /// Reads the settings.
    ///
    /// - Throws: permanent `invalid_settings`, which names the setting and what is wrong with it.
    init(_ settings: JSONValue) throws(FailureReason) {
        for part in SyncService.all.flatMap(\.parts) {
            let name = part.table.name
            var override = Override()
            if let text = Self.text(settings, "\(name)_domain") {
                do throws(FailureReason) {
                    override.domain = try OdooDomain(parsing: text)
                } catch {
                    throw Self.invalid("\(name)_domain", error.message, error.hint)
                }
            }
            override.stamps = try Self.names(settings, "\(name)_stamps", mayBeEmpty: false)
            override.fields = try Self.names(settings, "\(name)_fields", mayBeEmpty: true) ?? []
            override.key = try Self.names(settings, "\(name)_key", mayBeEmpty: false)
            if let unknown = override.key?.first(where: { part.table.index(of: $0) == nil }) {
                throw Self.invalid(
                    "\(name)_key", "The table \(name) has no column \(unknown).",
                    "Its columns: \(part.table.columns.map(\.name).joined(separator: ", ")).")
            }
            overrides[name] = override
        }
    }

    /// A part with what the configuration says of it.
    func applied(to part: ServicePart) -> ServicePart {
        guard let override = overrides[part.table.name] else { return part }
        var part = part
        if let domain = override.domain {
            part.domain = [.given(domain)]
            part.openDomain = []
        }
        if let stamps = override.stamps { part.stamps = stamps.map { .required($0) } }
        part.extraFields += override.fields
        if let key = override.key { part.table.key = key }
        return part
    }

    private static func field(_ name: String, _ summary: String) -> ParameterField {
        ParameterField(name, .string(maxBytes: SyncLimits.maxJSONBytes), summary, default: "\"\(standard)\"")
    }

    private static func text(_ settings: JSONValue, _ name: String) -> String? {
        settings[name]?.string.flatMap { $0 == standard ? nil : $0 }
    }

    private static func names(
        _ settings: JSONValue, _ name: String, mayBeEmpty: Bool
    ) throws(FailureReason) -> [String]? {
        guard let text = text(settings, name) else { return nil }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: Array(text.utf8))
        } catch {
            throw invalid(name, "It is not JSON: \(error.message)", error.hint)
        }
        let names = value.elements.compactMap { element in element.string.flatMap { isName($0) ? $0 : nil } }
        guard value.kind == .array, names.count == value.count, mayBeEmpty || !names.isEmpty else {
            throw invalid(name, "Expected a JSON array of names, found \(text).", "Write it as [\"write_date\"].")
        }
        return names
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    private static func invalid(_ name: String, _ message: String, _ hint: String?) -> FailureReason {
        FailureReason(
            .permanent, code: "invalid_settings", message: "\(name): \(message)", pointer: "/\(name)", hint: hint)
    }
}
