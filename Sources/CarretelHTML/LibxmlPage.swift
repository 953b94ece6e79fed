import CCarretelHTML
import CarretelCore

/// A page as libxml2 holds it. Belongs to one task at a time.
@safe final class LibxmlPage: HTMLPage {
    /// The library's steps that one selector may take on one page: about a second.
    static let maxOperations: UInt64 = 20_000_000
    /// The elements of a page on which an XPath expression is tried, and how many comparisons of two elements it may
    /// come to: joining what it finds takes the library that much for each step, which it does not count. What CSS
    /// becomes joins nothing.
    static let maxElementsForXPath: Int64 = 50_000
    static let maxComparisons: UInt64 = 4_000_000_000
    /// How long an XPath expression may be, and how deep brackets may stand in one another: the library reads it by
    /// recursion.
    static let maxExpressionBytes = 8_192
    static let maxBrackets = 64

    /// A selector, compiled.
    @safe private struct Query {
        let handle: OpaquePointer
    }

    private let page: OpaquePointer
    private let limits: HTMLLimits
    /// Freed with the page.
    private var queries: [HTMLSelector: [Query]] = [:]

    /// Takes a page over that was read within limits.
    @unsafe init(_ page: OpaquePointer, _ limits: HTMLLimits) {
        unsafe self.page = page
        self.limits = limits
    }

    deinit { unsafe carretel_html_page_free(page) }

    func elements(_ selector: HTMLSelector, in element: HTMLElement?) throws(HTMLFailure) -> [HTMLElement] {
        let queries = try queries(for: selector)
        let operations = try operations(for: selector)
        var found: [HTMLElement] = []
        for query in queries { found += try run(query, of: selector, in: element, operations) }
        guard queries.count > 1 else { return found }
        return Set(found).sorted { $0.index < $1.index }
    }

    private func run(
        _ query: Query, of selector: HTMLSelector, in element: HTMLElement?, _ operations: UInt64
    ) throws(HTMLFailure) -> [HTMLElement] {
        var found: UnsafePointer<Int64>?
        var count: UInt64 = 0
        let end = unsafe carretel_html_query_run(page, query.handle, number(of: element), operations, &found, &count)
        guard end == CARRETEL_HTML_DONE else { throw failure(end, selector) }
        return unsafe UnsafeBufferPointer(start: found, count: Int(count)).map { HTMLElement(index: Int($0)) }
    }

    /// How many steps a selector may take on this page.
    private func operations(for selector: HTMLSelector) throws(HTMLFailure) -> UInt64 {
        guard selector.language == .xpath else { return Self.maxOperations }
        let count = unsafe carretel_html_count(page)
        guard count <= Self.maxElementsForXPath else {
            throw HTMLFailure(
                .tooCostly,
                "\(selector.words) is not tried on a page of more than \(Self.maxElementsForXPath) elements: this one has "
                    + "\(count). A CSS selector is.")
        }
        return min(Self.maxOperations, Self.maxComparisons / UInt64(max(count, 1)))
    }

    func text(of element: HTMLElement?) throws(HTMLFailure) -> String {
        var text: UnsafePointer<UInt8>?
        var count: UInt64 = 0
        switch unsafe carretel_html_text(page, number(of: element), &text, &count) {
        case CARRETEL_HTML_DONE: break
        case CARRETEL_HTML_TOO_LATE: throw tooLate
        case CARRETEL_HTML_TOO_COSTLY:
            throw HTMLFailure(
                .tooCostly, "The texts that are looked at on this page come to more than \(limits.text) bytes.")
        default: throw HTMLFailure(.noMemory, "There is no memory for the text of this page.")
        }
        return unsafe String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self)
    }

    func outermost(_ elements: [HTMLElement]) -> [HTMLElement] {
        var last: HTMLElement?
        return elements.filter { element in
            if let last, unsafe carretel_html_is_text_of(page, number(of: element), number(of: last)) != 0 {
                return false
            }
            last = element
            return true
        }
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

    private func queries(for selector: HTMLSelector) throws(HTMLFailure) -> [Query] {
        if let known = queries[selector] { return known }
        var made: [Query] = []
        for expression in try selector.xpaths() {
            try Self.checkSize(of: expression, selector)
            var handle: OpaquePointer?
            var place: Int64 = -1
            let end = unsafe carretel_html_query_make(page, expression, &handle, &place)
            guard end == CARRETEL_HTML_DONE, let handle = unsafe handle else {
                throw failure(end, selector, at: place)
            }
            made.append(unsafe Query(handle: handle))
        }
        queries[selector] = made
        return made
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

    private var tooLate: HTMLFailure {
        HTMLFailure(.tooCostly, "Looking at the page took more than \(HumanText.duration(limits.looking)).")
    }

    private func failure(_ end: Int32, _ selector: HTMLSelector, at place: Int64 = -1) -> HTMLFailure {
        switch end {
        case CARRETEL_HTML_TOO_LATE: tooLate
        case CARRETEL_HTML_TOO_COSTLY:
            HTMLFailure(
                .tooCostly,
                "\(selector.words) looks at too much of this page.")
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
