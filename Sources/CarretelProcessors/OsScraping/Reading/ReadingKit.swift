import CarretelCore

/// How layouts and the readers of their pages are made.
struct ReadingKit: Sendable {
    /// Makes a layout of what a profile says of it: a name, or a document.
    var layout: @Sendable (String) throws(FailureReason) -> PortalLayout
    /// Makes a reader of a portal's pages.
    var reader: @Sendable (PortalLayout, any HTMLParser) -> any PageReading

    /// Layouts as docs/os-scraping.md has them, and readers that go by them.
    static let standard = ReadingKit(
        layout: { (text) throws(FailureReason) in try PortalLayout.named(text) },
        reader: { PortalReader(layout: $0, parser: $1) })
}
