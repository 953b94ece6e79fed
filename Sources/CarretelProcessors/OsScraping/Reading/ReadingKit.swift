import CarretelCore

/// How layouts and the readers of their pages are made.
struct ReadingKit: Sendable {
    /// Makes a layout of what a profile says of it: a name, or a document.
    var layout: @Sendable (String) throws(FailureReason) -> PortalLayout
    /// Makes a reader of a portal's pages.
    var reader: @Sendable (PortalLayout, any HTMLParser) -> any PageReading
}
