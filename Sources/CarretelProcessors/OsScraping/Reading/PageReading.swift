import CarretelCore

/// Reads pages of one portal, as its layout says.
protocol PageReading: Sendable {
    /// Says what a page is.
    ///
    /// - Parameters:
    ///   - bytes: the page.
    ///   - charset: what the answer's headers say; nil to go by the page itself.
    ///   - os: the service order that was asked for.
    /// - Returns: what it turned out to be.
    /// - Throws: ``HTMLFailure``.
    func read(_ bytes: [UInt8], charset: String?, os: String) throws(HTMLFailure) -> PageVerdict
    /// Finds the form to log in with; nil on a page without it.
    func loginForm(_ bytes: [UInt8], charset: String?) throws(HTMLFailure) -> LoginForm?
    /// Finds the link to a service order on a page of search results: its `href` as it stands there; nil for none.
    func link(_ bytes: [UInt8], charset: String?, os: String) throws(HTMLFailure) -> String?
}

extension PortalReader: PageReading {}
