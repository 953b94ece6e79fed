import CCarretelHTML
import CarretelCore

/// A page as libxml2 holds it. Belongs to one task at a time.
@safe final class LibxmlPage: HTMLPage {
    /// The library's steps that one selector may take on one page: about a second.
    static let maxOperations: UInt64 = 20_000_000
    /// How long an XPath expression may be, and how deep brackets may stand in one another: the library reads it by
    /// recursion.
    static let maxExpressionBytes = 8_192
    static let maxBrackets = 64

    /// A selector, compiled.
    @safe private struct Query {
        let handle: OpaquePointer
    }

    private let page: OpaquePointer
    /// Freed with the page.
    private var queries: [HTMLSelector: Query] = [:]

    /// Takes a page over.
    @unsafe init(_ page: OpaquePointer) { unsafe self.page = page }

    deinit { unsafe carretel_html_page_free(page) }

    func elements(_ selector: HTMLSelector, in element: HTMLElement?) throws(HTMLFailure) -> [HTMLElement] {
        let query = try query(for: selector)
        var found: UnsafePointer<Int64>?
        var count: UInt64 = 0
        let end = unsafe carretel_html_query_run(
            page, query.handle, number(of: element), Self.maxOperations, &found, &count)
        guard end == CARRETEL_HTML_DONE else { throw failure(end, selector) }
        return unsafe UnsafeBufferPointer(start: found, count: Int(count)).map { HTMLElement(index: Int($0)) }
    }

    func text(of element: HTMLElement?) -> String {
        var count: UInt64 = 0
        let text = unsafe carretel_html_text(page, number(of: element), &count)
        return unsafe String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self)
    }

    func attribute(_ name: String, of element: HTMLElement) -> String? {
        let value = unsafe carretel_html_attribute(page, number(of: element), name.lowercased())
        return unsafe value.map { unsafe String(cString: $0) }
    }

    func name(of element: HTMLElement) -> String {
        let name = unsafe carretel_html_name(page, number(of: element))
        return unsafe name.map { unsafe String(cString: $0) } ?? ""
    }

    private func number(of element: HTMLElement?) -> Int64 { element.map { Int64($0.index) } ?? -1 }

    private func query(for selector: HTMLSelector) throws(HTMLFailure) -> Query {
        if let query = queries[selector] { return query }
        let expression = try selector.xpath()
        try Self.checkSize(of: expression, selector)
        var handle: OpaquePointer?
        var place: Int64 = -1
        let end = unsafe carretel_html_query_make(page, expression, &handle, &place)
        guard end == CARRETEL_HTML_DONE, let handle = unsafe handle else { throw failure(end, selector, at: place) }
        let query = unsafe Query(handle: handle)
        queries[selector] = query
        return query
    }

    private static func checkSize(of expression: String, _ selector: HTMLSelector) throws(HTMLFailure) {
        guard expression.utf8.count <= maxExpressionBytes else {
            throw HTMLFailure(
                .invalidSelector,
                "The selector is too long: as XPath it has \(expression.utf8.count) bytes, at most "
                    + "\(maxExpressionBytes) are allowed.")
        }
        var depth = 0
        for byte in expression.utf8 {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            guard depth <= maxBrackets else {
                throw HTMLFailure(
                    .invalidSelector, "The brackets of \(selector.words) stand more than \(maxBrackets) deep.")
            }
        }
        guard !expression.utf8.contains(0) else {
            throw HTMLFailure(.invalidSelector, "\(selector.words) has a NUL character in it.")
        }
    }

    private func failure(_ end: Int32, _ selector: HTMLSelector, at place: Int64 = -1) -> HTMLFailure {
        switch end {
        case CARRETEL_HTML_TOO_COSTLY:
            HTMLFailure(
                .tooCostly,
                "\(selector.words) looks at too much of this page: more than \(Self.maxOperations) steps.")
        case CARRETEL_HTML_NO_ELEMENTS:
            HTMLFailure(
                .invalidSelector,
                "\(selector.words) gives something that is no element: end it at the element itself.")
        case CARRETEL_HTML_INVALID:
            HTMLFailure(
                .invalidSelector,
                "\(selector.words) is no XPath 1.0 expression"
                    + (place >= 0 ? ": it cannot be understood from byte \(place + 1) on." : "."))
        default: HTMLFailure(.noMemory, "There is no memory to look for \(selector.words).")
        }
    }
}
