import CarretelCore

/// One request of a call: the first, or one that follows a redirect.
struct Hop {
    var request: HTTPRequest
    /// How many redirects came before.
    var count = 0
    /// What came over the wire before.
    var receivedBytes = 0

    /// What follows the end of a hop.
    enum Conclusion {
        case answer(HTTPResponse)
        case next(Hop)
    }
}
