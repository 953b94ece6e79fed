// What a job is told when its store cannot be used: a lock, a full disk or a failed write may well be gone later, what is
// wrong with the file itself stays wrong until a person has looked at it.

import CarretelCore

extension FailureReason {
    /// Translates a failure of the business store.
    init(business failure: StoreFailure) {
        let cause = failure.cause.map { " (\($0))" } ?? ""
        switch failure.code {
        case .busy, .full, .io, .notWAL, .synchronousNotFull:
            self.init(
                .transient, code: "storage_failed", message: "The business store: \(failure.message)\(cause)",
                hint: failure.code.businessHint)
        case .missing:
            self.init(
                .permanent, code: "store_empty", message: "The business store holds nothing: \(failure.message)",
                hint: "A job of the type odoo-sync-window fills it.")
        case .corrupt, .foreign:
            self.init(
                .permanent, code: "store_damaged", message: "The business store: \(failure.message)\(cause)",
                hint: failure.code.businessHint)
        case .newerSchema:
            self.init(
                .permanent, code: "store_newer", message: "The business store: \(failure.message)",
                hint: failure.code.businessHint)
        case .refused:
            self.init(
                .permanent, code: "store_refused", message: "The business store: \(failure.message)\(cause)",
                hint: failure.code.businessHint)
        }
    }
}

extension StoreFailure.Code {
    /// How to mend it.
    fileprivate var businessHint: String {
        switch self {
        case .busy: "Another program keeps business.sqlite locked; end it, or let it finish."
        case .full: "Make room on the disk of the state folder."
        case .notWAL, .synchronousNotFull: "Keep the state folder on a local disk."
        case .missing: "Check that the state folder is there and may be written."
        case .corrupt, .foreign:
            "Move business.sqlite and the files beside it away; a full synchronisation makes it anew."
        case .newerSchema: "Run the version that wrote it, or a newer one."
        case .refused: "Rows must fit the columns of their table; this is a fault of the program that wrote them."
        case .io: "See the disk of the state folder and the system's log."
        }
    }
}

/// Runs `body` and turns what it throws into what a job is told.
func reportingFailures<Value>(_ body: () throws(StoreFailure) -> Value) throws(FailureReason) -> Value {
    do throws(StoreFailure) {
        return try body()
    } catch {
        throw FailureReason(business: error)
    }
}
