import CarretelCore

/// What keeps two runs of one account apart, as a permit of the daemon: it holds across workers.
struct SyncPermit: Sendable {
    static let prefix = "odoo-sync"

    let key: String

    init(_ account: OdooAccount) {
        key = "\(Self.prefix)/\(account.identity)"
    }

    /// Waits for the other run's end.
    func acquire(_ attempt: any AttemptContext) async throws(SyncStop) {
        do throws(FailureReason) {
            try await attempt.acquire(permit: key)
        } catch {
            throw SyncStop(storing: error)
        }
    }

    func release(_ attempt: any AttemptContext) { attempt.release(permit: key, outcome: .ok) }
}
