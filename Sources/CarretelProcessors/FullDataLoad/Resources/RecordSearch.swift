import CarretelCore

/// A job's `search`: lets records through in whose names or numbers a text occurs. Omie has no search of its own that
/// works the same for all lists.
struct RecordSearch: Sendable {
    private let text: String
    private let paths: [[String]]

    /// Nil for a job that searches for nothing.
    init?(_ text: String?, in resource: LoadResource) {
        guard let text else { return nil }
        self.text = text.lowercased()
        paths = resource.searchPaths
    }

    /// Whether the text occurs in a record, in either case.
    func finds(_ record: JSONValue) -> Bool {
        paths.contains { path in
            var value: JSONValue? = record
            for name in path { value = value?[name] }
            return (value?.string ?? value?.numberText)?.lowercased().contains(text) ?? false
        }
    }
}
