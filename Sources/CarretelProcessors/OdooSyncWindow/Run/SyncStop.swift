import CarretelCore

/// Why a reading went no further.
enum SyncStop: Error {
    /// This service cannot be read now; others may.
    case upstream(OdooFailure)
    /// No service of this account can.
    case denied(FailureReason)
    /// What was read cannot be kept: the attempt is over.
    case storage(FailureReason)
    case cancelled

    /// What a failed call means for the run.
    init(_ failure: OdooFailure) {
        switch failure.kind {
        case .cancelled: self = .cancelled
        case .denied: self = .denied(failure.reason)
        default: self = .upstream(failure)
        }
    }

    /// What a failure on our side means for it.
    init(storing reason: FailureReason) {
        self = reason.code == FailureReason.cancelled.code ? .cancelled : .storage(reason)
    }
}

/// Calls Odoo.
func asking<Value>(_ call: () async throws(OdooFailure) -> Value) async throws(SyncStop) -> Value {
    do throws(OdooFailure) { return try await call() } catch { throw SyncStop(error) }
}

/// Uses the business store or a data file.
func storing<Value>(_ use: () throws(FailureReason) -> Value) throws(SyncStop) -> Value {
    do throws(FailureReason) { return try use() } catch { throw SyncStop(storing: error) }
}
