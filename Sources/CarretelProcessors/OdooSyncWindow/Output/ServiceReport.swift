import CarretelCore

/// What came of one table of a service.
struct PartReport: Sendable {
    let table: BusinessTable
    /// The window that was read or begun; nil when it did not come to that.
    var window: SyncWindow?
    /// Up to when the table holds everything; nil when it was never filled.
    var mark: Timestamp?
    var pages = 0
    /// Records that no window had and the comparison of ids brought.
    var recovered = 0
    var findings = RowFindings()
    /// Why nothing was removed.
    var refusal: Reconciliation.Refusal?
    /// The server does not have the model.
    var skipped: FailureReason?
    /// It could not be read to its end.
    var reason: FailureReason?

    init(_ table: BusinessTable) {
        self.table = table
    }
}

/// What came of one service.
struct ServiceReport: Sendable {
    enum Status: String, Sendable {
        case ok, skipped, failed
    }

    let service: SyncService
    var parts: [PartReport] = []
    var duration = Duration.zero

    init(_ service: SyncService) {
        self.service = service
    }

    var status: Status {
        if reason != nil { return .failed }
        return parts.allSatisfy { $0.skipped != nil } ? .skipped : .ok
    }

    /// Of several failures the one that another attempt may mend, for then it is worth one.
    var reason: FailureReason? { parts.compactMap(\.reason).decisive }

    /// What somebody should know of it.
    func warnings(_ settings: SyncSettings) -> [Warning] {
        parts.flatMap { part in
            var warnings = part.findings.warnings(of: part.table)
            if let refusal = part.refusal {
                warnings.append(refusal.warning(part.table, fallPercent: settings.fallPercent))
            }
            if let reason = part.skipped {
                warnings.append(
                    Warning(code: "model_missing", message: "\(part.table.name) is left out: \(reason.message)"))
            }
            return warnings
        }
    }
}

extension [FailureReason] {
    /// The first that may be mended by trying again, or else the first.
    var decisive: FailureReason? { first { $0.failureClass == .transient } ?? first }
}
