import CCarretelHTML
package import CarretelCore

/// The ``HTMLParser`` over the system's libxml2: each page is read in pieces, with a look at limits and clock between.
package struct LibxmlParser: HTMLParser {
    /// How many attributes one element may have.
    package static let maxAttributes = 1_000

    /// Sets the library up, once a process.
    private static let isSetUp: Bool = {
        carretel_html_set_up()
        return true
    }()

    /// Makes the library ready.
    package init() { _ = Self.isSetUp }

    /// Reads a page.
    package func parse(_ bytes: [UInt8], charset: String?, limits: HTMLLimits) throws(HTMLFailure) -> any HTMLPage {
        guard bytes.count <= limits.bytes else {
            throw HTMLFailure(.tooLarge, "The page has \(bytes.count) bytes; the limit is \(limits.bytes).")
        }
        let encoding = PageCharset(of: bytes, announced: charset)
        let bounds = carretel_html_limits(
            depth: Int64(limits.depth), elements: Int64(limits.elements), attributes: Int64(Self.maxAttributes),
            nanoseconds: Int64(clamping: limits.time / .nanoseconds(1)),
            looking_nanoseconds: Int64(clamping: limits.looking / .nanoseconds(1)), text: UInt64(max(0, limits.text)))
        var page: OpaquePointer?
        let text = bytes.dropFirst(encoding.markLength)
        let end = unsafe text.withUnsafeBufferPointer { text in
            unsafe carretel_html_page_make(
                text.baseAddress, UInt64(text.count), encoding.charset.code, bounds, &page)
        }
        guard end == CARRETEL_HTML_DONE, let page = unsafe page else { throw Self.failure(end, limits) }
        return unsafe LibxmlPage(page, limits)
    }

    private static func failure(_ end: Int32, _ limits: HTMLLimits) -> HTMLFailure {
        switch end {
        case CARRETEL_HTML_TOO_DEEP:
            HTMLFailure(.tooComplex, "The page's elements stand more than \(limits.depth) deep in one another.")
        case CARRETEL_HTML_TOO_MANY_ELEMENTS:
            HTMLFailure(.tooComplex, "The page has more than \(limits.elements) elements.")
        case CARRETEL_HTML_TOO_MANY_ATTRIBUTES:
            HTMLFailure(.tooComplex, "An element of the page has more than \(maxAttributes) attributes.")
        case CARRETEL_HTML_TOO_LATE:
            HTMLFailure(.tooCostly, "Reading the page took more than \(HumanText.duration(limits.time)).")
        default: HTMLFailure(.noMemory, "There is no memory to read the page.")
        }
    }
}

extension Int64 {
    /// The nearest number there is.
    fileprivate init(clamping value: Double) {
        self = value >= 9e18 ? .max : value <= 0 ? 0 : Int64(value)
    }
}
