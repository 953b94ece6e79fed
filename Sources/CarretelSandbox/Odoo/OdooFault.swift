/// What can befall a call in Odoo itself, on request.
enum OdooFault: String, CaseIterable, Sendable {
    case sessionExpired = "session-expired"
    case accessDenied = "access-denied"
    case accessError = "access-error"
    case missingRecord = "missing-record"
    case userError = "user-error"
    case valueError = "value-error"
    /// PostgreSQL cannot be reached.
    case noDatabase = "no-database"
    /// Another transaction was in the way.
    case serialization
    case html429 = "html-429"
    /// The right answer, late.
    case slow

    /// The exception that is answered; nil for what is none.
    func refusal(model: String, user: Int64) -> OdooRefusal? {
        switch self {
        case .sessionExpired: .sessionExpired
        case .accessDenied: .accessDenied
        case .accessError: .access("You are not allowed to access '\(model)' records.")
        case .missingRecord: .missing(model, [999_999], user: user)
        case .userError: .user("Não foi possível concluir a operação.")
        case .valueError: .value("Invalid field 'x_sandbox' on model '\(model)'")
        case .noDatabase: .database("OperationalError", "FATAL:  sorry, too many clients already\n")
        case .serialization:
            .database("errors.SerializationFailure", "could not serialize access due to concurrent update\n")
        case .html429, .slow: nil
        }
    }
}
