import CarretelCore

/// Reads pages of one portal, as its layout says.
struct PortalReader: Sendable {
    private static let maxTitleCharacters = 80

    let layout: PortalLayout
    let parser: any HTMLParser
    let limits: HTMLLimits

    /// Joins the members.
    init(layout: PortalLayout, parser: any HTMLParser, limits: HTMLLimits = HTMLLimits()) {
        self.layout = layout
        self.parser = parser
        self.limits = limits
    }

    /// Says what a page is.
    ///
    /// - Parameters:
    ///   - bytes: the page.
    ///   - charset: what the answer's headers say; nil to go by the page itself.
    ///   - os: the service order that was asked for; empty for none.
    /// - Returns: what it turned out to be.
    /// - Throws: ``HTMLFailure``.
    func read(_ bytes: [UInt8], charset: String?, os: String) throws(HTMLFailure) -> PageVerdict {
        let page = try parser.parse(bytes, charset: charset, limits: limits)
        if try layout.pages.needsScript.holds(of: page) { return .needsScript }
        if try layout.pages.loginRefused.holds(of: page) { return .loginRefused }
        if try layout.pages.loggedOut.holds(of: page) { return .loggedOut }
        let isNotFound = try layout.pages.notFound.holds(of: page)
        guard try layout.pages.found.holds(of: page) else {
            if isNotFound { return .notFound }
            return .unknown("The page \(try title(of: page)) is none that the layout \(layout.name) knows.")
        }
        let reader = FieldReader(layout.fields)
        let record = try reader.record(of: page)
        // A service order may have those words in a text of its own: then its number decides.
        if isNotFound, os.isEmpty || record.orderNumber == nil { return .notFound }
        if !os.isEmpty, let shown = record.orderNumber, !Cleaning.isSame(shown, os) {
            return .unknown("The service order \(Cleaning.orderNumber(os)) was asked for, the page shows \(shown).")
        }
        let missing = reader.missing(in: record)
        return missing.isEmpty ? .found(record) : .incomplete(record, missing: missing)
    }

    /// Finds the form to log in with; nil on a page without it, and for a portal without a login.
    ///
    /// - Throws: ``HTMLFailure``.
    func loginForm(_ bytes: [UInt8], charset: String?) throws(HTMLFailure) -> LoginForm? {
        guard let login = layout.login else { return nil }
        let page = try parser.parse(bytes, charset: charset, limits: limits)
        return try LoginFormFinder(page: page, login: login).form()
    }

    /// Finds the link to a service order on a page of search results.
    ///
    /// - Parameters:
    ///   - bytes: the page.
    ///   - charset: what the answer's headers say; nil to go by the page itself.
    ///   - os: the service order; where there are several links, only one that names it will do.
    /// - Returns: its `href` as it stands there; nil for none.
    /// - Throws: ``HTMLFailure``.
    func link(_ bytes: [UInt8], charset: String?, os: String) throws(HTMLFailure) -> String? {
        guard let selector = layout.search.result else { return nil }
        let page = try parser.parse(bytes, charset: charset, limits: limits)
        var links: [(address: String, text: String)] = []
        for element in try page.elements(selector, in: nil) {
            guard let address = page.attribute("href", of: element) else { continue }
            links.append((PageText.collapsed(address), try page.text(of: element)))
        }
        // Another number may stand in an address too, so what is surer is looked at in all links first.
        let named =
            links.first { LinkText.names(os, $0.text) } ?? links.first { LinkText.endsWith(os, $0.address) }
            ?? links.first { LinkText.asksFor(os, $0.address) }
        return named?.address ?? (links.count == 1 ? links[0].address : nil)
    }

    private func title(of page: any HTMLPage) throws(HTMLFailure) -> String {
        let first = try page.elements(.css("title"), in: nil).first
        let title =
            try first.map { (element) throws(HTMLFailure) in PageText.collapsed(try page.text(of: element)) } ?? ""
        guard !title.isEmpty else { return "without a title" }
        let start = String(title.unicodeScalars.prefix(Self.maxTitleCharacters))
        return "\"\(TerminalText.escape(start))\""
    }
}
