import CarretelCore

/// Reads from Odoo for one attempt: connects by itself, tries again where that may help, and makes pages smaller for a
/// server that breaks over them.
struct OdooClient: Sendable {
    let account: OdooAccount
    let attempt: any AttemptContext
    let session: OdooSession

    /// Prepares reading.
    ///
    /// - Parameters:
    ///   - account: who we are, and where.
    ///   - sessions: of this worker.
    ///   - attempt: whose ports are used.
    init(account: OdooAccount, sessions: OdooSessions, attempt: any AttemptContext) {
        self.account = account
        self.attempt = attempt
        session = sessions.session(of: account)
    }

    private var unbuilt: OdooFailure { OdooFailure(.badRequest, FailureReason(.permanent, code: "", message: "")) }

    /// Makes sure that the server lets us in; asks it once per worker.
    func connect() async throws(OdooFailure) -> OdooServer { throw unbuilt }

    /// Makes the next call connect afresh.
    func forgetSession() {}

    /// The server's clock, whole seconds.
    func serverTime() async throws(OdooFailure) -> Timestamp { throw unbuilt }

    /// The fields of a model that our user may read.
    ///
    /// - Throws: ``OdooFailure``; `modelMissing` when it is not installed, `forbidden` when the user may not read it.
    func fields(of model: String) async throws(OdooFailure) -> OdooFields { throw unbuilt }

    /// The records of a query with ids above `lastID`, ascending: `query.limit` of them, fewer only when there are no more.
    func page(_ query: OdooQuery, after lastID: Int64) async throws(OdooFailure) -> [OdooRecord] { throw unbuilt }

    /// All ids of a domain, ascending.
    func identifiers(of model: String, domain: OdooDomain) async throws(OdooFailure) -> [Int64] { throw unbuilt }

    /// Records by their ids, ascending; hidden or deleted ones are not there.
    func records(of model: String, ids: [Int64], fields: [String]) async throws(OdooFailure) -> [OdooRecord] {
        throw unbuilt
    }
}
