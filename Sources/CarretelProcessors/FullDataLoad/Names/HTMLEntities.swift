/// Omie writes some characters of texts as HTML does; a name is for people.
enum HTMLEntities {
    private static let known: [(entity: String, text: String)] = [
        ("&quot;", "\""), ("&#34;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&#039;", "'"), ("&lt;", "<"),
        ("&gt;", ">"), ("&nbsp;", " "),
        // Last, so that what it leaves is not taken for another.
        ("&amp;", "&"),
    ]

    /// The text with the common entities decoded; others stay as they are.
    static func decoded(_ text: String) -> String {
        guard text.contains("&") else { return text }
        return known.reduce(text) { $0.replacing($1.entity, with: $1.text) }
    }
}
