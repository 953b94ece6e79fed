import CarretelCore
import Synchronization

/// What is remembered of one account.
final class OdooSession: Sendable {
}
