import CarretelCore

/// The named limits of the way to Odoo.
enum OdooLimits {
    /// How often one request is made when the server or the way there fails.
    static let maxTries = 3
    /// Waits between tries: drawn from 0 up to 1 s, then 2 s.
    static let backOff = BackOff(base: .seconds(1), ceiling: .seconds(30))
    /// A wait that a server names in `Retry-After` is kept up to here.
    static let longestNamedWait = Duration.seconds(30)
    /// Records of a page. Measured on Odoo 17: 1,000 rows take 0.1 s, and two pages at a time of this size read a table
    /// as fast as those of 2,000, while half as much is lost and asked for again when one fails.
    static let pageSize = 1_000
    /// A page is halved down to this and no further: below it the fixed cost of a request is all there is.
    static let smallestPage = 50
    /// A page that was halved is doubled again after so many pages in a row that went well.
    static let pagesBeforeGrowth = 8
    /// Ids of a page when nothing but ids is asked for: 50,000 are some 330 KiB.
    static let idsPerPage = 50_000
    /// Ids named in one domain.
    static let idsPerRequest = 1_000
    /// The largest body that is read: 150 times a usual page.
    static let maxBodyBytes = 64 << 20
    /// What a profile may set as the limit of one request.
    static let timeoutSeconds = 1...3_600
    /// How long the fields of a model are believed: modules may be installed and upgraded under a warm worker.
    static let fieldsLifetime = Duration.seconds(3_600)
    /// The words of a server that a message quotes at most, in characters.
    static let quotedCharacters = 300
}
